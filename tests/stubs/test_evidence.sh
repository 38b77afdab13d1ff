#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_evidence.sh: the licence boundary.  The report lists exactly the windows; the packed
# partition minus them is the supplier's file, byte for byte; and an image in which anything else
# was changed is not what the inputs make.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
read -r -a sparc <<<"${SPARC_CC:?}"
need jq cmp sha256sum "${SPARC_NM:-}" "${SPARC_READELF:-}"

# guest SHAPE N DIRECTORY NAME FLAGS...
guest()
{
	local shape=$1 n=$2 directory=$3 name=$4
	shift 4
	ok "$name: compiled" compile "$stubs_dir/guest.c" "$name.o" -O2 -DVARIANT="\"$name\"" "$@"
	ok "$name: linked" "link_$shape" "$n" "$directory/$name.elf" "$@" "$name.o" second.o
}

mkdir system
ok 'second.o: compiled' compile "$stubs_dir/second.c" second.o -O2
guest xpack 0 system all
guest xpack 1 system collected -ffunction-sections -Wl,--gc-sections
echo 'int main(void); int main(void) { return 0; }' >none.c
ok 'none: compiled' compile none.c none.o -O2
ok 'none: linked' link_xpack 2 system/none.elf none.o
describe xpack system all collected none
pack system --report system/report
status_is 'packed' 0
ok 'extracted' "$XPACK" extract -q -C system/packed system/system.itb

# What the reference host's ABI object puts into a window, from the SPARC V8 manual:
# mov NUMBER, %g1; ta 0x70; retl; nop, and for nobody's service retl; mov -38, %o0.
filling()
{
	case $1 in
	xh_console_write) echo 8210200191d0207081c3e00801000000 ;;
	xh_time) echo 8210200291d0207081c3e00801000000 ;;
	xh_partition_status) echo 8210200391d0207081c3e00801000000 ;;
	xh_slot_wait) echo 8210200491d0207081c3e00801000000 ;;
	xh_halt) echo 8210200591d0207081c3e00801000000 ;;
	xh_absent | xh_unused) echo 81c3e00890103fda ;;
	esac
}

# padded HEX: to the size of a window
padded()
{
	printf '%-128s' "$1" | tr ' ' 0
}

# windows_of FILE: address and name of each, by the file's own symbols, in ascending order.
windows_of()
{
	"$SPARC_NM" "$1" | sed -n 's/^\(.*\) [A-Za-z] __xpack_import_\(.*\)/\1 \2/p' | sort
}

# segments_of FILE: number, offset in the file, address and size of each PT_LOAD that has a size.
segments_of()
{
	"$SPARC_READELF" -lW "$1" | awk '$1 == "LOAD" && $6 !~ /^0x0*$/ { print n++, $2, $4, $5 }'
}

digest()
{
	sha256sum | cut -d ' ' -f 1
}

# images_of NAME: what is packed, by its ELF file and the extracted images.
images_of()
{
	local number offset address size packed
	segments_of "system/$1.elf" | while read -r number offset address size; do
		[ $((size)) -ne 0 ] || continue
		packed=system/packed/$1.segment-$number
		printf '  image %s: offset 0x%x, %d bytes, address 0x%08x\n' "${packed##*/}" \
			$((offset)) $((size)) $((address))
		tail -c +$((offset + 1)) "system/$1.elf" | head -c $((size)) | digest >supplied
		echo "    supplied sha256 $(cat supplied)"
		echo "    packed   sha256 $(digest <"$packed")"
		echo "    restored sha256 $(cat supplied)"
	done
}

# boundary_of NAME: the part of boundary.txt about this partition, made from its ELF file.
boundary_of()
{
	local address name
	echo "partition $1: $1.elf, BSD-2-Clause"
	echo "  $(stat -c %s "system/$1.elf") bytes, sha256 $(digest <"system/$1.elf")"
	echo "  noted: xpack guest-bsp, BSD-2-Clause"
	echo "  compiler GCC $("${sparc[@]}" -dumpfullversion)"
	echo "  packed: $(cat system/packed/"$1".segment-* | wc -c) bytes, sha256" \
		"$(cat system/packed/"$1".segment-* | digest)"
	images_of "$1"
	echo "  $(windows_of "system/$1.elf" | wc -l) places changed"
	windows_of "system/$1.elf" | while read -r address name; do
		echo "  window $name"
		case $name in
		xh_absent | xh_unused) printf '    address 0x%s, 64 bytes, filled by %s\n' \
			"$address" 'xpack, no provider, BSD-2-Clause' ;;
		*) printf '    address 0x%s, 64 bytes, filled by %s\n' \
			"$address" 'glue xh_trap of xhost-abi.o, BSD-2-Clause' ;;
		esac
		echo "    before $(padded "0000000058504b57$(printf %s "$name" | od -An -v -tx1 |
			tr -d ' \n')")"
		echo "    after  $(padded "$(filling "$name")")"
	done
}

is 'all: windows' "$(windows_of system/all.elf | wc -l)" 7
is 'collected: windows' "$(windows_of system/collected.elf | wc -l)" 6
is 'none: windows' "$(windows_of system/none.elf | wc -l)" 0
{
	echo 'Licence boundary of stubs 1.0'
	echo
	echo 'Every byte of a packed partition that differs from its supplier'\''s file is in a'
	echo 'place listed here; no other byte was changed: with what was there before put'
	echo 'back, each image has the SHA-256 of the supplier'\''s bytes (restored, supplied).'
	for name in all collected none; do
		echo
		boundary_of "$name"
	done
} >wanted.txt
is 'boundary.txt lists exactly the windows' \
	"$(sed '/^  [1-9][0-9]* functions in its symbol table, none/d; /^host /,$d' \
		system/report/boundary.txt)" "$(cat wanted.txt)"
is 'and functions whose names were compared' \
	"$(grep -c '^  [1-9][0-9]* functions in its symbol table' system/report/boundary.txt)" 3

# The proof of boundary.json is tests/boundary/test_boundary.sh's matter.
is 'places and links are the same here' \
	"$(jq '[.partitions[].changes[] | select(.address != .load)] | length' \
		system/report/boundary.json)" 0

# compare NAME: the packed segments with the supplier's file; the windows that hold what differs
# go to the file `changed`, by address.
compare()
{
	local number offset address size at
	: >bytes
	segments_of "system/$1.elf" | while read -r number offset address size; do
		tail -c +$((offset + 1)) "system/$1.elf" | head -c $((size)) >supplied
		is "$1: size of segment $number" \
			"$(stat -c %s "system/packed/$1.segment-$number")" $((size))
		cmp -l supplied "system/packed/$1.segment-$number" | awk '{ print $1 }' |
			while read -r at; do
				printf '%08x\n' $(((address + at - 1) / 64 * 64))
			done >>bytes
	done
	sort -u bytes >changed
}

for name in all collected none; do
	compare "$name"
	is "$name: packed minus windows is what was supplied" "$(cat changed)" \
		"$(windows_of "system/$name.elf" | cut -d ' ' -f 1)"
done

# verify --against: the image is what the inputs make.

# differs NAME DIRECTORY IMAGE [WHERE]: the image of DIRECTORY is authentic, but not made from
# system/; the first byte that differs is in that image, and a note says where.
differs()
{
	run "$XPACK" verify -q -p test.key.pub "$2/system.itb"
	status_is "$1: it is authentic" 0
	run "$XPACK" verify -p test.key.pub --against system/system.xml "$2/system.itb"
	status_is "$1: exit code" 3
	like "$1: names the image and the byte" "$(cat "$run_dir/stderr")" \
		"^$2/system.itb: error: \[against\] image '$3'(, byte 0x| has |: | is none)"
	like "$1: and where it is" "$(cat "$run_dir/stderr")" "${4:-image}"
}

run "$XPACK" verify -p test.key.pub --against system/system.xml system/system.itb
status_is 'the image is what its inputs make' 0
like 'the image is what its inputs make: said' "$(cat "$run_dir"/std*)" \
	'; equal to what is made from system/system.xml'

# changed NAME: a copy of the system in directory NAME
changed()
{
	mkdir "$1"
	cp system/*.elf system/*.xml system/*.o "$1"
}

# A constant of a partition, in its ELF file before it was packed.
changed constant
LC_ALL=C sed -i 's/: hello/: hellO/' constant/collected.elf
pack constant
differs 'a changed constant' constant collected.segment-1

# An instruction: the first of the partition.
changed instruction
segments_of system/all.elf | head -n 1 | {
	read -r _ offset _ _
	printf '\001\000\000\000' | # nop
		dd of=instruction/all.elf bs=1 seek=$((offset)) conv=notrunc status=none
}
pack instruction
differs 'a changed instruction' instruction all.segment-0 "note: in area 'code' of partition 'all'"

# Another filling of the windows: the same services under other numbers.
changed windows
sed -e 's/X(1, /X(6, /' "$top_srcdir/tests/host/include/xhost/list.h" >list.h
cp "$top_srcdir/tests/host/include/xhost/types.h" .
sed -e 's/<xhost.list.h>/"list.h"/' "$top_srcdir/tests/host/sparc/xhost-abi.S" >abi.S
ok 'other numbers: assembled' compile abi.S windows/xhost-abi.o -I.
pack windows
differs 'other numbers' windows all.segment-0 "note: in the stub of 'xh_console_write'"

# Another partition in the place of one.
changed swapped
ok 'swapped: linked' link_xpack 2 swapped/none.elf all.o second.o
pack swapped
differs 'another guest' swapped none.segment-1

# An input that is gone: nothing is verified.
run "$XPACK" verify -p test.key.pub --against nowhere.xml system/system.itb
status_is 'no description: exit code' 1

done_testing
