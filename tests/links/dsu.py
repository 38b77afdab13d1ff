# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The debug support unit of one LEON3 processor (GRLIB IP Core User's Manual, DSU3)."""

import collections

BREAKS_WHEN = 1 << 2
CONTROL_DEBUG = 1 << 6
CONTROL_ENABLED = 1 << 8
KEPT = 0x3F
WINDOWS = 8


class Cpu:
    """The processor's registers, by their places in the unit."""

    def __init__(self):
        self.control = 0
        self.is_debug = self.breaks = False
        self.trap = self.asi = 0
        self.files = collections.defaultdict(int)
        # Y, PSR, WIM, TBR, PC, nPC of something that runs
        self.special = [1, 0xF30000E3, 4, 0x40000000, 0x40001234, 0x40001238]
        self.files.update({32 + 4 * i: 0x1000 + i for i in range(8)})
        self.spaces = {(2, 0): 0x0081000F, (2, 8): 1 << 3, (0x19, 0): 1}


class Dsu:
    """Its registers.  When the processor leaves debug mode one of the handlers runs, for an address
    in its range: (start, end, function of this and the address)."""

    def __init__(self, board):
        self.board = board
        self.cpus = [Cpu()]
        self.handlers = []
        self.program = None  # what a handler returned

    def note(self, text):
        self.board.note(text)

    def read(self, at):
        cpu = self.cpus[0]
        if at == 0:
            if self.program:
                self.program.has_ended()
            return cpu.control | CONTROL_ENABLED | cpu.is_debug * CONTROL_DEBUG
        if at == 0x20:
            return int(cpu.breaks)
        return self.inside(cpu, at, None)

    def write(self, at, value):
        cpu = self.cpus[0]
        if at == 0:
            cpu.control = value & KEPT
        elif at != 0x20:
            self.inside(cpu, at, value)
        elif value & 1:
            if not cpu.control & BREAKS_WHEN:
                self.note("a break that is not heeded")
            cpu.breaks = cpu.is_debug = True
        elif cpu.breaks:
            cpu.breaks = cpu.is_debug = False
            for start, end, handler in self.handlers:
                if start <= cpu.special[4] < end:
                    self.program = handler(self, cpu.special[4])

    def breakpoint(self, trap=0x81):
        self.cpus[0].trap = trap << 4
        self.cpus[0].is_debug = self.cpus[0].breaks = True

    def inside(self, cpu, at, value):
        """What can be reached in debug mode only."""
        if not cpu.is_debug:
            self.note(f"the unit's register 0x{at:x} while the processor is not in debug mode")
            return 0
        if 0x300000 <= at < 0x300000 + WINDOWS * 64 + 32:
            return self.keep(cpu.files, at - 0x300000, value)
        if 0x400000 <= at < 0x400018:
            return self.keep(cpu.special, (at - 0x400000) // 4, value)
        if 0x700000 <= at < 0x800000:
            return self.keep(cpu.spaces, (cpu.asi, at & 0xFFFFF), value)
        if at == 0x400024:
            cpu.asi = cpu.asi if value is None else value
            return cpu.asi
        fixed = {0x400020: cpu.trap, 0x400044: WINDOWS - 1}
        if at not in fixed:
            self.note(f"the unit has no register 0x{at:x}")
        return fixed.get(at, 0)

    def keep(self, where, at, value):
        if value is not None:
            version = 0xF3000000 if where is self.cpus[0].special and at == 1 else 0
            where[at] = value & (0x00FFFFFF if version else 0xFFFFFFFF) | version
        return where[at]
