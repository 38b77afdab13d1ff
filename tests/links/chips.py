# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Flash chips that take no wrong command: what is soldered beside the board's bus in board.py.

Written from the documents (JESD68.01; datasheets of the 28F and 29 families), apart from the
driver.  Whatever a real chip would not have defined is noted in Board.illegal.
"""

import time


class PowerCut(Exception):
    """The board lost its power in the middle of something."""


class Clock:
    """Time as the chips count it."""

    now = staticmethod(time.monotonic)


class Chip:
    """What both command sets share: an array of bytes, `wide` bytes at a time, and its description.

    Addresses are in units of the chip's width; `byte_mode`: a chip of 16 bits with 8 wires.
    """

    set_code = 0

    def __init__(self, board, options, n_sectors, sector):
        self.board = board
        self.wide = options["chip"]
        self.byte_mode = options.get("bytemode", 0)
        self.regions = [(n_sectors, sector)]
        if options.get("boot"):
            self.regions = [(8, sector // 8), (n_sectors - 1, sector)]
        self.size = n_sectors * sector
        self.data = bytearray(b"\xff" * self.size)
        self.buffer = options.get("buffer", 32)  # bytes
        self.busy_until = 0.0
        self.erase_time = options.get("erase_ms", 2) / 1000
        self.program_time = options.get("program_us", 20) / 1e6
        self.lies = {}  # of the description, by its offsets
        self.stuck = False
        self.worn = set()  # sectors whose bits do not all change
        self.locked = set()
        self.n_programs = 0
        self.n_erases = 0
        self.n_worn = 0  # erases that did not do all

    def illegal(self, text):
        self.board.note(f"{type(self).__name__}: {text}")

    def sector_of(self, at):
        """Start and size of the sector that holds a byte."""
        start = 0
        for n, size in self.regions:
            if at < start + n * size:
                at -= (at - start) % size
                return at, size
            start += n * size
        raise IndexError(at)

    def query(self, unit):
        table = {0x10: 0x51, 0x11: 0x52, 0x12: 0x59, 0x13: self.set_code, 0x15: 0x40}
        table.update({0x1F: 4, 0x20: 5, 0x21: 4, 0x23: 3, 0x24: 3, 0x25: 3})
        table[0x27] = self.size.bit_length() - 1
        if self.buffer > self.wide:
            table[0x2A] = self.buffer.bit_length() - 1
        table[0x2C] = len(self.regions)
        for i, (n, size) in enumerate(self.regions):
            table[0x2D + 4 * i] = (n - 1) & 0xFF
            table[0x2E + 4 * i] = (n - 1) >> 8
            table[0x2F + 4 * i] = size // 256 & 0xFF
            table[0x30 + 4 * i] = size // 256 >> 8
        for i, value in enumerate(self.extended()):
            table[0x40 + i] = value
        table.update(self.lies)
        return table.get(unit >> self.byte_mode, 0)

    def array(self, unit):
        at = unit * self.wide
        return int.from_bytes(self.data[at : at + self.wide], "big")

    def is_busy(self):
        return self.stuck or Clock.now() < self.busy_until

    def is_blank(self, value):
        """No bit is to be programmed: where it ends a command, that is meant."""
        return value == (1 << 8 * self.wide) - 1

    def erase(self, unit):
        start, size = self.sector_of(unit * self.wide)
        self.board.power()
        self.n_erases += 1
        keep = start in self.worn
        for i in range(start, start + size):
            self.data[i] = 0xFF
        if keep:
            self.n_worn += 1
            self.data[start + size // 2] = 0xBF
        self.busy_until = Clock.now() + self.erase_time
        return not keep

    def store(self, unit, value):
        at = unit * self.wide
        self.board.power()
        self.n_programs += 1
        for i, byte in enumerate(value.to_bytes(self.wide, "big")):
            if byte & ~self.data[at + i]:
                self.board.spoilt += 1
            self.data[at + i] &= byte
        self.busy_until = Clock.now() + self.program_time

    def start_of(self, unit):
        return self.sector_of(unit * self.wide)[0]


class Intel(Chip):
    """28F J3 and P30: a status register, block locks.

    Option full=N: so often the command for a buffer is answered that none is free, which ends it.
    """

    set_code = 1

    def __init__(self, *args):
        super().__init__(*args)
        self.mode = "array"
        self.status = 0x80
        self.pending = None  # a command that waits for its next cycle
        self.full = self.board.options.get("full", 0)
        self.n_refused = 0

    def extended(self):
        # "PRI", version 1.3, features: locks of single sectors
        return [0x50, 0x52, 0x49, 0x31, 0x33, 0x20 if self.board.single_locks else 0x08]

    def read(self, unit):
        if self.mode == "array":
            return self.array(unit)
        if self.mode == "query":
            return self.query(unit)
        if self.mode == "ids":
            if (unit >> self.byte_mode) & 0xFF == 2:
                return int(self.start_of(unit) in self.locked)
            return 0x89
        if self.mode == "full":
            return 0
        return self.status & 0x7F if self.is_busy() else self.status

    def sequence_error(self):
        self.status |= 0x30
        self.mode = "status"
        self.pending = None

    def write(self, unit, value):
        byte = value & 0xFF
        if self.pending is not None:
            command, *rest = self.pending
            getattr(self, "second_" + command)(unit, value, *rest)
            return
        if self.is_busy() and byte not in (0x70, 0xFF, 0xF0):
            self.illegal(f"command 0x{byte:02x} while it is busy")
            return
        if self.is_busy():
            return  # taken for nothing, or for the status
        if byte in (0xFF, 0xF0):  # the second is no command of this set: ignored
            if byte == 0xFF:
                self.mode = "array"
        elif byte == 0x70:
            self.mode = "status"
        elif byte == 0x50:
            self.status = 0x80
        elif byte == 0x90:
            self.mode = "ids"
        elif byte == 0x98:
            self.mode = "query"
        elif byte in (0x20, 0x40, 0x10, 0x60):
            self.pending = ({0x20: "erase", 0x60: "lock"}.get(byte, "word"), unit)
            self.mode = "status"
        elif byte == 0xE8 and self.buffer > self.wide and self.n_refused < self.full:
            self.n_refused += 1
            self.mode = "full"
        elif byte == 0xE8 and self.buffer > self.wide:
            self.n_refused = 0
            self.pending = ("count", unit)
            self.mode = "status"
        else:
            self.illegal(f"unknown command 0x{byte:02x}")

    def refuse_locked(self, unit):
        if self.start_of(unit) not in self.locked:
            return False
        self.status |= 0x02
        return True

    def second_erase(self, unit, value, first):
        self.pending = None
        if value & 0xFF != 0xD0 or self.start_of(first) != self.start_of(unit):
            if value & 0xFF != 0xFF:
                self.illegal(f"0x{value:x} confirms no erase")
            self.sequence_error()
        elif self.refuse_locked(unit):
            self.status |= 0x20
        elif not self.erase(unit):
            self.status |= 0x20

    def second_word(self, unit, value, first):
        self.pending = None
        if self.refuse_locked(unit):
            self.status |= 0x10
        else:
            self.store(unit, value)

    def second_lock(self, unit, value, first):
        self.pending = None
        if value & 0xFF == 0x01:
            self.locked.add(self.start_of(unit))
        elif value & 0xFF == 0xD0:
            if self.board.single_locks:
                self.locked.discard(self.start_of(unit))
            else:
                self.locked.clear()
        else:
            if value & 0xFF != 0xFF:
                self.illegal(f"0x{value:x} is no locking command")
            self.sequence_error()

    def second_count(self, unit, value, first):
        n = value & 0xFFFF if self.wide > 1 else value & 0xFF
        if self.start_of(unit) != self.start_of(first) or n >= self.buffer // self.wide:
            if value & 0xFF != 0xFF:
                self.illegal(f"a buffer of {n + 1}")
            self.sequence_error()
            return
        self.pending = ("data", first, n + 1, {})

    def second_data(self, unit, value, first, left, got):
        units = self.buffer // self.wide
        is_outside = got and unit // units != next(iter(got)) // units
        if is_outside or self.start_of(unit) != self.start_of(first):
            if not self.is_blank(value):
                self.illegal("data outside the buffer or the sector")
            self.sequence_error()
            return
        got[unit] = value
        self.pending = ("data", first, left - 1, got)
        if left == 1:
            self.pending = ("go", first, got)

    def second_go(self, unit, value, first, got):
        self.pending = None
        if value & 0xFF != 0xD0 or self.start_of(unit) != self.start_of(first):
            if value & 0xFF != 0xFF:
                self.illegal(f"0x{value:x} confirms no buffer")
            self.sequence_error()
            return
        if self.refuse_locked(unit):
            self.status |= 0x10
            return
        for at, word in got.items():
            self.store(at, word)


class Amd(Chip):
    """Am29 and S29GL: unlocking cycles, data polling.

    Option odd: as M29DW and M29W128G, which look at all bits of the query's address, and after a
    0xff that is no data do nothing before they are reset.
    """

    set_code = 2

    def __init__(self, *args):
        super().__init__(*args)
        self.mode = "array"
        self.cycles = []  # (unit, byte) of a command so far
        self.toggle = 0
        self.polling = None  # (unit, value) of what is going on
        self.failed = False
        self.load = None  # sector, how many are missing (None: the count), {unit: value}
        self.aborted = False
        self.addresses = (0xAAA, 0x555) if self.byte_mode else (0x555, 0x2AA)
        self.odd = self.board.options.get("odd")

    def extended(self):
        return [0x50, 0x52, 0x49, 0x31, 0x33, 0, 2, 1, 0, 8, 0, 0, 0, 0, 0, 2]

    def status(self, unit):
        self.toggle ^= 0x40
        wanted = self.polling[1]
        value = (~wanted & 0x80) | self.toggle
        return value | 0x20 if self.failed else value

    def read(self, unit):
        if self.aborted:
            self.toggle ^= 0x40
            return self.toggle | 0x02
        if self.polling is not None:
            if self.is_busy() or self.failed:
                return self.status(unit)
            self.polling = None
        if self.mode == "query":
            return self.query(unit)
        if self.mode == "ids":
            if (unit >> self.byte_mode) & 0xFF == 2:
                return int(self.start_of(unit) in self.locked)
            return 1
        if self.mode == "dyb":
            return int(self.start_of(unit) not in self.locked)
        return 0x5A if self.mode == "lost" else self.array(unit)

    def write(self, unit, value):
        byte = value & 0xFF
        if self.polling is not None and not self.failed:
            if self.is_busy():
                if byte not in (0xFF, 0xF0):
                    self.board.late += 1  # ignored, as a busy chip does
                return
            self.polling = None
        if self.mode == "dyb":
            self.write_dyb(unit, byte)
            return
        if self.load is not None:
            self.take_load(unit, value)
            return
        if self.cycles and self.cycles[-1] == "word":
            self.cycles = []
            self.program(unit, value)
            return
        if byte == 0xF0 and not self.aborted:
            if self.cycles:
                self.board.late += 1
            self.cycles = []
            self.mode = "array"
            self.failed = False
            self.polling = None
            return
        if self.mode == "lost":
            return
        if byte == 0x98 and not self.cycles:
            if self.is_query(unit):
                self.mode = "query"
            return
        if byte == 0xFF and self.odd and not self.cycles and not self.aborted:
            self.mode = "lost"
            return
        if byte == 0xFF and value == (1 << (8 * self.wide)) - 1 and not self.cycles:
            return  # ignored: no cycle of any command
        self.command(unit, byte)

    def is_query(self, unit):
        low = unit & 0xFFF if self.byte_mode else unit & 0x7FF
        return low == self.addresses[0] if self.odd else low & 0xFF == self.addresses[0] & 0xFF

    def command(self, unit, byte):
        first, second = self.addresses
        step = len(self.cycles)
        low = unit & 0xFFF if self.byte_mode else unit & 0x7FF
        if step in (0, 3):
            right = byte == 0xAA and low == first
        elif step in (1, 4):
            right = byte == 0x55 and low == second
        elif step == 2:
            right = byte == 0x25 or (byte in (0x80, 0xA0, 0x90, 0xE0, 0xF0) and low == first)
        else:
            right = byte == 0x30
        if not right or (self.aborted and step == 2 and byte != 0xF0):
            if byte != 0xFF:
                self.illegal(f"cycle {step}: 0x{byte:02x} at 0x{unit:x}")
            self.cycles = []
            return
        self.cycles.append((unit, byte))
        if step == 2 and byte != 0x80:
            self.cycles = ["word"] if byte == 0xA0 else []
            if byte == 0x25:
                self.load = [self.start_of(unit), None, {}]
            elif byte == 0x90:
                self.mode = "ids"
            elif byte == 0xE0:
                self.mode = "dyb"
                self.dyb = []
            elif byte == 0xF0:
                self.aborted = False
                self.mode = "array"
        elif step == 5:
            self.cycles = []
            if self.start_of(unit) not in self.locked:
                self.failed = not self.erase(unit)
                self.polling = (unit, 0xFF)

    def program(self, unit, value):
        if self.start_of(unit) in self.locked:
            return
        before = self.array(unit)
        self.store(unit, value)
        self.failed = self.array(unit) != value
        self.polling = (unit, value if before else value)

    def abort(self, why):
        if why:
            self.illegal(why)
        self.load = None
        self.aborted = True

    def take_load(self, unit, value):
        sector, left, got = self.load
        units = self.buffer // self.wide
        if left is None:
            if self.start_of(unit) != sector or (value & 0xFFFF) >= units:
                self.abort(None if value & 0xFF == 0xFF else f"a buffer of {value + 1}")
                return
            self.load[1] = (value & 0xFFFF) + 1
        elif left > 0:
            if self.start_of(unit) != sector or (got and unit // units != next(iter(got)) // units):
                self.abort(None if self.is_blank(value) else "data outside the buffer")
                return
            got[unit] = value
            self.load[1] -= 1
        elif value & 0xFF != 0x29 or self.start_of(unit) != sector:
            self.abort(None if value & 0xFF == 0xFF else f"0x{value:x} confirms no buffer")
        else:
            self.load = None
            if sector in self.locked:
                return
            for at, word in got.items():
                self.program(at, word)

    def write_dyb(self, unit, byte):
        self.dyb.append(byte)
        if self.dyb[0] not in (0xA0, 0x90):
            if byte != 0xFF:
                self.illegal(f"0x{byte:02x} among the locks")
            self.dyb = []
        elif len(self.dyb) == 2:
            if self.dyb[0] == 0x90:
                self.mode = "array"
            elif byte == 0:
                self.locked.add(self.start_of(unit))
            else:
                self.locked.discard(self.start_of(unit))
            self.dyb = []
