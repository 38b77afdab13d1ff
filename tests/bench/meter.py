# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The tests' board (tests/links/serve.py) with a meter on its debug link, for links.py.

    meter.py LINK DIRECTORY OPTION...

as serve.py.  Leaves in DIRECTORY also `meter`, a line of numbers:

- seconds from the first byte or datagram to the last answer;
- how many of these the board itself worked, in Python, which a real one does in no time, or in its
  own.  Over a serial line only pieces of more than 2 ms count, for shorter ones are made up for
  (serve.Pace);
- how many bytes of RAM were written;

and of Ethernet `asked`: each request, with 16 bits before it, its size, and 16 more, the answer's.
"""

import os
import struct
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "links"))

import board  # noqa: E402
import guest  # noqa: E402
import serve  # noqa: E402

MADE_UP = 0.002
FOR_EVER = 3600


class Meter:
    def __init__(self):
        self.first = self.last = None
        self.work = 0.0
        self.placed = set()
        self.asked = bytearray()

    def watch(self, do, least):
        """Do it, and note when, and how long when it takes that long at least."""
        begin = time.monotonic()
        result = do()
        self.last = time.monotonic()
        if self.first is None:
            self.first = begin
        if self.last - begin >= least:
            self.work += self.last - begin
        return result

    def save(self, directory):
        seconds = self.last - self.first if self.last else 0
        with open(os.path.join(directory, "meter"), "w", encoding="ascii") as to:
            to.write(f"{seconds:.6f} {self.work:.6f} {4 * len(self.placed)}\n")
        with open(os.path.join(directory, "asked"), "wb") as to:
            to.write(self.asked)


METER = Meter()


class Uart(serve.Uart):
    def take(self, byte):
        return METER.watch(lambda: super(Uart, self).take(byte), MADE_UP)


class Edcl(serve.Edcl):
    def take(self, data):
        answer = METER.watch(lambda: super(Edcl, self).take(data), 0)
        METER.asked += struct.pack(">HH", len(data), len(answer)) + data
        return answer


class Board(board.Board):
    def write(self, addr, value):
        if board.RAM_START <= addr < board.APB_START:
            METER.placed.add(addr)
        super().write(addr, value)


def main():
    # A program on the board ends before the next request, so that each run has the same ones.
    guest.SLICE = FOR_EVER
    serve.Uart, serve.Edcl, serve.board.Board = Uart, Edcl, Board
    serve.main()
    METER.save(sys.argv[2])


if __name__ == "__main__":
    main()
