#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_abi_header_x86.sh: the headers of test_abi_header.sh in guests for x86.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck disable=SC2034 # For guests.sh.
stubs_arch=x86
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
# shellcheck source=tests/stubs/header.sh
. "$top_srcdir/tests/stubs/header.sh"

header_gcc=("${stubs_cc[@]}")
header_clang=(clang --target=i686-elf -march=i686 -mno-mmx -mno-sse)
rich_glue='	mov	$xpack_number, %eax
	int	$0x70
	ret'

# Both machines have one header.
"$XPACK" abi header xhost-abi.o >xhost.h
xhost_header >xhost.wanted
same 'header of the reference host' xhost.h xhost.wanted
round_trip xhost xhost-abi.o
rich rich
"$XPACK" abi header --license 'MIT OR Apache-2.0' --weak r_on --weak r_log_flush rich.o >rich.h
rich_header >rich.wanted
same 'rich header' rich.h rich.wanted
round_trip rich rich.o

mkdir built
cp xhost-gcc-c11.elf built/first.elf
describe xpack built first
pack built
status_is 'a guest of gcc is packed' 0
cp xhost-clang-c++17.elf built/first.elf
pack built
status_is 'a guest of clang in C++ is packed' 0
done_testing
