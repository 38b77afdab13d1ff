#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_shared.sh: shared memory on both boards: who may do what with it, and that it stays what it
# is when a partition is restarted.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need qemu-system-sparc qemu-system-x86_64
systems=${top_builddir:?}/tests/systems
"${XPACK:?}" keygen -q --algorithm p256 test.key || exit 99

# board SYSTEM BOOT-IMAGE: pack it, boot it, and keep what is printed, without code addresses.
board()
{
	run "$XPACK" build -q -k test.key -o "$1.itb" "$systems/$1/system.xml"
	status_is "$1 is packed" 0
	is "$1: without a word" "$(cat "$run_dir/stderr")" ''
	run "$XPACK" run -q --timeout 60 "$2"
	status_is "$1 is booted and stops by itself" 0
	tr -d '\r' <"$run_dir/stdout" | grep -E '^(xhost: |\[)' |
		sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/' >"$1.log"
}

board leon3-shared leon3-shared.prom
cat leon3-shared.log
board x86-shared x86-shared.elf
cat x86-shared.log
done_testing
