#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_matrix.sh: guests in eight kinds of optimisation, three shapes of linker script and four
# kinds of stripping: all pack, and their stubs work on the board.  One boot runs eight guests.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
need jq "${SPARC_STRIP:-}"

variants=(o0 os o2 o2-flto o0-gc os-gc o2-gc o2-flto-gc)
services='xh_absent xh_console_write xh_halt xh_partition_status xh_slot_wait xh_time'

# flags_of VARIANT: sets flags.  o2-gc: -O2, and what lets the linker collect garbage.
flags_of()
{
	local words=${1/#o/O}
	read -r -a flags <<<"-${words//-/ -}"
	[ "${flags[-1]}" != -gc ] ||
		flags=("${flags[@]:0:${#flags[@]}-1}" -ffunction-sections -fdata-sections
			'-Wl,--gc-sections')
}

# link_all SHAPE
link_all()
{
	local shape=$1 n=0 variant
	mkdir "$shape"
	for variant in "${variants[@]}"; do
		flags_of "$variant"
		# Some with code and windows in the second segment.
		if [[ $shape == stock && $variant == *-gc ]]; then
			flags+=('-Wl,-z,separate-code')
		fi
		ok "$shape $variant: linked" "link_$shape" "$n" "$shape/$variant.elf" \
			"${flags[@]}" "$variant-guest.o" "$variant-second.o"
		n=$((n + 1))
	done
	describe "$shape" "$shape" "${variants[@]}"
}

# What nobody calls is collected with --gc-sections, its record and its window together.
test_imports()
{
	local shape=$1 variant wanted
	for variant in "${variants[@]}"; do
		wanted="$services xh_unused"
		[ "${variant%-gc}" = "$variant" ] || wanted=$services
		is "$shape $variant: each import once" "$(imports "$shape/$variant.elf")" "$wanted"
	done
}

# strip_all SHAPE NAME OPTIONS...: the same system of stripped guests, in directory SHAPE-NAME.
strip_all()
{
	local from=$1 to=$1-$2 variant
	shift 2
	mkdir "$to"
	describe "$from" "$to" "${variants[@]}"
	for variant in "${variants[@]}"; do
		ok "$to $variant: stripped" \
			"$SPARC_STRIP" "$@" -o "$to/$variant.elf" "$from/$variant.elf"
	done
	works "$to" "$to" "${variants[@]}"
}

# same_image SHAPE NAME: to strip changes no loaded byte.
same_image()
{
	pack "$1" --unsigned
	pack "$1-$2" --unsigned
	same "$1: $2 leaves the container as it was" "$1/system.itb" "$1-$2/system.itb"
}

for variant in "${variants[@]}"; do
	flags_of "$variant"
	ok "$variant: first unit" compile "$stubs_dir/guest.c" "$variant-guest.o" \
		"${flags[@]}" -DVARIANT="\"$variant\""
	ok "$variant: second unit" compile "$stubs_dir/second.c" "$variant-second.o" "${flags[@]}"
done

for shape in xpack stock rtems; do
	link_all "$shape"
	test_imports "$shape"
	works "$shape" "$shape" "${variants[@]}"
	strip_all "$shape" strip
	strip_all "$shape" strip-unneeded --strip-unneeded
	strip_all "$shape" strip-g -g
done

# The stock script loads the ELF header, which says where the sections are.
for shape in xpack rtems; do
	for kind in strip strip-unneeded strip-g; do
		same_image "$shape" "$kind"
	done
done

done_testing
