# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""endless.py FILE: add DWARF to a big-endian 32-bit ELF file, all of whose units go through one
long table of abbreviations."""
import struct
import sys

N = 3000
with open(sys.argv[1], 'rb') as file:
    elf = bytearray(file.read())
table = b''.join(bytes([i & 127 | 128, i >> 7, 0x2e, 0, 0, 0]) for i in range(2, N))
table += bytes([1, 0x11, 0, 0x25, 8, 0, 0, 0])
unit = struct.pack('>IHIBB', 15, 4, 0, 4, 1) + b'GNU C9\0'
names = b'\0.debug_abbrev\0.debug_info\0.names\0'
first, = struct.unpack_from('>I', elf, 32)
count, = struct.unpack_from('>H', elf, 48)
headers = elf[first:first + 40 * count]
# The names of the other sections go: nothing asks for them.
for i in range(count):
    struct.pack_into('>I', headers, 40 * i, 0)
for name, kind, data in ((b'.debug_abbrev', 1, table), (b'.debug_info', 1, N * unit),
                         (b'.names', 3, names)):
    headers += struct.pack('>10I', names.index(name), kind, 0, 0, len(elf), len(data), 0, 0, 1, 0)
    elf += data
elf += bytes(-len(elf) % 4)
struct.pack_into('>I', elf, 32, len(elf))
struct.pack_into('>HH', elf, 48, count + 3, count + 2)
with open(sys.argv[1], 'wb') as file:
    file.write(elf + headers)
