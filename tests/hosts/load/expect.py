# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""What the hosts of this test must print, from the files alone.

    expect.py words MACHINE HOST.bin GUEST.elf
    expect.py packed MACHINE OWN.elf
    expect.py module MACHINE GUEST.elf ADDRESS      (prints the file)

Nothing of xpack is used: the ELF headers are read here, the addresses are those that load.sh
writes into the descriptions.
"""

import struct
import sys

KINDS = {"sparc": (">", 0x40000000, 0x40100000), "x86": ("<", 0x200000, 0x400000)}
ARCHIVE = 24576


class Elf:
    """Of a 32-bit file: its bytes, entry, loaded segments and symbols."""

    def __init__(self, path, order):
        self.bytes = bytearray(open(path, "rb").read())
        self.order = order
        head = self.get("HHIIIIIHHHHHH", 16)
        self.entry = head[3]
        headers = [self.get("IIIIIIII", head[4] + i * head[8]) for i in range(head[9])]
        self.loads = [h for h in headers if h[0] == 1 and h[5] != 0]
        sections = [self.get("IIIIIIIIII", head[5] + i * head[10]) for i in range(head[11])]
        table = next(s for s in sections if s[1] == 2)
        names = sections[table[6]]
        self.symbols = {}
        for at in range(table[4], table[4] + table[5], 16):
            name, value = self.get("II", at)
            end = self.bytes.index(0, names[4] + name)
            self.symbols[self.bytes[names[4] + name : end].decode()] = value

    def get(self, kind, at):
        return struct.unpack_from(self.order + kind, self.bytes, at)

    def put(self, kind, symbol, offset, value, order=None):
        """Into the file, where the segment that holds the symbol has it."""
        address = self.symbols[symbol] + offset
        load = next(h for h in self.loads if h[2] <= address < h[2] + h[4])
        at = load[1] + address - load[2]
        struct.pack_into((order or self.order) + kind, self.bytes, at, value)

    def memory(self, address, size):
        """What lies there once it is loaded."""
        load = next(h for h in self.loads if h[2] <= address < h[2] + h[5])
        image = bytes(self.bytes[load[1] : load[1] + load[4]]).ljust(load[5], b"\0")
        return image[address - load[2] :][:size]


def say(name, words):
    print(name, *("%08x" % word for word in words))


def words(machine, host, guest):
    order, base, code = KINDS[machine]
    binary = open(host, "rb").read()
    elf = Elf(guest, order)
    first = min(h[3] for h in elf.loads)
    last = max(h[3] + h[5] for h in elf.loads)
    blob, own = b"\x01\x02\x03\x04blob of the host\n", b"\x05\x06\x07\x08blob of a partition\n"
    header = bytearray(binary[:80])
    facts = [1, base + 0x8000, len(blob), code + 0x18000, len(own), code + 0x10000, 0x20000]
    facts += [7, elf.entry, first, last - first, 1, 2]
    struct.pack_into(order + "%dI" % len(facts), header, 8, *facts)
    struct.pack_into("<I", header, 60, 0x11223344)
    struct.pack_into(">H", header, 64, 0x5566)
    header[66] = 0x77
    struct.pack_into(order + "Q", header, 72, len(blob))
    say("header", struct.unpack(order + "20I", header))
    changed = b"\x01\x02\x03\x04" + struct.pack(order + "I", len(blob))
    say("blob", struct.unpack(order + "2I", changed))
    changed = struct.pack(order + "I", 0xcafe) + own[4:8]
    say("partition's blob", struct.unpack(order + "2I", changed))
    data = bytearray(elf.memory(elf.symbols["words"], 16) + b"\0" * 8)
    struct.pack_into(order + "I", data, 4, 7)
    struct.pack_into("<Q", data, 8, last - first)
    struct.pack_into(order + "I", data, 20, code + 0x18000)
    say("partition's data", struct.unpack(order + "6I", data))


def sum_of(data):
    result = 0
    for byte in data:
        result = (result * 31 + byte) & 0xFFFFFFFF
    return result


def packed(machine, own):
    order, archive = KINDS[machine][0], b""
    for number in (5, 6):
        elf = Elf(own, order)
        elf.put("I", "words", 4, number)
        elf.put("Q", "wide", 0, (len(elf.bytes) + 15) // 16 * 16, ">")
        archive += bytes(elf.bytes) + b"\0" * (-len(elf.bytes) % 16)
    half = len(archive) // 2
    for name, data in (
        ("file", archive[:half]),
        ("file", archive[half:]),
        ("rest", b"\0" * (ARCHIVE - len(archive))),
    ):
        say(name, [len(data), int.from_bytes(data[:4], "big"), sum_of(data)])


def module(machine, guest, address):
    elf = Elf(guest, KINDS[machine][0])
    elf.put("I", "words", 0, 7)
    elf.put("Q", "wide", 0, int(address, 0))
    sys.stdout.buffer.write(elf.bytes)


{"words": words, "packed": packed, "module": module}[sys.argv[1]](*sys.argv[2:])
