#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A disk image boots from BIOS and from UEFI, and is the same bytes every time.
. "${top_srcdir:?}/tests/x86/lib.sh"

need grub-mkimage mformat mcopy
ok 'a key' "${XPACK:?}" keygen -q key.pem
cp "$tellers/teller-1m.elf" .
describe disk multiboot teller-1m.elf 1MiB 64KiB board-x86-uefi.xml \
	'<Blob name="one" file="one.txt"/>'
build disk
mkdir one two
ok 'a disk' env TMPDIR="$tmp/one" "$XPACK" image -q --kind disk -o one.img disk.itb
is 'nothing is left behind' "$(ls -A one)" ''
touch -d 2001-01-01 disk.elf
sleep 3 # the dates of a FAT count in steps of two seconds
ok 'the same of the boot image, later and elsewhere' env TMPDIR="$tmp/two" TZ=Asia/Tokyo \
	"$XPACK" image -q --kind disk -o two.img disk.elf
same 'both are equal' one.img two.img

# The table of partitions, read by another program.
python3 - >table <<'END' || exit 99
import struct, uuid, zlib
disk = open("one.img", "rb").read()
n = len(disk) // 512
print("mbr", disk[510:512].hex(), disk[450], struct.unpack_from("<II", disk, 454) == (1, n - 1))
def header(at):
    h = bytearray(disk[at * 512:at * 512 + 92])
    crc, = struct.unpack_from("<I", h, 16)
    h[16:20] = bytes(4)
    me, other, first, last = struct.unpack_from("<QQQQ", h, 24)
    entries, count, size, entries_crc = struct.unpack_from("<QIII", h, 72)
    table = disk[entries * 512:entries * 512 + count * size]
    print("header", h[:8].decode(), crc == zlib.crc32(h), me == at, other == n - at,
          entries_crc == zlib.crc32(table), first, last < entries or at == 1)
    return bytes(h[56:72]), table
guid, table = header(1)
guid2, table2 = header(n - 1)
print("copies", guid == guid2, table == table2)
for i in range(3):
    kind, own, start, end = struct.unpack_from("<16s16sQQ", table, 128 * i)
    if any(kind):
        print("partition", uuid.UUID(bytes_le=kind), uuid.UUID(bytes_le=own).version, start,
              end - start + 1 if start == 34 else (end + 34) == n - 0)
END
diff - table <<'END' >differences
mbr 55aa 238 True
header EFI PART True True True True 34 True
header EFI PART True True True True 34 True
copies True True
partition 21686148-6449-6e6f-744e-656564454649 8 34 2014
partition c12a7328-f81f-11d2-ba4b-00a0c93ec93b 8 2048 True
END
is 'the partition table' "$(cat differences)" ''
ok 'the boot image is on it' mcopy -n -i one.img@@1M ::/xpack/xpack.elf copy.elf
same 'as it was built' copy.elf disk.elf

boots()
{
	stdout_has "$1: the loader" 'xpack loader x86-rsa'
	stdout_has "$1: the host" 'teller: eax 2badb002 quiet clear'
	stdout_has "$1: its module" "module 'one' at a page: 'what is in one"
	stdout_has "$1: to the end" 'teller: done'
	status_is "$1: ended by the host" 1
}
run emulate -M pc -m 256 -drive file=one.img,format=raw,if=ide -net none
boots 'BIOS'
firmware=/usr/share/OVMF
ok 'UEFI firmware' cp $firmware/OVMF_VARS_4M.fd vars.fd
run emulate -M q35 -m 256 -net none -drive file=one.img,format=raw \
	-drive if=pflash,format=raw,unit=0,readonly=on,file=$firmware/OVMF_CODE_4M.fd \
	-drive if=pflash,format=raw,unit=1,file=vars.fd
boots 'UEFI'

# The other command of GRUB: Multiboot 1, with arguments, which nobody reads.
printf 'multiboot $prefix/xpack.elf not=trusted\nboot\n' >script
grub-mkimage -O i386-pc -o core -p '(,gpt2)/xpack' -c script biosdisk part_gpt fat multiboot ||
	exit 99
python3 - <<'END' || exit 99
import struct
core = bytearray(open("core", "rb").read())
struct.pack_into("<Q", core, 500, 35)
disk = bytearray(open("one.img", "rb").read())
disk[34 * 512:34 * 512 + len(core)] = core
open("first.img", "wb").write(disk)
END
run emulate -M pc -m 256 -drive file=first.img,format=raw,if=ide -net none
boots 'Multiboot 1 of GRUB'
stdout_has 'Multiboot 1 of GRUB: the signed command line' "command line 'teller a=b  c'"

# What may go wrong.
run env XPACK_GRUB_DIR=/nonexistent "$XPACK" image --kind disk -o none.img disk.itb
status_is 'without the parts of GRUB' 4
stderr_has 'without the parts of GRUB: said' "error: [program] 'grub-mkimage' failed"
run env PATH=/nonexistent "$XPACK" image --kind disk -o none.img disk.itb
status_is 'without programs' 4
stderr_has 'without programs: said' "cannot start 'grub-mkimage'"
stderr_has 'without programs: help' 'install it (Debian: grub-common'
ok 'nothing was written' test ! -e none.img
done_testing
