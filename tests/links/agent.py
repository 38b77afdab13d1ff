# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The flash agent alone, run by cpu.py: what it does with right and with wrong jobs.

    agent.py CODE

CODE is the file of its instructions.  Prints a line for each job: the result, what happened on the
bus, and what it left behind.  xpack/agent/layout.h has the layout.
"""

import struct
import sys

from cpu import CACHE_CONTROL, Cpu

BASE = 0x40001000
START = BASE + 32
FLASH = 0x1000
CACHES_ON = 0x0081000F
PUT, DATA, WAIT, STILL, TEST, NEXT, SEND, ASK, OFFER = range(1, 10)
HERE, LAST = 0x100, 0x200
RESULTS = {0: "nothing", 1: "done", 2: "busy", 3: "failed", 4: "wrong", 5: "stuck"}
SPI = 0x808  # status register


class Bus:
    """RAM, and a device that shows what a test lists, reading after reading."""

    def __init__(self, answers):
        self.ram = bytearray(16384)
        self.answers = list(answers)
        self.cycles = []

    def load(self, addr, size):
        if addr >= BASE - 4096:
            at = addr - BASE + 4096
            return int.from_bytes(self.ram[at : at + size], "big")
        value = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.cycles.append(f"{addr:x}?{size}")
        return value

    def store(self, addr, value, size):
        if addr >= BASE - 4096:
            at = addr - BASE + 4096
            self.ram[at : at + size] = value.to_bytes(size, "big")
        else:
            self.cycles.append(f"{addr:x}={value:0{2 * size}x}")

    def put(self, addr, data):
        at = addr - BASE + 4096
        self.ram[at : at + len(data)] = data

    def words(self, addr, n):
        at = addr - BASE + 4096
        return struct.unpack(f">{n}I", self.ram[at : at + 4 * n])


class Spi(Bus):
    """RAM, and an SPI controller whose chip answers so, byte after byte, each at the second look."""

    def __init__(self, answers):
        super().__init__(answers)
        self.control, self.got, self.looks = 9, None, 0

    def load(self, addr, size):
        if addr >= BASE - 4096:
            return super().load(addr, size)
        if addr == SPI - 4:
            return self.control
        if addr == SPI + 4:
            return 0x100 | self.got
        self.looks -= 1
        return 4 | (self.looks <= 0 and self.got is not None)

    def store(self, addr, value, size):
        if addr >= BASE - 4096:
            super().store(addr, value, size)
        elif addr == SPI - 4:
            self.control = value
            self.cycles.append("selected" if value == 1 else f"let go: {value:x}")
        elif addr == SPI and value == 1:
            self.got = None
        elif addr == SPI + 8 and self.got is None:
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            self.cycles.append(f"{value:02x} {'nothing' if answer is None else f'{answer:02x}'}")
            self.got, self.looks = answer, 2
        else:
            self.cycles.append(f"{addr:x}={value:x}, which is wrong")


def sums(code, body):
    first = second = 0
    for (word,) in struct.iter_unpack(">I", code + body):
        first = first + word & 0xFFFFFFFF
        second = second + first & 0xFFFFFFFF
    return struct.pack(">II", -(first + second) & 0xFFFFFFFF, second)


def job(code, script, data, width, polls):
    words = [word & 0xFFFFFFFF for op in script for word in op] + [0] * 4
    script = struct.pack(f">{len(words)}I", *words)
    at = START + len(code) + 32 + len(script)
    padded = data + bytes(-len(data) % 4)
    n = (len(code) + 32 + len(script) + len(padded)) // 4 + 2
    head = struct.pack(">8I", n, 77, polls, width, FLASH, at, len(data) // width, 0)
    return head + script + padded


class Run:
    def __init__(self, code, script, data=b"", width=1, polls=1000, answers=(0,), spoil=None, bus=Bus):
        self.bus = bus(answers)
        self.notes = []
        body = job(code, script, data, width, polls)
        after = bytearray(code + body + sums(code, body))
        if spoil is not None:
            after[spoil] ^= 0x10
        self.bus.put(START, after)
        self.cpu = Cpu(self.bus, self.notes.append, {CACHE_CONTROL: CACHES_ON})
        self.cpu.r[1:] = range(101, 132)
        self.code = code

    def go(self, name, entry=0):
        self.bus.cycles.clear()
        self.cpu.pc, self.cpu.npc = START + entry, START + entry + 4
        trap = self.cpu.run(1000000)
        result, ticket, value = self.bus.words(BASE, 3)
        value = value if result != 4 else 0
        left = self.bus.words(BASE + 28, 1)[0] if result != 4 else 0
        kept = self.cpu.r[16:] == list(range(116, 132))
        kept = kept and self.cpu.spaces[CACHE_CONTROL] == CACHES_ON
        print(
            f"{name}: {RESULTS[result]}, ticket {ticket}, trap 0x{trap or 0:x}, value {value:x}, "
            f"left {left}, {'rest kept' if kept else 'REST CHANGED'}"
        )
        for cycle in self.bus.cycles:
            print(f"  {cycle}")
        for note in self.notes:
            print(f"{name}: {note}")


def main():
    with open(sys.argv[1], "rb") as source:
        code = source.read()
    program = [(PUT, 0x555, 1, 0xA0), (DATA, 0, 1, 0)]
    program += [(WAIT | HERE | LAST, -1, 0xFF, 0), (NEXT, 0, 0, 0)]
    wide = [(PUT | HERE, 0, 1, 0x40), (DATA, 0, 2, 0), (WAIT, 0, 0x8080, 0x8080)]
    wide += [(TEST, 0, 0x3A3A, 0), (NEXT, 0, 0, 0), (PUT, 0, 1, 0xFFFF)]
    Run(code, []).go("no operation")
    Run(code, [(PUT, 0x20, 3, 0x1FF)]).go("three times")
    Run(code, program, b"\x12\x34", answers=(0x92, 0x12, 0x34)).go("bytes")
    Run(code, wide, b"abcdefgh", width=2, answers=(0x80, 0x8080)).go("halfwords")
    Run(code, wide, b"abcdefgh", width=2, answers=(0x8080, 0x80A0, 0x8082)).go("a failure")
    Run(code, [(STILL, 4, 0, 0)], answers=(1, 2, 3, 4, 5, 5)).go("until it is still")
    run = Run(code, [(OFFER, 8, 0x80, 0xE8)], polls=2, answers=(1, 2, 0x10, 0xC0))
    run.go("an offer")
    run.go("an offer, going on", 8)
    run = Run(code, program, b"\x12\x34", polls=2, answers=(0x92, 0x93, 0x94, 0x12, 0x34))
    run.go("a slow chip")
    run.go("a slow chip, going on", 8)
    Run(code, [(STILL, 4, 0, 0)], polls=2, answers=(1, 2, 3, 4, 5)).go("never still")
    twice = [(WAIT, 4, 1, 0), (WAIT, 4, 1, 1)]
    Run(code, twice, polls=1, answers=(0,)).go("the count is used up, then a slow chip")
    page = [(ASK, SPI, 1, 0), (SEND, SPI, 1, 0), (ASK, SPI, 0, 0), (TEST, 0, 3, 2)]
    page += [(SEND, SPI, 3, 0), (ASK, SPI, 1, 0), (NEXT, 0, 0, 0)]
    sent = b"\x05\x06\x05\x02ab\x05"
    Run(code, page, sent + sent, answers=[0, 0, 0, 0, 2] * 4, bus=Spi).go("two pages")
    Run(code, page, sent, answers=[0xFF, 1, 0, 0xFF, 0xFF, 0], bus=Spi).go("no write enable")
    run = Run(code, page, sent, polls=2, answers=[0] * 4 + [2] + [0] * 4 + [1, 1, 0, 0], bus=Spi)
    run.go("a busy chip")
    run.go("a busy chip, going on", 8)
    Run(code, page, sent, answers=[0, 0, None], bus=Spi).go("no byte gets through")
    for name, at in (("code", 200), ("script", len(code) + 40), ("data", len(code) + 112)):
        run = Run(code, program, b"\x12\x34\x56\x78", spoil=at, answers=(0x12,))
        run.go(f"a bit of the {name} is wrong")
    Run(code, program, b"\x12", spoil=len(code) + 1).go("far too long")
    run = Run(code, [])
    run.bus.put(START + len(code), bytes(4))
    run.go("of no words")


if __name__ == "__main__":
    main()
