# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""An SPI memory controller with a flash chip that takes no wrong command, for board.py.

Written from the documents (GRLIB IP Core User's Manual, SPIMCTRL; JESD216; datasheets of serial NOR
flash), apart from the driver.  Whatever real hardware would ignore, or would not have defined, is
noted in Board.illegal.  Options, beside those of serve.py:

    spim=1          the chip is at the PROM's place, and no flash on a bus
    spim_offset=N   where in the chip the controller's memory begins
    spi_page=N      bytes of a page
    spi_block=N     bytes of what the smallest erase takes
    spi_maker=N     first byte of the identification
    spi_mode=N      0: addresses of three bytes, 1: three, and commands with four, 2: four
    spi_bytes=N     ms that the controller takes for a byte
    protect=N       status register at first
    second=N        and the second one, where there is one
    spi_qer=N       what word 15 of the description tells of it (JESD216)
    spi_words=N     of the description
    spi_map=N       KiB at the beginning, beyond which only 64 KiB are erased at once
    spi_only=1      and there only the small blocks
    spi_pin=1       the pin that protects the status register is on
    nosfdp=1        no description
    sfdp=A:B,...    bytes of it that are others, hexadecimal
    nospi=1         nothing is soldered there
    notready=1      the controller was not initialised
"""

import struct

from chips import Clock

REGISTERS = 0xFFF00000
CONTROL, STATUS, RECEIVE, TRANSMIT = 4, 8, 12, 16
BUSY, ENABLED = 1, 2


class SerialNor:
    """The chip: bytes while it is selected, and what happens when it no longer is."""

    def __init__(self, board, options):
        self.board = board
        self.size = options.get("flash_kib", 1024) << 10
        self.page = options.get("spi_page", 256)
        self.block = options.get("spi_block", 4096)
        self.maker = options.get("spi_maker", 0xC2)
        self.mode = options.get("spi_mode", 0)
        self.pin = options.get("spi_pin", 0)
        self.present = not options.get("nospi")
        self.data = bytearray(b"\xff" * self.size)
        self.regions = [(self.size // self.block, self.block)]
        self.status = options.get("protect", 0)
        self.qer = options.get("spi_qer", 1 if self.maker in (0x01, 0xC8, 0xEF) else 0)
        self.n_words = options.get("spi_words", 16)
        self.second = options.get("second", 0x02) if self.has_second() else 0
        # Block protect bits of each maker's datasheets; what can be written at all.
        self.protects = {0x01: 0x1C, 0x20: 0x5C}.get(self.maker, 0x3C)
        self.writable = 0x9C if self.maker == 0x01 else 0xFC
        self.turns = 0x40 if self.maker in (0xC8, 0xEF) else 0
        self.enabled = False
        self.busy_until = 0.0
        self.erase_time = options.get("erase_ms", 2) / 1000
        self.program_time = options.get("program_us", 100) / 1e6
        self.stuck = False
        self.worn = set()
        self.locked = set()
        self.n_programs = 0
        self.n_erases = 0
        self.n_worn = 0
        self.selected = False
        self.got = bytearray()
        self.small = options.get("spi_map", 0) << 10
        self.only = options.get("spi_only", 0)
        self.sfdp = bytearray(256) if options.get("nosfdp") else self.description()
        for lie in options["sfdp"].split(",") if "sfdp" in options else []:
            at, value = lie.split(":")
            self.sfdp[int(at, 16)] = int(value, 16)

    def has_second(self):
        return self.qer in (1, 4, 5, 6)

    def reads_second(self):
        """With 0x35, which other chips take for something else."""
        return self.qer in (5, 6) or (self.has_second() and self.maker in (0x01, 0xC8, 0xEF))

    def description(self):
        """Header, two parameter headers, the basic table and the one of four-byte addresses."""
        big = self.block * 16
        basic = [0] * 16
        basic[0] = 0x2001 | self.mode << 17
        basic[1] = self.size * 8 - 1
        code = {4096: 0x20, 32768: 0x52, 65536: 0xD8}[self.block]
        basic[7] = (self.block.bit_length() - 1) | code << 8
        if self.block == 4096:
            basic[7] |= (big.bit_length() - 1) << 16 | 0xD8 << 24
        basic[9] = 1 | 3 << 4 | 1 << 9  # 64 ms and more, four times at most
        basic[10] = 1 | (self.page.bit_length() - 1) << 4 | 9 << 8
        basic[14] = self.qer << 20
        four = [1 << 0 | 1 << 1 | 1 << 6 | 3 << 9, 0x21 | 0xDC << 8]
        sectors = self.sector_map() if self.small else []
        out = struct.pack("<4sBBBB", b"SFDP", 6, 1, 2 if sectors else 1, 0xFF)
        out += struct.pack("<BBBBI", 0x00, 6, 1, self.n_words, 0xFF000030)
        out += struct.pack("<BBBBI", 0x84, 0, 1, 2, 0xFF000080)
        out += struct.pack("<BBBBI", 0x81, 0, 1, len(sectors), 0xFF0000A0)
        out = out.ljust(0x30, b"\xff") + struct.pack("<16I", *basic)
        out = out.ljust(0x80, b"\xff") + struct.pack("<2I", *four)
        out = out.ljust(0xA0, b"\xff") + struct.pack(f"<{len(sectors)}I", *sectors)
        return bytearray(out.ljust(256, b"\xff"))

    def sector_map(self):
        """A command that tells which of two maps holds, small blocks at the beginning or at the
        end, and both maps."""
        small = (self.small // 256 - 1) << 8 | (1 if self.only else 3)
        large = ((self.size - self.small) // 256 - 1) << 8 | 2
        command = [4 << 24 | 0x35 << 8, 0]
        return command + [1 << 16 | 2, small, large, 1 << 16 | 1 << 8 | 3, large, small]

    def illegal(self, text):
        self.board.note(f"SPI chip: {text}")

    def sector_of(self, at):
        return at // self.block * self.block, self.block

    def is_busy(self):
        return self.stuck or Clock.now() < self.busy_until

    def width(self, code):
        if code in (0x12, 0x0C, 0x13, 0x21, 0xDC):
            return 4
        return 4 if self.mode == 2 else 3

    def address(self):
        n = self.width(self.got[0])
        return int.from_bytes(self.got[1 : 1 + n], "big")

    def select(self, on):
        if on and not self.selected:
            self.got = bytearray()
            self.taken = not self.is_busy()
        if not on and self.selected and self.present:
            self.finish()
        self.selected = on

    def exchange(self, byte):
        """One byte in, one out."""
        if not self.selected or not self.present:
            return 0xFF
        self.got.append(byte)
        code, n = self.got[0], len(self.got)
        if code == 0x05 and n > 1:
            return self.status & ~3 | (ENABLED if self.enabled else 0) | self.is_busy()
        if code == 0x35 and n > 1 and self.reads_second():
            return self.second
        if n == 1:
            self.test_code(code)
        if not self.taken:
            return 0xFF
        if code == 0x9F and n > 1:
            return (self.maker, 0xBA if self.maker == 0x20 else 0x20, 0x17)[(n - 2) % 3]
        if code == 0x5A and n > 5:
            return self.sfdp[(int.from_bytes(self.got[1:4], "big") + n - 6) % len(self.sfdp)]
        dummy = {0x03: 0, 0x13: 0, 0x0B: 1, 0x0C: 1}.get(code)
        first = 1 + self.width(code) + (dummy or 0)
        if dummy is not None and n > first:
            return self.data[(self.address() + n - 1 - first) % self.size]
        return 0xFF

    def test_code(self, code):
        known = [0x05, 0x06, 0x04, 0x9F, 0x5A, 0x03, 0x0B, 0x02, 0x01]
        known += {4096: [0x20, 0xD8], 32768: [0x52], 65536: [0xD8]}[self.block]
        known += [0x35] if self.reads_second() else []
        known += [0x31] if self.qer == 6 else []
        known += [0x0C, 0x12, 0x13, 0x21, 0xDC] if self.mode == 1 else []
        if code not in known:
            self.illegal(f"unknown command 0x{code:02x}")
        if not self.taken and code != 0x05:
            self.illegal(f"command 0x{code:02x} while it is busy")
            self.got[0] = 0

    def finish(self):
        """Chip select goes: what was sent is done, when it is a whole command."""
        if not self.got or not self.taken:
            return
        code = self.got[0]
        if code == 0x06:
            if len(self.got) == 1:
                self.enabled = True
            return
        if code == 0x04:
            self.enabled = False
        if code in (0x02, 0x12, 0x20, 0x21, 0x52, 0xD8, 0xDC, 0x01, 0x31):
            if not self.enabled:
                self.illegal(f"command 0x{code:02x} without write enable")
                return
            if code in (0x01, 0x31):
                self.write_status(code)
            elif code in (0x02, 0x12):
                self.program(code)
            else:
                self.erase(code)

    def write_status(self, code):
        values = self.got[1:]
        if len(values) not in (1, 2) or (len(values) == 2 and not self.has_second()):
            self.illegal(f"a status of {len(values)} bytes")
            return
        if len(values) == 2 and self.qer == 6:
            self.illegal("two bytes for the first of two registers")
        self.enabled = False
        if self.pin and self.status & 0x80:
            return
        self.board.power()
        second = values[0] if code == 0x31 else values[1] if len(values) == 2 else self.second
        if len(values) == 1 and self.qer in (1, 5):
            second = 0
        if (second ^ self.second) & 0x38:
            self.illegal("the bits that lock the one-time area change")
        self.second = second
        if code == 0x01:
            self.status = (self.status & ~self.writable | values[0] & self.writable) & 0xFC
        self.busy_until = Clock.now() + 0.002

    def is_protected(self):
        return bool(self.status & self.protects or self.second & self.turns)

    def program(self, code):
        first = 1 + self.width(code)
        values, at = self.got[first:], self.address()
        if not values:
            self.illegal("a page of no bytes")
            return
        if at >= self.size:
            self.illegal(f"a page at 0x{at:x}, behind the end")
        if at % self.page + len(values) > self.page:
            self.illegal(f"{len(values)} bytes at 0x{at:x} are more than a page")
        self.enabled = False
        if self.is_protected():
            return
        start = at // self.page * self.page
        for i, byte in enumerate(values[-self.page :]):
            place = (start + (at + i) % self.page) % self.size
            self.board.power()
            self.n_programs += 1
            if byte & ~self.data[place]:
                self.board.spoilt += 1
            self.data[place] &= byte
        self.busy_until = Clock.now() + self.program_time

    def can_erase(self, at, size):
        """Elsewhere a command is taken, and nothing comes of it."""
        if size == self.block:
            return at < self.small
        return at >= self.small or not self.only

    def erase(self, code):
        if len(self.got) != 1 + self.width(code):
            self.illegal(f"an erase of {len(self.got)} bytes")
            return
        size = self.block
        if code in (0xD8, 0xDC) and self.block == 4096:
            size *= 16
        at = self.address()
        if at >= self.size:
            self.illegal(f"an erase at 0x{at:x}, behind the end")
        self.enabled = False
        if self.is_protected() or (self.small and not self.can_erase(at, size)):
            return
        self.board.power()
        self.n_erases += 1
        start = at % self.size // size * size
        self.data[start : start + size] = b"\xff" * size
        if start in self.worn:
            self.n_worn += 1
            self.data[start + size // 2] = 0xBF
        self.busy_until = Clock.now() + self.erase_time


class Spim:
    """The controller, in the place of board.Flash: memory at 0, registers in the I/O area."""

    def __init__(self, board, options):
        self.board = board
        self.width = 4
        self.chip = SerialNor(board, options)
        self.chips = [self.chip]
        self.size = self.chip.size
        self.offset = options.get("spim_offset", 0)
        self.time = options.get("spi_bytes", 0) / 1000
        self.ready = 0 if options.get("notready") else 4
        self.control = 8
        self.done = 0
        self.got = 0
        self.through = 0.0

    def read(self, addr, size=4):
        if self.control & 1:
            self.board.note(f"SPI memory 0x{addr:08x} is read in user mode")
            return 0xDEADDEAD
        if self.chip.is_busy():
            self.board.note(f"SPI memory 0x{addr:08x} is read while the chip is busy")
            return 0xFFFFFFFF
        at = (addr + self.offset) % self.size
        return int.from_bytes(self.chip.data[at : at + size], "big")

    def write(self, addr, value, size=4):
        self.board.note(f"SPI memory 0x{addr:08x} is written")

    def is_through(self):
        return Clock.now() >= self.through

    def read_register(self, at):
        if at == 0:
            return 0x0B
        if at == CONTROL:
            return self.control
        if at == STATUS:
            busy = 0 if self.is_through() else 2
            return self.ready | busy | (self.done and self.is_through())
        if at == RECEIVE:
            return self.got if self.is_through() else 0x5A
        return 0

    def write_register(self, at, value):
        if at == CONTROL:
            if not self.is_through():
                self.board.note("the SPI controller is changed in the middle of a byte")
            was = self.control
            self.control = value & 0x07
            if value & 1:
                self.control |= value & 8
            else:
                self.control |= 8 if was & 1 else was & 8
            self.chip.select(not self.control & 8)
        elif at == STATUS and value & 1:
            self.done = 0
        elif at == TRANSMIT:
            self.transmit(value & 0xFF)

    def transmit(self, byte):
        if not self.control & 1:
            self.board.note("a byte for the SPI chip, but not in user mode")
        elif not self.is_through():
            self.board.note("a byte for the SPI chip in the middle of another")
        elif self.control & 8:
            self.board.note("a byte for the SPI chip, which is not selected")
        else:
            self.got = self.chip.exchange(byte)
            self.done = 1
            self.through = Clock.now() + self.time

    def is_as_before(self):
        return self.control == 8

    def image(self):
        """What the board shows as memory."""
        data = bytes(self.chip.data)
        return data[self.offset :] + data[: self.offset]

    def fill(self, image):
        image = image.ljust(self.size - self.offset, b"\xff")[: self.size - self.offset]
        self.chip.data[self.offset :] = image
        for i in range(self.offset):  # the FPGA's own
            self.chip.data[i] = (i * 37 + (i >> 8) * 11) & 0xFF
