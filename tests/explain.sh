#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The examples of 'xpack explain' do not lie: put into a system, each wrong one is reported with
# its id, and the right one, which differs in nothing else, is not.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need jq python3 yaml2obj

# Rows whose examples are no XML, with the reason; tests/bad/ID shows each of them at work.
sed '/^#/d' <<'END' | tr -s ' \n' '\n' | sort >no-xml
# What no description can make, but a defect of xpack.
place-wrong boundary-proof
# More elements than an example should have; files of megabytes; what cannot be written.
loader-limits xml-size file-size file-write output stdout
# The command line, the environment and what it names.
usage config source-date-epoch no-key loader-format bootimage-size bootimage-key
# Keys are files.
key-algorithm key-format key-passphrase key-permissions key-pin key-pkcs11 key-private key-public
key-set key-token keygen sign-failed sign-slots sign-attach sign-boot-image
# Containers and boot images are files, made and changed by commands.
not-an-image not-canonical not-authentic boot-image bootimage-tree against no-image
not-a-fit fit-signature fit-coverage fit-hash fit-weak-hash fit-work fit-images
# Other commands than check, and other programs.
ldscript image-kind disk program emulator emulator-board run
# Flashing: targets, and what stands there.
flash-board flash-declined flash-journal flash-loader flash-region flash-resume flash-sequence
flash-size flash-slot flash-verify target
# ELF files: what compilers and linkers make.
elf-align elf-byte-order elf-class elf-compilers elf-dwarf
elf-dynamic elf-entry elf-flags elf-format elf-interpreter
elf-machine elf-no-segment elf-relocations elf-segments elf-sizes elf-stack elf-stack-top
elf-stray elf-tls elf-type elf-undefined elf-wrap elf-wx
# Sections of hosts, and the sizes of what goes there.
pack-room
# Interfaces: records in ELF files, and the sources that they are made of.
abi-doc abi-duplicate abi-empty abi-feature abi-glue abi-glue-license abi-header abi-name abi-none
abi-object abi-record abi-type
abi-unlinked abi-weak abi-without
boundary-host-code boundary-host-name boundary-host-records license-note license-record
import-abi import-defined import-folded import-lost import-machine import-prototypes
import-record import-window
link-abi link-access link-feature link-machine link-missing link-prototype link-relocation
link-symbol
# The same, of guests of L4Linux and L4RTEMS.
external-dead external-defined external-lost external-machine external-name external-position
external-section external-slot external-stub external-untyped link-slot
END

# check_way ID FILE: what is said about a description.
check_way()
{
	cp "$2" system.xml
	"${XPACK:?}" check --enable "$1" system.xml 2>&1
}

# is_shown ID WAY: wrong is reported, right is not, and what would report it did run.
is_shown()
{
	check_way "$1" "$2.wrong.xml" >wrong
	grep -qF ": [$1] " wrong || return 1
	check_way "$1" "$2.right.xml" >right
	! grep -qF ": [$1] " right && ! grep -qE "not checked:.*( $1| all else) \(because" right &&
		{ ! grep -qxF "$1" placing || ! grep -qE 'not checked: ' right; }
}

# show ID: in one way at least.
show()
{
	local way
	for way in "examples/$1"/*.wrong.xml; do
		if is_shown "$1" "${way%.wrong.xml}"; then
			pass "$1: the examples are what they say"
			return
		fi
		cat wrong right >>"said.$1"
	done
	fail "$1: the examples are what they say" "$(sort -u "said.$1")"
}

# keeps ID WHICH: what is said about a contract and a partition, or a system, of the example.
keeps()
{
	local partition=(--partition "contracts/$1/$2/partition.xml")

	[ ! -e "contracts/$1/$2/system.xml" ] || partition=("contracts/$1/$2/system.xml")
	cp ./*.elf "contracts/$1/$2" || exit 99
	"${XPACK:?}" check "${partition[@]}" --contract "contracts/$1/$2/contract.xml" 2>&1
}

# show_contract ID: the same for an example of two roles.
show_contract()
{
	keeps "$1" wrong >said.wrong
	keeps "$1" right >said.right
	if grep -qF ": [$1] " said.wrong && ! grep -qF ": [$1] " said.right &&
		! grep -qE "not checked:.*( $1| all else)[, ]" said.right; then
		pass "$1: the examples are what they say"
	else
		fail "$1: the examples are what they say" "$(cat said.wrong said.right)"
	fi
}

cp "$top_srcdir"/tests/bad/good/*.yaml "$top_srcdir"/tests/explain/{display.xml,nav.yaml} . ||
	exit 99
sed 's/0x4001/0x4005/; s/0x4002/0x4006/' guest.yaml >sensor.yaml
for yaml in *.yaml; do
	yaml2obj "$yaml" -o "${yaml%.yaml}.elf" || exit 99
done
"$XPACK" explain --json >whole.json
jq '.checks |= map(select(.part != "Contracts"))' whole.json >table.json
# Placing runs only when nothing else is wrong.
jq -r '.checks[] | select(.part == "Placing and packing") | .id' table.json >placing
mkdir examples
python3 "$top_srcdir/tests/explain/fragments.py" table.json \
	"$top_srcdir/schemas/xpack-system.xsd" examples \
	"$top_srcdir"/tests/explain/{small,large,header,x86}.xml >ids || exit 99

sed -n 's/^- //p' ids | sort >others
is 'examples that are no XML are known' "$(comm -23 others no-xml)" ''
is 'and no other is called so' "$(comm -13 others no-xml)" ''
grep -v '^-' ids | while read -r id; do
	show "$id"
done
python3 "$top_srcdir/tests/explain/contracts.py" whole.json contracts >contract-ids || exit 99
while read -r id; do
	show_contract "$id"
done <contract-ids
done_testing
