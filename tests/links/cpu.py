# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""A processor of SPARC V8, for tests that run xpack's own small program on the board.

Written from the SPARC Architecture Manual, version 8, appendix B: as many instructions as such a
program has, of one register window.  Any other is noted as illegal, which fails the test, and so is
an address that is not aligned.  Of the caches there is the control register of a LEON3 (ASI 2),
that loads from cacheable memory fetch whole words while they are on, and what the instruction cache
has: no store changes that, whoever stores, only a flush (GRLIB, mmu_dcache.vhd and mmu_icache.vhd).
"""

MASK = 0xFFFFFFFF
TRAP_ILLEGAL = 0x02
TRAP_ALIGNMENT = 0x07
TRAP_SOFTWARE = 0x80
CACHE_CONTROL = (2, 0)
DATA_CACHE = 0x0C  # state, in the control register
CODE_CACHE = 0x03
CODE_FLUSH = 1 << 21
LINE = 32  # bytes


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


class Trap(Exception):
    """The processor does not go on by itself."""


class Cpu:
    """Registers are those of the window: %g, %o, %l, %i.  The bus has load(address, size) and
    store(address, value, size); note(text) takes what no program may do; spaces are alternate ones,
    by number and address; lines are those of the instruction cache, words by address."""

    def __init__(self, bus, note, spaces, lines=None):
        self.bus = bus
        self.note = note
        self.r = [0] * 32
        self.pc, self.npc = 0, 4
        self.icc = 0  # N Z V C
        self.spaces = spaces
        self.lines = {} if lines is None else lines
        self.known = {}  # instructions that were executed, by address

    def run(self, limit):
        """Returns the trap that ended it, or None after so many instructions."""
        known = self.known
        try:
            for _ in range(limit):
                pc = self.pc
                act = known.get(pc)
                if act is None:
                    act = known[pc] = self.decode(self.fetch(pc))
                self.pc = npc = self.npc
                self.npc = npc + 4 & MASK
                act(pc)
        except Trap as trap:
            self.pc, self.npc = pc, pc + 4
            return trap.args[0]
        return None

    def fetch(self, pc):
        if not self.spaces[CACHE_CONTROL] & CODE_CACHE:
            return self.bus.load(pc, 4)
        line = pc - pc % LINE
        if line not in self.lines:
            self.lines[line] = [self.bus.load(line + i, 4) for i in range(0, LINE, 4)]
        return self.lines[line][pc % LINE // 4]

    def refuse(self, text, trap=TRAP_ILLEGAL):
        self.note(f"Cpu: {text} at 0x{self.pc:08x}")
        raise Trap(trap)

    def decode(self, word):
        op = word >> 30
        if op == 1:
            return self.call(word)
        if op == 0:
            return self.format2(word)
        return self.format3(word)

    def call(self, word):
        offset = (word << 2) & MASK

        def act(pc):
            self.r[15] = pc
            self.npc = pc + offset & MASK

        return act

    def format2(self, word):
        op2, rd = word >> 22 & 7, word >> 25 & 31
        if op2 == 4:
            value = word << 10 & MASK

            def sethi(pc):
                if rd:
                    self.r[rd] = value

            return sethi
        if op2 != 2:
            self.refuse(f"instruction 0x{word:08x}")
        return self.branch(word)

    def branch(self, word):
        annul, cond = word >> 29 & 1, word >> 25 & 15
        offset = signed(word & 0x3FFFFF, 22) * 4
        taken = [self.holds(cond, icc) for icc in range(16)]
        always = cond == 8

        def act(pc):
            if taken[self.icc]:
                target = pc + offset & MASK
                if annul and always:
                    self.pc, self.npc = target, target + 4
                else:
                    self.npc = target
            elif annul:
                self.pc, self.npc = self.npc, self.npc + 4 & MASK

        return act

    @staticmethod
    def holds(cond, icc):
        n, z, v, c = icc >> 3 & 1, icc >> 2 & 1, icc >> 1 & 1, icc & 1
        half = [0, z, z | (n ^ v), n ^ v, c | z, c, n, v][cond & 7]
        return bool(half) != bool(cond & 8)

    def second(self, word):
        """The second operand: a function without arguments."""
        if word >> 13 & 1:
            value = signed(word & 0x1FFF, 13) & MASK
            return lambda: value
        if word >> 5 & 0xFF and (word >> 30 == 2 or not word >> 23 & 1):
            self.refuse(f"instruction 0x{word:08x}")
        rs2, r = word & 31, self.r
        return lambda: r[rs2]

    def format3(self, word):
        op3, rd, rs1 = word >> 19 & 63, word >> 25 & 31, word >> 14 & 31
        if word >> 30 == 3:
            return self.memory(word, op3, rd, rs1)
        if op3 == 0x3A:
            return self.trap(word, rs1)
        operations = {
            0x00: lambda a, b: a + b,
            0x01: lambda a, b: a & b,
            0x02: lambda a, b: a | b,
            0x03: lambda a, b: a ^ b,
            0x04: lambda a, b: a - b,
            0x05: lambda a, b: a & ~b,
            0x25: lambda a, b: a << (b & 31),
            0x26: lambda a, b: a >> (b & 31),
        }
        base = op3 & ~0x10 if op3 < 0x20 else op3
        if base not in operations or (op3 >= 0x20 and op3 not in (0x25, 0x26)):
            self.refuse(f"instruction 0x{word:08x}")
        operation, second, r = operations[base], self.second(word), self.r

        def act(pc):
            value = operation(r[rs1], second()) & MASK
            if rd:
                r[rd] = value

        def act_and_set(pc):
            a, b = r[rs1], second()
            value = operation(a, b) & MASK
            self.icc = self.codes(base, a, b, value)
            if rd:
                r[rd] = value

        return act_and_set if op3 < 0x20 and op3 & 0x10 else act

    @staticmethod
    def codes(base, a, b, value):
        icc = (value >> 31) << 3 | (value == 0) << 2
        if base == 0x00:
            icc |= ((~(a ^ b) & (a ^ value)) >> 31 & 1) << 1 | (a + b > MASK)
        elif base == 0x04:
            icc |= (((a ^ b) & (a ^ value)) >> 31 & 1) << 1 | (a < b)
        return icc

    def trap(self, word, rs1):
        cond = word >> 25 & 15
        second = self.second(word)

        def act(pc):
            if self.holds(cond, self.icc):
                raise Trap(TRAP_SOFTWARE + (self.r[rs1] + second() & 0x7F))

        return act

    def memory(self, word, op3, rd, rs1):
        if op3 in (0x10, 0x14):
            return self.alternate(word, op3, rd, rs1)
        sizes = {0x00: 4, 0x01: 1, 0x02: 2, 0x04: 4, 0x05: 1, 0x06: 2}
        if op3 not in sizes:
            self.refuse(f"instruction 0x{word:08x}")
        size, second, is_store = sizes[op3], self.second(word), op3 >= 4

        def act(pc):
            addr = self.r[rs1] + second() & MASK
            if addr % size:
                self.refuse(f"an access of {size} bytes to 0x{addr:08x}", TRAP_ALIGNMENT)
            if is_store:
                if addr & ~3 in self.known:
                    self.refuse(f"a store to its own code, 0x{addr:x}")
                self.bus.store(addr, self.r[rd] & (1 << 8 * size) - 1, size)
                return
            value = self.load(addr, size)
            if rd:
                self.r[rd] = value

        return act

    def load(self, addr, size):
        if not self.spaces[CACHE_CONTROL] & DATA_CACHE or addr >= 0x80000000:
            return self.bus.load(addr, size)
        word = self.bus.load(addr & ~3, 4)
        return word >> 8 * (4 - size - addr % 4) & (1 << 8 * size) - 1

    def alternate(self, word, op3, rd, rs1):
        second = self.second(word & ~0x1FE0)
        space = word >> 5 & 0xFF
        if word >> 13 & 1:
            self.refuse(f"instruction 0x{word:08x}")

        def act(pc):
            addr = self.r[rs1] + second() & MASK
            if (space, addr) != CACHE_CONTROL:
                self.refuse(f"address 0x{addr:x} of space 0x{space:x}")
            if op3 == 0x14:
                self.spaces[CACHE_CONTROL] = self.r[rd]
                if self.r[rd] & CODE_FLUSH:
                    self.lines.clear()
            elif rd:
                self.r[rd] = self.spaces[CACHE_CONTROL]

        return act
