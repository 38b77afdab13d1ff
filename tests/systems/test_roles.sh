#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_roles.sh: a supplier's partition checked alone, the integrator's system composed of it, and
# whose file an error is in.  docs/roles.md shows the same.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need jq qemu-system-sparc
built=${systems:?}/leon3-roles
absent='\(because of the system that is not there\)'
skipped="not checked: .*, Plans, .*, Channels, .*, room for everything $absent\$"

# fresh: the example as it was built, as the current directory.
fresh()
{
	cd "$tmp" && rm -rf roles && mkdir roles && cd roles || exit 99
	cp "$built"/*.xml "$built"/*.elf "$built"/*.o . && cp -r "$built/nav" . || exit 99
}

# edit FILE SCRIPT: change a line, surely.
edit()
{
	cp "$1" "$1.before" && sed -i "$2" "$1" || exit 99
	! cmp -s "$1" "$1.before" || exit 99
	rm "$1.before"
}

supplier()
{
	run "${XPACK:?}" check --partition nav/nav.xml --contract nav-contract.xml
}

integrator()
{
	run "$XPACK" check --contract nav-contract.xml system.xml
}

# Nothing is wrong.
fresh
supplier
status_is 'the partition alone' 0
like 'the partition alone: what could not be checked is said' "$(cat "$run_dir/stderr")" \
	"^nav/nav.xml: no errors; $skipped"
unlike 'the partition alone: what could be is not' "$(cat "$run_dir/stderr")" 'area-overlap'
run "$XPACK" check --contract nav-contract.xml
status_is 'the contract alone' 0
like 'the contract alone: what could not be checked is said' "$(cat "$run_dir/stderr")" \
	"^nav-contract.xml: no errors; not checked: .*, Plans, .*, partitions $absent\$"
integrator
status_is 'the system and its contract' 0
stderr_is 'the system and its contract: all was checked' <<'END'
system.xml: no errors
END

# The supplier's guest was linked by what the contract says; the system says the same.
"$XPACK" ldscript system.xml nav >nav.ld
same 'a linker script needs no system' nav.ld "$built/nav/nav.ld"
"$XPACK" header system.xml nav | tail -n +2 >nav.h
is 'a header needs no system' "$(cat nav.h)" "$(tail -n +2 "$built/nav/nav.h")"
run "$XPACK" build -q -k "${key:?}" system.xml
status_is 'the composed system is packed' 0
boot leon3-roles
is 'the partitions talk' "$(grep '^\[display\]' leon3-roles.log)" \
	'[display] position 1000 2000 300
[display] position 1025 2000 300
[display] position 1050 2000 300'

# A defect in the supplier's file is found by both, at one place.
fresh
edit nav/nav.xml 's/start="0x40420000" size="64KiB"/start="0x40420000" size="65000B"/'
defect="nav/nav.xml:7:39: error: [area-alignment] partition 'nav' area 'data' \
0x40420000..0x4042fde7 is not made of whole pages of 4096 bytes"
supplier
status_is 'a defect: the supplier' 1
is 'a defect: the supplier sees it' "$(head -n 1 "$run_dir/stderr")" "$defect"
integrator
status_is 'a defect: the integrator' 1
is 'a defect: the integrator sees it' "$(head -n 1 "$run_dir/stderr")" "$defect"

# Files are named from where the description that names them is, also from elsewhere.
fresh
rm nav/nav.elf
cd / || exit 99
run "$XPACK" check "$tmp/roles/system.xml"
cd "$tmp/roles" || exit 99
stderr_is 'a missing file is that of the supplier' <<END
$PWD/nav/nav.xml:5:57: error: [file-read] cannot read '$PWD/nav/nav.elf': No such file or \
directory
$PWD/system.xml: 1 error; not checked: the stubs of 'nav' (because of its file), room for \
everything (because of the errors)
END
supplier
stderr_has 'a missing file: the supplier sees it' \
	"nav/nav.xml:5:57: error: [file-read] cannot read 'nav/nav.elf': No such file or directory"
stderr_has 'a missing file: nothing is linked' "the stubs of 'nav' (because of its file)"

# A defect in the board's file, which system and contract include.
fresh
edit board-leon3.xml 's/start="0x80000200"/start="0x80000100"/'
defect="board-leon3.xml:11:37: error: [device-overlap] device 'irqmp0' 0x80000100..0x800001ff \
overlaps device 'uart0'"
integrator
is "the board's file: the integrator" "$(head -n 1 "$run_dir/stderr")" "$defect"
supplier
is "the board's file: the supplier" "$(head -n 1 "$run_dir/stderr")" "$defect"
run "$XPACK" check --contract nav-contract.xml
is "the board's file: the contract" "$(head -n 1 "$run_dir/stderr")" "$defect"

# Two suppliers whose files collide: neither can see it, the integrator does.
fresh
mkdir gyro && sed 's/id="0" name="nav"/id="2" name="gyro"/; /<Port/d' nav/nav.xml >gyro/gyro.xml
sed 's/partition="nav" id="0"/partition="gyro" id="2"/; /<Port/d; s/nav-contract/gyro-contract/' \
	nav-contract.xml >gyro-contract.xml
cp nav/nav.elf gyro/nav.elf
edit system.xml 's|^.*nav/nav.xml.*$|&\n\t<xi:include href="gyro/gyro.xml"/>|'
slot='<Slot partition="gyro" start="20ms" duration="5ms"/>'
edit system.xml "s|^.*<Slot partition=\"nav\".*$|&\n\t\t$slot|"
run "$XPACK" check --partition gyro/gyro.xml --contract gyro-contract.xml
status_is 'a collision: the other supplier' 0
run "$XPACK" check system.xml
stderr_is 'a collision: an error in one file, a note in the other' <<END
gyro/gyro.xml:6:20: error: [area-overlap] partition 'gyro' area 'code' 0x40400000..0x4040ffff \
overlaps partition 'nav' area 'code'
nav/nav.xml:6:20: note: partition 'nav' area 'code' 0x40400000..0x4040ffff is declared here
gyro/gyro.xml:6:20: help: the next free 64KiB start at 0x40100000
gyro/gyro.xml:7:20: error: [area-overlap] partition 'gyro' area 'data' 0x40420000..0x4042ffff \
overlaps partition 'nav' area 'data'
nav/nav.xml:7:20: note: partition 'nav' area 'data' 0x40420000..0x4042ffff is declared here
gyro/gyro.xml:7:20: help: the next free 64KiB start at 0x40110000
system.xml: 2 errors (2 in gyro/gyro.xml); not checked: room for everything (because of the \
errors)
END
edit nav/nav.xml 's/size="12B"/size="12345B"/'
run "$XPACK" check system.xml
like 'errors in several files are counted for each' "$(tail -n 1 "$run_dir/stderr")" \
	'^system.xml: [0-9]+ errors \(2 in gyro/gyro.xml, 1 in nav/nav.xml, 1 in system.xml\)'
run "$XPACK" check --contract nav-contract.xml --contract gyro-contract.xml system.xml
stderr_has 'several contracts: the first' "[contract-port] port 'position' of partition 'nav'"
unlike 'several contracts: the second is kept' "$(cat "$run_dir/stderr")" 'gyro-contract.*grants'

# A contract may be wrong by itself.
fresh
edit nav-contract.xml 's/"0x40420000" size="128KiB"/"0x40410000" size="128MiB"/'
run "$XPACK" check --contract nav-contract.xml
status_is 'a wrong contract' 1
stderr_has 'a wrong contract: RAM' "nav-contract.xml:16:21: error: [area-outside-ram]"
fresh
edit nav-contract.xml 's/size="16B"/size="99999999999999999999B"/; s/id="0"/id="4294967296"/'
run "$XPACK" check --contract nav-contract.xml
is 'a wrong contract: numbers' "$(grep -c 'error: \[quantity\]' "$run_dir/stderr")" 2
supplier
is 'a wrong contract: the partition is not blamed' \
	"$(grep -E ': (error|warning): ' "$run_dir/stderr" | cut -d: -f1 | uniq -c | tr -s ' ')" \
	' 2 nav-contract.xml'

fresh
edit nav-contract.xml 's/access="rx"/access="x"/'
integrator
like 'a contract that cannot be read: it is not taken for kept' \
	"$(tail -n 1 "$run_dir/stderr")" 'not checked: nav-contract.xml \(because of its text\)'

# The interface: prototypes are compared without the host's file.
fresh
rm xhost.elf
supplier
status_is "the host's file is not needed" 0
LC_ALL=C sed -i 's/int xh_slot_wait(void)/int xh_slot_wait(char)/' xhost-abi.o
supplier
status_is 'another prototype' 1
stderr_has 'another prototype: at the file of the partition' \
	"nav/nav.xml:5:57: error: [link-prototype] partition 'nav' imports 'xh_slot_wait' with "
stderr_has 'another prototype: as imported' 'nav/nav.elf: note: imported as: int xh_slot_wait(void)'
stderr_has 'another prototype: as exported' 'xhost-abi.o: note: exported as: int xh_slot_wait(char)'
fresh
edit nav-contract.xml '/<Abi/d'
supplier
is 'no ABI object: each service is missing' \
	"$(grep -c 'error: \[link-missing\]' "$run_dir/stderr")" 2
fresh
edit nav-contract.xml 's/xhost-abi.o/promised.o/'
LC_ALL=C sed 's/int xh_slot_wait(void)/int xh_slot_wait(char)/; s/xh_time/xh_tame/g' \
	xhost-abi.o >promised.o
integrator
status_is 'a promised interface that is not there' 1
stderr_has 'a promised prototype' \
	"host-xhost.xml:8:7: error: [contract-interface] host 'xhost' exports 'xh_slot_wait' with \
another prototype than contract 'nav-contract' promises"
stderr_has 'a promised service' \
	"host-xhost.xml:5:1: error: [contract-interface] host 'xhost' does not export 'xh_tame', \
which contract 'nav-contract' promises"
stderr_has 'what was promised' 'nav-contract.xml:12:8: note: promised as: uint64_t xh_tame(void)'

# The page shows what is printed, but for the long last line of a partition alone.
shown()
{
	grep -oE '^    (\$ xpack check|[a-z/-]+\.xml:[0-9]+:|system.xml: ).*' \
		"$top_srcdir/docs/roles.md" | cut -c 5-
}
fresh
edit nav/nav.xml 's/size="12B"/size="24B"/; s/access="rx"/access="rwx"/'
{
	echo "\$ xpack check --partition nav/nav.xml --contract nav-contract.xml"
	supplier
	grep -v '^nav/nav.xml: ' "$run_dir/stderr"
	echo "\$ xpack check --contract nav-contract.xml system.xml"
	integrator
	cat "$run_dir/stderr"
} >printed
is 'docs/roles.md shows what is printed' "$(shown)" "$(cat printed)"
while read -r id; do
	ok "docs/roles.md says what $id is about" grep -q "^\`.*\`$id\`\|^\`$id\`" \
		"$top_srcdir/docs/roles.md"
done < <("$XPACK" explain | grep -o '^contract-[a-z-]*')

# The wrong file for an option.
fresh
run "$XPACK" check nav/nav.xml
status_is 'a partition in place of a system' 1
stderr_has 'a partition in place of a system: what to do' \
	"nav/nav.xml:5:1: help: a Partition is checked with 'xpack check --partition FILE "
run "$XPACK" check --partition system.xml --contract nav-contract.xml
stderr_has 'a system in place of a partition' \
	"help: a System is checked with 'xpack check SYSTEM.xml'"
run "$XPACK" check --partition nav/nav.xml --contract nav/nav.xml
stderr_has 'a partition in place of a contract' \
	"the root element is 'Partition' of the namespace 'urn:xpack:system:1', not 'Contract'"
run "$XPACK" ldscript --partition nav/nav.xml
status_is 'a linker script of a partition without contract' 2

# What programs read.
fresh
edit nav/nav.xml 's/access="rx"/access="rwx"/'
run "$XPACK" check --json --partition nav/nav.xml --contract nav-contract.xml
status_is 'JSON: exit code' 1
is 'JSON: the error' \
	"$(jq -c '.diagnostics[] | select(.id == "contract-access") | [.file, .line, .column]' \
		"$run_dir/stdout")" '["nav/nav.xml",6,52]'
is 'JSON: what was skipped, and why' \
	"$(jq -c '.skipped[] | select(.check == "Channels") | .because' "$run_dir/stdout")" \
	'"the system that is not there"'

done_testing
