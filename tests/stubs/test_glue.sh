#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_glue.sh: what a host's ABI object can have wrong, each with all that is said.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
need clang jq

guest guest <<'END'
XPACK_IMPORT(int, svc_write, (int port, const void *data, uint32_t size));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return svc_write(1, tree, 0); }
END
system_of guest abi

code='	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop
'
# glue LICENCE [CODE]
glue()
{
	printf 'XPACK_GLUE(trap, "%s")\n%sXPACK_GLUE_END\n' "$1" "${2-$code}"
}

# export_of NUMBER
export_of()
{
	echo 'XPACK_EXPORT_TRAP(int, svc_write, (int port, const void *data, uint32_t size),' \
		"$1, trap)"
}

# with TEXT...: abi.o of these lines
with()
{
	printf '%s\n' "$@" | abi_object abi
}

with "$(glue BSD-2-Clause)" "$(export_of 1)"
accepted 'an ABI object that is right'

with
refused 'an ABI object without an export' <<END
system.xml:6:6: error: [abi-empty] 'abi.o' exports no service
system.xml:6:6: help: an ABI object is assembled from XPACK_EXPORT_TRAP and XPACK_EXPORT_CALL of \
<xpack/export.h>
END

# Licences.

help="system.xml:6:6: help: put the code into an image of the host that the partition may \
execute, and export it with XPACK_EXPORT_CALL"
for licence in GPL-2.0-only 'MIT AND GPL-2.0-only' 'GPL-2.0-or-later WITH GCC-exception-3.1' \
	'(MIT OR ISC) AND LGPL-2.1-only' LicenseRef-ours; do
	with "$(glue "$licence")" "$(export_of 1)"
	refused "glue under $licence" <<END
system.xml:6:6: error: [abi-glue-license] glue 'trap' of 'abi.o' is '$licence': glue becomes a \
part of every guest that calls through it, so its licence must be permissive
$help
END
done
for licence in '' 'MIT OR' 'MIT, ISC'; do
	with "$(glue "$licence")" "$(export_of 1)"
	refused "glue under '$licence'" <<END
system.xml:6:6: error: [abi-glue-license] glue 'trap' of 'abi.o': '$licence' is not an SPDX \
licence expression
END
done
for licence in 'GPL-2.0 OR MIT' 'GPL-2.0-only OR (MIT AND ISC)' 'Apache-2.0 WITH LLVM-exception'; do
	with "$(glue "$licence")" "$(export_of 1)"
	accepted "glue under $licence"
done

# It is refused although no guest calls through it.
with "$(glue MIT)" "$(export_of 1)" 'XPACK_GLUE(other, "GPL-3.0-only")' 'nop' 'XPACK_GLUE_END'
refused 'idle glue under GPL-3.0-only' <<END
system.xml:6:6: error: [abi-glue-license] glue 'other' of 'abi.o' is 'GPL-3.0-only': glue \
becomes a part of every guest that calls through it, so its licence must be permissive
$help
END

# The code.

with "$(export_of 1)"
refused 'no glue' <<END
system.xml:6:6: error: [abi-glue] service 'svc_write' of 'abi.o' goes through glue 'trap', which \
no ABI object has
END
with '.pushsection .xpack.glue.trap, "ax", @progbits' "$code" '.popsection' "$(export_of 1)"
refused 'glue without a licence' <<END
system.xml:6:6: error: [abi-glue] section '.xpack.glue.trap' of 'abi.o' has no licence: begin it \
with XPACK_GLUE
system.xml:6:6: error: [abi-glue] service 'svc_write' of 'abi.o' goes through glue 'trap', which \
no ABI object has
END
with "$(glue MIT "$code.skip 48;")" "$(export_of 1)"
accepted 'glue of 64 bytes'
with "$(glue MIT "$code.skip 52;")" "$(export_of 1)"
refused 'glue of 68 bytes' <<END
system.xml:6:6: error: [abi-glue] glue 'trap' of 'abi.o' has 68 bytes of code; a window takes 1 \
to 64, in multiples of 4
END
with "$(glue MIT '')" "$(export_of 1)"
refused 'glue of no bytes' <<END
system.xml:6:6: error: [abi-glue] glue 'trap' of 'abi.o' has 0 bytes of code; a window takes 1 \
to 64, in multiples of 4
END
with "$(glue MIT)" "$(glue MIT)" "$(export_of 1)"
refused 'two glues of one name' <<'END'
system.xml:6:6: error: [abi-glue] glue 'trap' is written twice, in 'abi.o' and in 'abi.o'
END
with "$(glue MIT 'set something, %g1;')" "$(export_of 1)"
refused 'glue that wants another symbol' <<END
system.xml:6:6: error: [abi-glue] glue 'trap' of 'abi.o' has R_SPARC_HI22 at 0x0 against \
'something'; only xpack_number and xpack_address have values
END
with "$(glue MIT 'call xpack_address; nop;')" "$(export_of 1)"
refused 'glue of a trap that wants an address' <<END
system.xml:6:6: error: [abi-glue] service 'svc_write' of 'abi.o' is a trap, but its glue 'trap' \
uses xpack_address, which only a call has
END

# A compiler that makes position-independent code reaches for a global offset table.
with "$(glue MIT)" "$(export_of 1)"
compile abi.S abi.o -fPIC
refused 'an ABI object built with -fPIC' <<END
system.xml:6:6: error: [abi-glue] glue 'trap' of 'abi.o' has a relocation of type 14 at 0x0, \
which cannot be applied
END

# Numbers.  R_SPARC_13: a signed immediate of 13 bits.

with "$(glue MIT)" "$(export_of 4095)"
accepted 'number 4095'
with "$(glue MIT)" "$(export_of 4096)"
refused 'number 4096' <<END
system.xml:8:32: error: [link-relocation] service 'svc_write' through glue 'trap' of 'abi.o': \
R_SPARC_13 at 0x0 cannot hold the value 4096
END
with "$(glue MIT 'set xpack_number, %g1; ta 0x70; retl; .word xpack_number + 1;')" \
	"$(export_of 0x12345678)"
accepted 'a number of 32 bits, in two instructions and in a word'
run "$XPACK" build -q -k test.key -o one.itb --report report system.xml
rm -f one.itb one.prom
is 'a number of 32 bits: what stands in the window' \
	"$(jq -r '.partitions[0].changes[0].after' report/boundary.json)" \
	"$(printf '03048d158210627891d0207081c3e00812345679%088d' 0)"
with "$(glue MIT)" "$(export_of a_symbol)"
refused 'a number that the linker would have to fill in' <<END
system.xml:6:6: error: [abi-record] 'abi.o': relocation at 0x24 of section '.xpack.exports': a \
field of an export is not a constant
END

# Names.

with "$(glue MIT)" "$(export_of 1)" "$(export_of 2)"
refused 'a service that is exported twice' <<'END'
system.xml:6:6: error: [abi-duplicate] service 'svc_write' is exported twice
abi.o: note: exported here: int svc_write(int port, const void *data, uint32_t size)
abi.o: note: and here: int svc_write(int port, const void *data, uint32_t size)
END
with 'XPACK_EXPORT_ABI("xhost", "1.0")' 'XPACK_EXPORT_ABI("xhost", "1.1")' "$(glue MIT)" \
	"$(export_of 1)"
refused 'two versions of the ABI' <<END
system.xml:6:6: error: [abi-name] 'abi.o' names the ABI 'xhost' version '1.1', which was 'xhost' \
version '1.0' before
END

# Two ABI objects that name one service.
with "$(glue MIT)" "$(export_of 1)"
cp abi.o first.o
with 'XPACK_EXPORT_CALL(int, svc_write, (int port, const void *data, uint32_t size))'
sed -i 's|^.*<Abi file=.*|<Abi file="first.o"/><Abi file="abi.o"/>|' system.xml
refused 'a service that is exported by two objects' <<'END'
system.xml:6:27: error: [abi-duplicate] service 'svc_write' is exported twice
first.o: note: exported here: int svc_write(int port, const void *data, uint32_t size)
abi.o: note: and here: int svc_write(int port, const void *data, uint32_t size)
END

# Files that are no ABI objects.
system_of guest abi
echo 'int nothing;' >other.c
clang --target=i386-elf -c other.c -o abi.o
refused 'an object for another machine' <<'END'
system.xml:6:6: error: [abi-object] 'abi.o' is for Intel 80386, but 'xhost.elf' is for SPARC
system.xml:6:6: help: assemble the ABI object with the compiler and flags of the host
END
echo 'not an ELF file' >abi.o
refused 'a text' <<END
system.xml:6:6: error: [elf-format] 'abi.o' at file offset 0x0: this is not an ELF file (no 0x7f \
'E' 'L' 'F')
END

done_testing
