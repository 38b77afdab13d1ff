# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Programs that xpack puts at the end of the board's RAM: what they do on the bus is checked, so
they run in cpu.py and nowhere else."""

import time

from cpu import Cpu

PIECE = 500  # instructions between two looks at the clock
SLICE = 0.01  # seconds that the link waits meanwhile
WINDOWS = 8
ROOM = 8192
PSR_SUPERVISOR, PSR_TRAPS = 0x80, 0x20


def places():
    """Of the registers that a program starts with: number, place in the unit."""
    yield from ((i, WINDOWS * 64 + 4 * i) for i in range(1, 8))
    for window, first in ((32, 8), (64, 16), (96, 24)):
        yield from ((first + i, window + 4 * i) for i in range(8))


class Guest:
    """A program, from when the first processor leaves debug mode until it is there again."""

    def __init__(self, dsu, pc):
        self.dsu = dsu
        self.state = dsu.cpus[0]
        self.cpu = Cpu(dsu.board, dsu.note, self.state.spaces, self.state.lines)
        for i, at in places():
            self.cpu.r[i] = self.state.files[at]
        self.cpu.pc, self.cpu.npc = pc, self.state.special[5]
        psr = self.state.special[1]
        if not psr & PSR_SUPERVISOR or psr & (PSR_TRAPS | WINDOWS - 1):
            dsu.note(f"a program starts with a PSR of 0x{psr:x}")
        if self.state.spaces[(0x19, 0)] & 1:
            dsu.note("a program starts with the MMU on")

    def has_ended(self):
        """In error mode: it never does."""
        end, trap = time.monotonic() + SLICE, None
        while trap is None and time.monotonic() < end:
            trap = self.cpu.run(PIECE)
        if trap is not None:
            for i, at in places():
                self.state.files[at] = self.cpu.r[i]
            self.state.special[4:] = [self.cpu.pc, self.cpu.npc]
            self.dsu.program = None
            self.dsu.breakpoint(trap)
        return False

    def end(self):
        pass

    def read(self):
        """It prints nothing."""

    def write(self, byte):
        """And reads nothing."""
