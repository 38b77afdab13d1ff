#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_x86.sh: guests for x86 from gcc and from clang, linked by GNU ld and by lld, in several kinds
# of optimisation and shapes of linker script, stripped and not: all pack, and their stubs work on
# the board.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
stubs_arch=x86
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
need clang ld.lld jq "${X86_STRIP:-}"

gc=(-ffunction-sections -fdata-sections)
used='xh_absent xh_console_write xh_halt xh_partition_status xh_slot_wait xh_time'
gcc=("${stubs_cc[@]}")
clang=(clang --target=i686-elf -march=i686 -mno-mmx -mno-sse -fno-builtin
	-Wno-unused-command-line-argument)

# with COMPILER: what compile() and link_*() use.
with()
{
	if [ "$1" = clang ]; then stubs_cc=("${clang[@]}"); else stubs_cc=("${gcc[@]}"); fi
}

# guest SHAPE N NAME FLAGS...: NAME begins with the compiler.  What links is GNU ld through gcc;
# with -fuse-ld=lld among the flags it is lld through clang.
guest()
{
	local shape=$1 n=$2 name=$3 linker=gcc
	shift 3
	with "${name%%-*}"
	stubs_flags[2]=$("${stubs_cc[@]}" -print-file-name=include)
	ok "$name: first unit" compile "$stubs_dir/guest.c" "$name-first.o" \
		-DVARIANT="\"$name\"" "$@"
	ok "$name: second unit" compile "$stubs_dir/second.c" "$name-second.o" "$@"
	case " $* " in *lld*) linker=clang ;; esac
	with "$linker"
	ok "$name: linked" "link_$shape" "$n" "$shape/$name.elf" "$@" \
		"$name-first.o" "$name-second.o"
	with gcc
}

mkdir xpack stock rtems mixed

guests=(gcc-o0 gcc-os gcc-o2-gc gcc-o2-lto clang-o0 clang-os clang-o2-gc clang-lld)
guest xpack 0 gcc-o0 -O0
guest xpack 1 gcc-os -Os
guest xpack 2 gcc-o2-gc -O2 "${gc[@]}" -Wl,--gc-sections
guest xpack 3 gcc-o2-lto -O2 -flto
guest xpack 4 clang-o0 -O0
guest xpack 5 clang-os -Os
guest xpack 6 clang-o2-gc -O2 "${gc[@]}" -Wl,--gc-sections
guest xpack 7 clang-lld -O2 -fuse-ld=lld
is 'gcc-o2-gc: what nobody calls is collected' "$(imports xpack/gcc-o2-gc.elf)" "$used"
is 'clang-o2-gc: what nobody calls is collected' "$(imports xpack/clang-o2-gc.elf)" "$used"
like 'gcc-o0: it is kept' "$(imports xpack/gcc-o0.elf)" xh_unused
describe xpack xpack "${guests[@]}"
works xpack xpack "${guests[@]}"

cp -r xpack stripped
for name in "${guests[@]}"; do
	ok "$name: stripped" "$X86_STRIP" "stripped/$name.elf"
done
works stripped stripped "${guests[@]}"
pack xpack --unsigned
pack stripped --unsigned
same 'to strip leaves the container as it was' xpack/system.itb stripped/system.itb

for shape in stock rtems; do
	guests=("gcc-$shape" "clang-$shape")
	guest "$shape" 0 "gcc-$shape" -Os
	guest "$shape" 1 "clang-$shape" -Os
	describe "$shape" "$shape" "${guests[@]}"
	works "$shape" "$shape" "${guests[@]}"
done

# A guest that was never packed stops at its first call, on ud2.
like 'the window holds ud2' "$(od -An -v -tx1 xpack/gcc-os.elf | tr -d ' \n')" 0f0b0f0b58504b57

done_testing
