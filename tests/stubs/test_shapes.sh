#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_shapes.sh: other ways for an import to get into a guest: C++, static archives, objects that
# were linked before, units of different optimisation.  All pack, and their stubs work.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
need jq "${SPARC_CXX:-}"

services='xh_absent xh_console_write xh_halt xh_partition_status xh_slot_wait xh_time'
gc=(-ffunction-sections -fdata-sections)
guests=(cxx cxx-lto archive archive-lto relinked relinked-gc forced mixed)

# unit GUEST NAME SOURCE FLAGS...: GUEST-NAME.o
unit()
{
	local guest=$1 name=$2 source=$3
	shift 3
	ok "$guest: unit $name" compile "$stubs_dir/$source" "$guest-$name.o" \
		-DVARIANT="\"$guest\"" "$@"
}

# units GUEST SOURCE FLAGS...: both units
units()
{
	local guest=$1 source=$2
	shift 2
	unit "$guest" first "$source" "$@"
	unit "$guest" second second.c "$@"
}

# into GUEST ARGUMENTS...: link it
n_guests=0
into()
{
	local guest=$1
	shift
	is "$guest: its place" "${guests[n_guests]}" "$guest"
	ok "$guest: linked" link_xpack "$n_guests" "shapes/$guest.elf" "$@"
	n_guests=$((n_guests + 1))
}

# prelink FILE ARGUMENTS...
prelink()
{
	local file=$1
	shift
	ok "$file: linked with -r" "${stubs_cc[@]}" -nostdlib -r "$@" -o "$file"
}

# prototypes FILE NAME: how many entries of the section are of that name.
prototypes()
{
	"$SPARC_OBJCOPY" -O binary --only-section=.xpack.prototypes \
		--set-section-flags .xpack.prototypes=alloc "$1" prototypes.bin
	tr '\0' '\n' <prototypes.bin | grep -aEc " $2\\("
}

mkdir shapes

units cxx cplusplus.cc -O2 "${gc[@]}"
into cxx -O2 -Wl,--gc-sections cxx-first.o cxx-second.o
is 'cxx: each import once' "$(imports shapes/cxx.elf)" \
	'xh_absent xh_console_write xh_halt xh_slot_wait xh_time'

units cxx-lto cplusplus.cc -O2 -flto
into cxx-lto -O2 -flto cxx-lto-first.o cxx-lto-second.o
is 'cxx-lto: each import once' "$(imports shapes/cxx-lto.elf)" "$services xh_unused"

# The member has imports of its own, and is the only one that needs some of them.
for guest in archive archive-lto; do
	flags=(-O2)
	[ "$guest" = archive ] || flags+=(-flto)
	units "$guest" guest.c "${flags[@]}" "${gc[@]}"
	ok "$guest: archive" "${stubs_cc[0]%gcc}gcc-ar" rcs "lib$guest.a" "$guest-second.o"
	into "$guest" "${flags[@]}" -Wl,--gc-sections "$guest-first.o" "lib$guest.a"
	is "$guest: each import once" "$(imports "shapes/$guest.elf")" "$services"
done

units relinked guest.c -Os
prelink relinked.o relinked-first.o relinked-second.o
into relinked relinked.o
is 'relinked: each import once' "$(imports shapes/relinked.elf)" "$services xh_unused"

units relinked-gc guest.c -Os "${gc[@]}"
prelink relinked-gc.o relinked-gc-first.o relinked-gc-second.o
into relinked-gc -Wl,--gc-sections relinked-gc.o
is 'relinked-gc: each import once' "$(imports shapes/relinked-gc.elf)" "$services"

# No groups any more: a window for every unit, and all of them are filled.
units forced guest.c -Os
prelink forced-1.o -Wl,--force-group-allocation forced-first.o
prelink forced-2.o -Wl,--force-group-allocation forced-second.o
into forced forced-1.o forced-2.o
is 'forced: the imports of both units' "$(imports shapes/forced.elf)" \
	"$(echo "$services xh_unused $services" | tr ' ' '\n' | sort | paste -sd ' ')"

unit mixed first guest.c -O0
unit mixed second second.c -O2 -flto "${gc[@]}"
into mixed -O2 -flto mixed-first.o mixed-second.o
is 'mixed: each import once' "$(imports shapes/mixed.elf)" "$services xh_unused"

for guest in "${guests[@]}"; do
	is "$guest: the prototypes of both units" \
		"$(prototypes "shapes/$guest.elf" xh_console_write)" 2
done

describe xpack shapes "${guests[@]}"
works shapes shapes "${guests[@]}"
pack shapes --report shapes/report
is 'forced: all its windows are filled' "$(jq '[.partitions[] | select(.partition == "forced") |
	.changes[] | select(.before != .after)] | length' shapes/report/boundary.json)" 13

done_testing
