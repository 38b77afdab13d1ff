#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_pc386.sh: a program that is shaped like an executable for RTEMS on a PC, packed with the
# template of docs/hosts/rtems, finds on the emulated PC what it relies on.
# shellcheck source=tests/hosts/rtems/lib.sh
. "${top_srcdir:?}/tests/hosts/rtems/lib.sh"

need qemu-system-x86_64

pc()
{
	local name=$1
	shift
	console "$name" qemu-system-x86_64 -M pc -m 128M -no-reboot \
		-device isa-debug-exit,iobase=0xf4,iosize=4 "$@" \
		-device "loader,file=$tmp/poison,addr=0x100000,force-raw=on"
	status_is "$name: the machine stops by itself" 1
}

mkdir pc386 && cp "$templates/pc386.xml" pc386/system.xml &&
	cp "$programs/pc386.exe" pc386/app.exe || exit 99
pack pc386
pc pc386 -kernel pc386.elf
shows pc386 'all of it, from poisoned RAM' <<'END'
program: eax 0x2badb002, memory, command line
program: command line 'app.exe --video=off --console=/dev/com1,115200'
program: .bss is there, 0 words of it were not zero
program: work area up to 0x07ee0000, all of it is RAM
program: end
END

pc direct -kernel pc386/app.exe -append '--video=off --console=/dev/com1,115200'
is 'the same under QEMU as boot program' \
	"$(grep -a '^program: ' direct.console | sed "s|'pc386/app.exe|'app.exe|")" \
	"$(grep -a '^program: ' pc386.console)"

cp -r pc386 stripped && "${X86_STRIP:?}" stripped/app.exe || exit 99
for name in pc386 stripped; do
	run "$XPACK" build -q --unsigned -o "$name.unsigned" "$name/system.xml"
	status_is "$name: packed without a signature" 0
done
same 'symbols and DWARF change nothing' pc386.unsigned stripped.unsigned

done_testing
