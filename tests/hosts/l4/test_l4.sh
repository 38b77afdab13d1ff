#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_l4.sh: the template of docs/hosts/l4.md, as it is there, from two ELF files to what the guest
# prints through the slots that xpack filled.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-x86_64 python3 "${X86_STRIP:-}"
mkdir l4 && cp "$top_srcdir"/docs/hosts/l4/system.xml "${top_builddir:?}"/tests/hosts/l4/*.elf l4 ||
	exit 99

# boot_guest NAME: NAME.log is what the guest prints.
boot_guest()
{
	run "$XPACK" run -q --timeout 60 "$1.elf"
	status_is "$1 is booted and stops by itself" 0
	tr -d '\r' <"$run_dir/stdout" | grep -a '^guest: ' >"$1.log"
}

run "$XPACK" check l4/system.xml
status_is 'the template is right' 0
cat "$run_dir/stdout" "$run_dir/stderr" >said
is 'what is said about it' "$(cat said)" \
	"l4/system.xml:20:33: warning: [external-untyped] partition 'guest' has L4 externals, \
which state no prototype and no version: of 5 only the name is compared with the host's exports
l4/system.xml: no errors, 1 warning"

pack l4 l4
boot_guest l4
shows l4 'every call arrives with its arguments' <<'END'
guest: started with 2badb002
guest: command line guest quiet=no
guest: digits 00003039
guest: sum, high 00000010
guest: sum, low 00000001
guest: version 00000100
guest: another slot
guest: end
END

# Without its symbol table a guest still has its externals.
cp -r l4 stripped && "$X86_STRIP" -s stripped/guest.elf || exit 99
pack stripped stripped
boot_guest stripped
same 'stripped: it does the same' stripped.log l4.log

# Without section headers there is nothing but the stubs, which are recognised.
cp -r l4 headless && python3 - headless/guest.elf <<'END' || exit 99
import sys
with open(sys.argv[1], 'r+b') as file:
    file.seek(0x20)
    file.write(bytes(4))      # e_shoff
    file.seek(0x2e)
    file.write(bytes(6))      # e_shentsize, e_shnum, e_shstrndx
END
run "$XPACK" check headless/system.xml
status_is 'without section headers it is refused' 1
stderr_has 'without section headers: it says why' \
	"[external-lost] 'headless/guest.elf': 5 stubs of L4 externals without record"

# The report lists the slots, and nothing but them and the window.
run "$XPACK" build -q -k "$key" -o report.itb --report report l4/system.xml
status_is 'the report is written' 0
is 'the report counts windows and slots' "$(grep ' changed$' report/boundary.txt)" \
	"  1 windows changed
  5 slots changed"
is 'the report names what the slots hold' \
	"$(grep -c 'a slot, filled with the address of l4_' report/boundary.txt)" 5

done_testing
