#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_licenses.sh: XPACK_LICENSE in C, C++ and assembler, with GNU's and LLVM's compilers and
# linkers: what is used keeps its note, one for each component, in no segment.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
need clang-14 ld.lld-14 llvm-strip-14 readelf strip "${X86_CC%% *}"

cat >part.c <<'C'
#include <xpack/license.h>
XPACK_LICENSE("filter", "MIT AND BSD-3-Clause");
XPACK_LICENSE("zlib 1.2", "Zlib");
void other(void);
int assembled(void);
int counted;
void _start(void);
void _start(void)
{
	other();
	counted = assembled();
}
C
cat >other.cc <<'C'
#include <xpack/license.h>
XPACK_LICENSE("zlib 1.2", "Zlib");
XPACK_LICENSE("zlib 1.2", "Zlib OR GPL-2.0-only");
extern "C" void other(void);
extern int counted __asm__("counted");
extern "C" void other(void)
{
	counted++;
}
C
cat >assembled.S <<'C'
#include <xpack/license.h>
XPACK_LICENSE("zlib 1.2", "Zlib")
XPACK_LICENSE("counter", "(MIT)")
	.text
	.globl assembled
assembled:
	nop
	.section .note.GNU-stack, "", @progbits
C
cat >unused.c <<'C'
#include <xpack/license.h>
XPACK_LICENSE("unused", "GPL-3.0-only");
int unused(void);
int unused(void)
{
	return 1;
}
C

flags=(-Os -ffreestanding -fno-pic -ffunction-sections -fno-asynchronous-unwind-tables
	-I"$top_srcdir/guest-bsp/include")
wanted='counter (MIT)
filter MIT AND BSD-3-Clause
zlib 1.2 Zlib
zlib 1.2 Zlib OR GPL-2.0-only'

# notes FILE: component and licence of each note, as readelf shows them.
notes()
{
	readelf -p .xpack.licenses "$1" 2>/dev/null | sed -n 's/^  \[ *[0-9a-f]*\]  //p' |
		grep -vxE '.{0,2}|xpack' | paste -d ' ' - - | sort -u
}

# shown NAME FILE: exactly these notes, and in no segment.
shown()
{
	is "$1: notes" "$(notes "$2")" "${3:-$wanted}"
	ok "$1: is not loaded" grep -qE 'licenses +NOTE +0{8} [0-9a-f]+ [0-9a-f]+ 00 +0 +0 +4$' \
		<(readelf -SW "$2")
	unlike "$1: no segment of it" "$(readelf -lW "$2" | sed -n '/Section to/,$p')" licenses
}

# Linkers that keep all notes, and link-time optimisation, which merges units, keep that of a unit
# of which nothing is used.
unused='unused GPL-3.0-only'

# built NAME COMPILER LINKER FLAGS...: guest.elf of the four units.
built()
{
	local name=$1 linker=$3 all=$wanted cc
	read -r -a cc <<<"$2"
	shift 3
	case $linker$* in *lld* | *lto*) all=$(printf '%s\n%s' "$wanted" "$unused" | sort) ;; esac
	for unit in part.c other.cc assembled.S unused.c; do
		ok "$name: $unit" "${cc[@]}" "${flags[@]}" "$@" -c "$unit" -o "${unit%%.*}.o"
	done
	rm -f guest.elf
	ok "$name: linked" "${cc[@]}" "$@" -nostdlib -static "-fuse-ld=$linker" -Wl,--gc-sections \
		-Wl,--build-id=none -Wl,-e,_start part.o other.o assembled.o unused.o -o guest.elf
	shown "$name" guest.elf "$all"
	ok "$name: strip" strip -o stripped.elf guest.elf
	shown "$name, stripped" stripped.elf "$all"
}

built 'gcc, GNU ld' "$X86_CC -m32 -no-pie" bfd
built 'gcc, lld' "$X86_CC -m32 -no-pie" lld
built 'gcc -flto, GNU ld' "$X86_CC -m32 -no-pie" bfd -flto
built 'clang, GNU ld' 'clang-14 -m32' bfd
built 'clang, lld' 'clang-14 -m32' lld
built 'clang -flto, lld' 'clang-14 -m32' lld -flto
ok 'llvm-strip' llvm-strip-14 -o stripped.elf guest.elf
is 'llvm-strip drops what is not loaded, the notes too' "$(notes stripped.elf)" ''

# Units of an archive, and what ld -r makes.
read -r -a x86 <<<"$X86_CC -m32"
for unit in part.c other.cc assembled.S unused.c; do
	ok "$unit" "${x86[@]}" "${flags[@]}" -c "$unit" -o "${unit%%.*}.o"
done
ok 'an archive' ar rcs libparts.a other.o assembled.o unused.o
ok 'an archive: linked' ld -m elf_i386 -e _start --gc-sections part.o libparts.a -o guest.elf
shown 'an archive' guest.elf
ok 'ld -r' ld -m elf_i386 -r part.o other.o assembled.o -o whole.o
ok 'ld -r: linked' ld -m elf_i386 -e _start whole.o -o guest.elf
shown 'ld -r' guest.elf

# SPARC, with the start code that states guest-bsp's own.
ok 'SPARC: part of the library' test -e "$top_builddir/guest-bsp/sparc/start.o"
is 'guest-bsp states its licence, SPARC' "$(notes "$top_builddir/guest-bsp/sparc/start.o")" \
	'xpack guest-bsp BSD-2-Clause'
is 'guest-bsp states its licence, x86' "$(notes "$top_builddir/guest-bsp/x86/start.o")" \
	'xpack guest-bsp BSD-2-Clause'
done_testing
