#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_l4.sh: the template of docs/hosts/l4.md, as it is there, from two ELF files to what the guest
# prints through the slots that xpack filled.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need jq nm qemu-system-x86_64 python3 "${X86_STRIP:-}"
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

# What is said of a guest, without addresses, which depend on the compiler.
run "$XPACK" abi show l4/guest.elf
is 'abi show: imports and externals' "$(sed 's/0x[0-9a-f]\{8\}/ADDR/g' "$run_dir/stdout")" \
	"import  uint32_t l4_version(void)
        window ADDR
external  l4_add
        slot ADDR, stub ADDR
external  l4_digits
        slot ADDR, stub ADDR
external  l4_end
        slot ADDR, stub ADDR
external  l4_print
        slot ADDR, stub ADDR
external  l4_print
        slot ADDR, stub ADDR"
run "$XPACK" abi show --json l4/guest.elf
is 'abi show --json: externals' "$(jq -r '.externals[].name' "$run_dir/stdout" | paste -sd ' ')" \
	'l4_add l4_digits l4_end l4_print l4_print'

# Linked without a system: slots too.
run "$XPACK" abi check l4/guest.elf l4/l4-host.elf
status_is 'abi check: exit code' 0
stderr_is 'abi check: what is said' <<END
l4/guest.elf: warning: [external-untyped] partition 'l4/guest.elf' has L4 externals, which state \
no prototype and no version: of 5 only the name is compared with the host's exports
l4/guest.elf: no errors, 1 warning; not checked: link-access (because of the areas that are not \
known)
END

# The report lists the slots, and nothing but them and the window.
run "$XPACK" build -q -k "$key" -o report.itb --report report l4/system.xml
status_is 'the report is written' 0
is 'the report counts windows and slots' \
	"$(grep -oE '^  ([0-9]+ places changed|window|slot)' report/boundary.txt | sort | uniq -c |
		sed 's/^ *//')" \
	"1   0 places changed
1   6 places changed
5   slot
1   window"
# The bytes of l4_end's address; that of its stub depends on the compiler.
target=$(nm l4/l4-host.elf | awk '$3 == "l4_end" { print substr($1, 7, 2) substr($1, 5, 2) \
	substr($1, 3, 2) substr($1, 1, 2) }')
is 'the report says what a slot holds' \
	"$(grep -A4 '^  slot l4_end$' report/boundary.txt |
		sed 's/0x[0-9a-f]*/ADDR/; s/before .*/before STUB/')" \
	"  slot l4_end
    address ADDR, 4 bytes, filled by xpack, address of l4_end
    before STUB
    after  $target"
is 'and so does its JSON' \
	"$(jq -r '.partitions[0].changes[] | select(.service == "l4_end") |
		[.size, ."address-of", .after, has("license")] | map(tostring) | join(" ")' \
		report/boundary.json)" "4 l4_end $target false"

# Linked by a script that knows nothing of externals, and to no fixed address.
read -r -a cc <<<"${X86_CC:?}"
cc+=(-march=i686 -mno-sse -std=c11 -Os -ffreestanding -fno-stack-protector -fcf-protection=none
	-mregparm=3 -nostdinc -I"$top_srcdir/guest-bsp/include" -I"$top_srcdir"
	-isystem "$("${cc[@]}" -print-file-name=include)" -nostdlib "-Wl,--build-id=none")
guest=("$top_srcdir"/tests/hosts/l4/{first.S,guest.c,second.S})
sed '/l4externals/d' "$top_srcdir/tests/hosts/l4/guest.ld" >merged.ld
ok 'a script that merges the sections' \
	"${cc[@]}" -static -fno-pic -fno-pie -no-pie -T merged.ld "${guest[@]}" -o merged.elf
run "$XPACK" abi show merged.elf
status_is 'merged sections are refused' 1
stderr_has 'merged sections: it says why' \
	"[external-lost] 'merged.elf': 5 stubs of L4 externals without record"
ok 'a guest that can be moved' "${cc[@]}" -fpie -pie "-Wl,-z,notext" \
	-T "$top_srcdir/tests/hosts/l4/guest.ld" "${guest[@]}" -o pie.elf
run "$XPACK" abi show pie.elf
status_is 'a guest that can be moved is refused' 1
stderr_has 'a guest that can be moved: it says why' \
	"[external-position] 'pie.elf': a guest with L4 externals is not linked to fixed addresses"
"${cc[@]}" -fno-pic -fno-pie -c "$top_srcdir/tests/hosts/l4/second.S" -o second.o || exit 99
run "$XPACK" abi show second.o
status_is 'an object file is not linked yet' 1
stderr_has 'an object file: it says so' '[abi-unlinked]'
done_testing
