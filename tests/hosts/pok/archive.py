#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""archive.py ARCH KERNEL SEGMENT FILE...: is the archive of a packed kernel what it must be?

ARCH is x86 or sparc; KERNEL the kernel's ELF file, where the symbols are; SEGMENT the loaded bytes
of its one segment, as 'xpack extract' gives them; FILE... the partitions, as they were linked.
The source of the ABI object on standard input has the numbers of services.

Nothing of xpack is used.  The glue is written down here once more, as instructions.  Prints where
each file lies, "OFFSET SIZE"; complains on stderr and exits with 1 when a byte is different.
"""
import re
import struct
import sys

WINDOW = 64


def fail(text):
    print(text, file=sys.stderr)
    sys.exit(1)


class Elf:
    """The program headers and symbols of a 32-bit ELF file."""

    def __init__(self, path, order):
        self.order = order
        self.data = open(path, 'rb').read()
        phoff, shoff = self.words(28, 2)
        phentsize, phnum, shentsize, shnum = struct.unpack_from(order + '4H', self.data, 42)
        self.loads = []
        for i in range(phnum):
            kind, offset, vaddr, paddr, filesz = self.words(phoff + i * phentsize, 5)
            if kind == 1:
                self.loads.append((offset, vaddr, filesz))
        self.symbols = {}
        for i in range(shnum):
            section = self.words(shoff + i * shentsize, 10)
            if section[1] == 2:
                strings = self.words(shoff + section[6] * shentsize, 10)[4]
                self.read_symbols(section[4], section[5], strings)

    def words(self, offset, n):
        return struct.unpack_from('%s%dI' % (self.order, n), self.data, offset)

    def read_symbols(self, start, size, strings):
        for at in range(start, start + size, 16):
            name, value = self.words(at, 2)
            end = self.data.index(b'\0', strings + name)
            self.symbols[self.data[strings + name:end].decode()] = value


def glue_x86(number, count):
    code = b'\x53' + b'\x6a\x00' * (5 - count)            # push %ebx; push $0...
    code += b'\xff\x74\x24\x18' * count                   # push 24(%esp)...
    code += b'\x6a' + bytes([count]) + b'\x89\xe3'        # push $count; mov %esp, %ebx
    code += b'\xb8' + struct.pack('<I', number)           # mov $number, %eax
    code += b'\xcd\x2a\x83\xc4\x18\x5b\xc3'               # int $42; add $24, %esp; pop %ebx; ret
    return code + (b'\x0f\x0b' * WINDOW)[len(code):WINDOW]   # over a window of ud2


def glue_sparc(number, _count):
    # op 2, op3 2 (or): rd, %g0, rs2 or an immediate
    code = [2 << 30 | (to + 1) << 25 | 2 << 19 | to for to in (12, 11, 10, 9, 8)]
    code.append(2 << 30 | 8 << 25 | 2 << 19 | 1 << 13 | number)
    code += [0x91d02002, 0x81c3e008, 0x01000000]          # ta 2; retl; nop
    return struct.pack('>%dI' % len(code), *code).ljust(WINDOW, b'\0')


def services(text):
    pattern = r'POK_SERVICE\("[a-z-]+", (\d+), (\d), \w+, (\w+),'
    return {m[3]: (int(m[1]), int(m[2])) for m in re.finditer(pattern, text)}


def patched(path, glue, known):
    """The file with its windows filled, padded to a multiple of 4."""
    data = bytearray(open(path, 'rb').read())
    n = 0
    for at in range(0, len(data) - WINDOW, WINDOW):
        if data[at + 4:at + 8] == b'XPKW':
            name = bytes(data[at + 8:at + WINDOW]).rstrip(b'\0').decode()
            data[at:at + WINDOW] = glue(*known[name])
            n += 1
    if n == 0:
        fail('%s has no windows' % path)
    return bytes(data) + bytes(-len(data) % 4)


def main():
    arch, kernel_path, segment_path, *paths = sys.argv[1:]
    order, glue = {'x86': ('<', glue_x86), 'sparc': ('>', glue_sparc)}[arch]
    known = services(sys.stdin.read())
    kernel = Elf(kernel_path, order)
    segment = open(segment_path, 'rb').read()
    (_, base, size), = kernel.loads
    if len(segment) != size:
        fail('the segment has %d bytes, not %d' % (len(segment), size))

    start = kernel.symbols['__archive2_begin'] - base
    end = kernel.symbols['__archive2_end'] - base
    sizes = struct.unpack_from('%s%dI' % (order, len(paths)), segment,
                               kernel.symbols['part_sizes'] - base)
    at = start
    for path, size in zip(paths, sizes):
        wanted = patched(path, glue, known)
        if size != len(wanted):
            fail('%s: its size is %d, not %d' % (path, size, len(wanted)))
        if segment[at:at + size] != wanted:
            fail('%s: not what lies at %d' % (path, at - start))
        print(at - start, size)
        at += size

    # All else is as it was linked, but for the rest of the archive, which is zero.
    offset = kernel.loads[0][0]
    before = bytearray(kernel.data[offset:offset + len(segment)])
    before[start:end] = segment[start:at] + bytes(end - at)
    sizes_at = kernel.symbols['part_sizes'] - base
    before[sizes_at:sizes_at + 4 * len(paths)] = struct.pack('%s%dI' % (order, len(paths)), *sizes)
    if segment != before:
        fail('the kernel was changed elsewhere')


main()
