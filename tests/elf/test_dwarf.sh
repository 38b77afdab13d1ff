#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_dwarf.sh: compilers and their units, as they really write them, and damaged DWARF under the
# address and undefined-behaviour sanitizers (libdw itself is not instrumented; a fault in it ends
# the program all the same).
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need "${SPARC_CC%% *}" "${X86_CC%% *}" clang-14 ld.lld-14
dwarf=${top_builddir:?}/tests/elf/dwarf
read -r -a sparc <<<"${SPARC_CC:?}"
read -r -a x86 <<<"${X86_CC:?}"
flags=(-Os -g -ffreestanding -fno-pic -fno-pie -fno-asynchronous-unwind-tables)
link=(-nostdlib -static -no-pie "-Wl,--build-id=none")

echo 'int half(int n) { return n / 2; }' >half.c
echo 'int half(int n); void _start(void); void _start(void) { half(4); }' >start.c
printf '.text\n.globl label\nlabel: nop\n' >label.s

version_of()
{
	"$@" -dumpfullversion
}

# says NAME WANTED: of NAME.elf, whole; then damaged, every 37th value.
says()
{
	run "$dwarf" "$1.elf" 37
	status_is "$1: whatever is damaged" 0
	stdout_is "$1: compilers and units" <<<"$2"
}

gcc_version=$(version_of "${sparc[@]}")
ok 'SPARC: built' "${sparc[@]}" "${flags[@]}" "${link[@]}" start.c half.c label.s -o sparc.elf
says sparc "GCC $gcc_version: start.c half.c
defect: none"

gcc_version=$(version_of "${x86[@]}")
for lto in '' -flto; do
	ok "x86 $lto: built" "${x86[@]}" "${flags[@]}" ${lto:+"$lto"} "${link[@]}" start.c half.c \
		-o "x86$lto.elf"
done
says x86 "GCC $gcc_version: start.c half.c
defect: none"
run "$dwarf" x86-flto.elf 997
is 'x86 -flto: one compiler' "$(sed 's/:.*//' "$run_dir/stdout")" "GCC $gcc_version
defect"

clang_version=$(clang-14 -dumpversion)
for version in 4 5; do
	ok "mixed, DWARF $version: clang" clang-14 -m32 -Os "-gdwarf-$version" -ffreestanding -c \
		half.c -o half.o
	ok "mixed, DWARF $version: gcc" "${x86[@]}" "${flags[@]}" "-gdwarf-$version" "${link[@]}" \
		start.c half.o -o "mixed$version.elf"
	says "mixed$version" "GCC $gcc_version: start.c
clang $clang_version: half.c
defect: none"
done
done_testing
