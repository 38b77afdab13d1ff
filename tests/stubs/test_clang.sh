#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_clang.sh: another compiler and another assembler read the same macros.  clang's own
# assembler for SPARC makes the same windows and records as GNU as; linked by GNU ld, alone and
# together with units of gcc, their stubs work on the board.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
need clang jq "${SPARC_READELF:-}"

gcc=("${stubs_cc[@]}")
gc=(-ffunction-sections -fdata-sections)
guests=(clang-o0 clang-os clang-o2 clang-o2-gc clang-gcc gcc-clang)

# with clang|gcc: what compile() uses; linking stays with gcc, which finds GNU ld.
with()
{
	stubs_cc=("${gcc[@]}")
	if [ "$1" = clang ]; then
		stubs_cc=(clang --target=sparc-unknown-elf -mcpu=leon3 -fintegrated-as
			-Wno-unused-command-line-argument)
	fi
}

# unit COMPILER SOURCE OBJECT FLAGS...
unit()
{
	with "$1"
	shift
	ok "$2: compiled" compile "$stubs_dir/$1" "$2" "${@:3}"
	with gcc
}

# into GUEST ARGUMENTS...
n_guests=0
into()
{
	local guest=$1
	shift
	is "$guest: its place" "${guests[n_guests]}" "$guest"
	ok "$guest: linked" link_xpack "$n_guests" "clang/$guest.elf" "$@"
	n_guests=$((n_guests + 1))
}

# section OBJECT NAME: its bytes and its relocations, offset and type.  GNU as marks every word in
# data as perhaps unaligned, which at these offsets makes no difference.
section()
{
	"$SPARC_OBJCOPY" -O binary --only-section="$2" --set-section-flags "$2=alloc" "$1" \
		section.bin && od -An -v -tx1 section.bin
	"$SPARC_READELF" -rW "$1" | awk -v want="'.rela$2'" '
		/^Relocation/ { on = $3 == want }
		on && /R_SPARC/ { sub("UA32", "32", $3); print $1, $3 }'
}

# groups OBJECT: the members of each COMDAT group, relocations left out.
groups()
{
	"$SPARC_READELF" -gW "$1" | sed -nE 's/.*`\.group. \[(__xpack.*)\].*/\1/p
		s/^ *\[ *[0-9]+\] +(\.xpack.*)/\1/p'
}

mkdir clang

# The same object from both.
unit gcc second.c from-gcc.o -O2
unit clang second.c from-clang.o -O2
for name in xh_console_write xh_time xh_partition_status xh_slot_wait xh_halt xh_absent; do
	for kind in stubs imports; do
		section=.xpack.$kind.$name
		is "$section: the same from clang" "$(section from-clang.o "$section")" \
			"$(section from-gcc.o "$section")"
	done
done
like 'the comparison sees relocations' "$(section from-gcc.o .xpack.imports.xh_time)" R_SPARC_32
is 'the prototypes: the same from clang' "$(section from-clang.o .xpack.prototypes)" \
	"$(section from-gcc.o .xpack.prototypes)"
is 'the groups: the same from clang' "$(groups from-clang.o)" "$(groups from-gcc.o)"
is 'the comparison sees groups' "$(groups from-gcc.o | wc -l)" 18

# guest NAME COMPILER COMPILER FLAGS...: of two units.
guest()
{
	unit "$2" guest.c "$1-first.o" -DVARIANT="\"$1\"" "${@:4}"
	unit "$3" second.c "$1-second.o" "${@:4}"
	into "$1" "${@:4}" "$1-first.o" "$1-second.o"
}
guest clang-o0 clang clang -O0
guest clang-os clang clang -Os
guest clang-o2 clang clang -O2
guest clang-o2-gc clang clang -O2 "${gc[@]}" -Wl,--gc-sections
guest clang-gcc clang gcc -O2
guest gcc-clang gcc clang -O2
is 'clang-o2-gc: what nobody calls is collected' "$(imports clang/clang-o2-gc.elf)" \
	'xh_absent xh_console_write xh_halt xh_partition_status xh_slot_wait xh_time'

describe xpack clang "${guests[@]}"
works clang clang "${guests[@]}"

done_testing
