# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# lib: what tests of xpack flash share.  Source it after tests/cli/lib.sh.  It makes leon3-two.itb
# and x86-two.itb, their boot images, and a key that both are signed with, key.pem.

export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub XPACK_LIBDIR
for system in leon3-two x86-two; do
	"$XPACK" build -q "${top_builddir:?}/tests/systems/$system/system.xml" || exit 99
done

# split_shown: what the last run said of image and target, to the file `shown`; stderr keeps the
# rest.
split_shown()
{
	grep -E '^(image|target|place|kept)  ' "$run_dir/stderr" >shown
	sed -i -E '/^(image|target|place|kept)  /d' "$run_dir/stderr"
}

# flash ARGUMENTS...: run xpack flash, which asks nobody.
flash()
{
	run timeout 120 "$XPACK" flash --yes "$@"
	split_shown
}

# until_true COMMAND...: at most a minute.
until_true()
{
	local i
	for i in {1..600}; do
		if "$@" 2>/dev/null; then return; fi
		sleep 0.1
	done
	fail "$*: after ${i}/10 s" "$(cat server.log)"
}

# boots NAME COMMAND...: the emulator, so started, shows both partitions of the example systems.
boots()
{
	local name=$1
	shift
	timeout 60 "$@" -display none -monitor none -serial stdio -no-reboot -icount shift=4 \
		</dev/null >console 2>&1
	ok "$name: it boots to the end" grep -q '^xhost: halt, status 0' console
	is "$name: both partitions run" \
		"$(tr -d '\r' <console | grep -cE '^\[(control|telemetry)\] frame [0-4]:')" 10
}

boots_prom()
{
	boots "$1" qemu-system-sparc -M leon3_generic -m 128 -bios "$2"
}

boots_disk()
{
	boots "$1" qemu-system-i386 -m 128 -cpu max -device isa-debug-exit,iobase=0xf4,iosize=4 \
		-drive "file=$2,format=raw"
}
