# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The debug support unit of one LEON3 processor (GRLIB IP Core User's Manual, DSU3)."""

from cpu import Cpu

CONTROL_STOPS = 0x2E
CONTROL_DEBUG = 1 << 6
CONTROL_ENABLED = 1 << 8
N_WINDOWS = 8
SLICE = 20000  # instructions between two readings of the control register


class Dsu:
    """Registers by their offsets; the processor runs while somebody asks whether it still does."""

    def __init__(self, board):
        self.board = board
        self.cpu = Cpu(board, board.note)
        self.control = CONTROL_ENABLED
        self.breaks = 0
        self.trap = 0
        self.words = {0x400004: 0xF30000E0, 0x400008: 2, 0x400010: 0x40001000, 0x400014: 0x40001004}
        self.before = dict(self.words)
        self.asr17 = N_WINDOWS - 1

    def is_running(self):
        return not self.control & CONTROL_DEBUG and self.trap != 0

    def read(self, at):
        if at == 0:
            self.go()
            return self.control
        fixed = {0x20: self.breaks, 0x400020: self.trap, 0x400044: self.asr17}
        if at not in fixed and not self.control & CONTROL_DEBUG:
            self.board.note(f"register 0x{at:06x} of a processor that runs")
        return fixed.get(at, self.words.get(at, 0))

    def write(self, at, value):
        if at == 0:
            self.control = value & 0x3F | self.control & ~0x3F
        elif at == 0x20:
            self.breaks = value & 1
            if value & 1:
                self.control |= CONTROL_DEBUG
            elif self.control & CONTROL_DEBUG:
                self.start()
        elif not self.control & CONTROL_DEBUG:
            self.board.note(f"register 0x{at:06x} of a processor that runs")
        else:
            self.words[at] = value

    def places(self):
        yield from ((i, 0x300000 + N_WINDOWS * 64 + 4 * i) for i in range(1, 8))
        yield from ((8 + i, 0x300020 + 4 * i) for i in range(8))

    def start(self):
        self.control &= ~CONTROL_DEBUG
        for i, at in self.places():
            self.cpu.r[i] = self.words.get(at, 0)
        self.cpu.pc, self.cpu.npc = self.words[0x400010], self.words[0x400014]
        # What ran before it was stopped is no program of a test.
        self.trap = 1 if self.cpu.pc != self.before[0x400010] else 0

    def go(self):
        if not self.is_running():
            return
        trap = self.cpu.run(SLICE)
        if trap is None:
            return
        for i, at in self.places():
            self.words[at] = self.cpu.r[i]
        self.words[0x400010], self.words[0x400014] = self.cpu.pc, self.cpu.npc
        self.trap = trap << 4
        self.control |= CONTROL_DEBUG

    def is_as_before(self):
        registers = all(self.words.get(at, 0) == self.before.get(at, 0) for at in self.words)
        return registers and not self.control & (CONTROL_DEBUG | 0x3F) and not self.breaks
