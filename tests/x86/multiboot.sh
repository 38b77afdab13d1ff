#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Multiboot hosts in every file format, partitions as modules, and headers that are refused.
. "${top_srcdir:?}/tests/x86/lib.sh"

need objcopy
ok 'a key' "${XPACK:?}" keygen -q -a p256 key.pem
cp "$tellers"/teller-*.elf .

starts()
{
	build "$1"
	run timeout 100 "$XPACK" run -q -t 60 "$1.elf"
	status_is "$1: it runs" 0
	stdout_has "$1: as a multiboot host" 'teller: eax 2badb002 quiet clear'
	stdout_has "$1: to the end" 'teller: done'
}

# The same program as a 64-bit ELF file, as an ELF file whose header has addresses, and as bare
# bytes that only the header explains.
objcopy -I elf32-i386 -O elf64-x86-64 teller-16m.elf teller-64.elf || exit 99
objcopy -O binary teller-kludge.elf teller.bin || exit 99
describe elf-64 multiboot teller-64.elf 16MiB 64KiB board-x86.xml
starts elf-64
describe elf-kludge multiboot teller-kludge.elf 2MiB 64KiB board-x86.xml
starts elf-kludge
describe binary multiboot teller.bin 2MiB 64KiB board-x86.xml
starts binary

# refused NAME TEXT: xpack check says so.
refused()
{
	describe "$1" multiboot "$1.bin" 2MiB 64KiB board-x86.xml
	run "$XPACK" check "$1.xml"
	status_is "$1: refused" 1
	stderr_has "$1: said" "error: [multiboot-header] '$1.bin' $2"
}

# change NAME OFFSET VALUE...: words of the header, with a new checksum unless it is given.
change()
{
	python3 - "$@" <<'END'
import struct, sys
data = bytearray(open("teller.bin", "rb").read())
words = {int(sys.argv[i], 0): int(sys.argv[i + 1], 0) for i in range(2, len(sys.argv), 2)}
for at, value in words.items():
    struct.pack_into("<I", data, at, value & 0xffffffff)
if 8 not in words:
    magic, flags = struct.unpack_from("<II", data, 0)
    struct.pack_into("<I", data, 8, -(magic + flags) & 0xffffffff)
open(sys.argv[1] + ".bin", "wb").write(data)
END
}
python3 -c 'd = bytes(8192 - 8) + open("teller.bin", "rb").read(); open("late.bin", "wb").write(d)'
refused late 'has no Multiboot header in its first 8192 bytes'
: >empty.bin
refused empty 'has no Multiboot header'
change checksum 8 0
refused checksum 'has no Multiboot header'
change video 4 0x10007
refused video \
	'asks by its Multiboot header (flags 0x4) for what the loader does not do, a video mode'
change unknown 4 0x18003
refused unknown 'asks by its Multiboot header (flags 0x8000)'
head -c 20 teller.bin >cut.bin
refused cut 'ends inside its Multiboot header'
change front 12 0x200010
refused front 'has a Multiboot header that is loaded from in front of the file'
change behind 20 0x100000
refused behind 'has a Multiboot header whose load address is behind its end'
change long 20 0x210000
refused long 'has a Multiboot header that loads more than the file has'
change order 24 0x200010
refused order 'has a Multiboot header whose ends are out of order'
change entry 28 0x300000
refused entry 'has a Multiboot header whose entry is not in what it loads'
change outside 12 0x8000000 16 0x8000000 20 0 24 0 28 0x8000020
describe outside multiboot outside.bin 2MiB 64KiB board-x86.xml
run "$XPACK" check outside.xml
status_is 'a load address outside RAM' 1
stderr_has 'a load address outside RAM: said' '[elf-outside-area]'

# Blobs.
blob()
{
	describe blob multiboot teller-1m.elf 1MiB 64KiB board-x86.xml "$2"
	run "$XPACK" check blob.xml
	status_is "$1" 1
	stderr_has "$1: said" "$3"
}
: >nothing
blob 'an empty blob' '<Blob name="one" file="nothing"/>' "[blob] blob 'one' is an empty file"
blob 'a blob outside' '<Blob name="one" file="one.txt" address="2MiB"/>' \
	"[blob] blob 'one', 15 bytes at 0x00200000, does not lie in one area of the host"
blob 'a blob over the host' '<Blob name="one" file="one.txt" address="1MiB"/>' \
	"[blob] blob 'one' 0x00100000..0x0010000e lies over a segment of the host"
blob 'a blob over another' '<Blob name="one" file="one.txt" address="0x108000"/>
		<Blob name="two" file="two.txt" address="0x10800e"/>' \
	"[blob] blob 'two' 0x0010800e..0x00108010 lies over another blob"
describe placed raw teller-1m.elf 1MiB 64KiB board-x86.xml \
	'<Blob name="one" file="one.txt" address="0x108000"/>'
build placed
run "$XPACK" list placed.itb
like 'a blob with an address' "$(cat "$run_dir/stdout")" 'one.file +blob +one +0x00108000 +15 '
run timeout 100 "$XPACK" run -q -t 60 placed.elf
status_is 'a blob with an address: it runs' 0
ok 'a blob comes out as it went in' "$XPACK" extract -q -C out placed.itb one.file
same 'a blob comes out as it went in: the same' out/one.file one.txt

# A partition is a module: its whole file.  The host's own program will do for one.
sed 's|<Loader |<Partition id="0" name="guest" file="teller-16m.elf" license="MIT"\
module="guest -v"><Area name="main" start="16MiB" size="64KiB" access="rwx"/></Partition>\
<Loader |' blob.xml |
	sed '/<Blob/d' >partition.xml
build partition
run "$XPACK" list partition.itb
like 'a partition is a module' "$(cat "$run_dir/stdout")" 'guest.file +module +guest '
unlike 'a partition is not loaded' "$(cat "$run_dir/stdout")" 'guest.segment|guest.dtb'
ok 'its file' "$XPACK" extract -q -C out partition.itb guest.file
same 'its file is the same' out/guest.file teller-16m.elf
run timeout 100 "$XPACK" run -q -t 60 partition.elf
like 'its string' "$(tr -d '\0' <"$run_dir/stdout")" "module 'guest -v' at a page: '.ELF"
done_testing
