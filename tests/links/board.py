# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""A LEON board's bus, for tests of xpack flash: memory, tables of plug and play, memory controller,
UART, the debug support unit of dsu.py, and the flash chips of chips.py on the PROM's bus.

Written from the documents (GRLIB IP Core User's Manual), apart from the driver.  The debug links
read and write words, the processor bytes and halfwords too.  Whatever real hardware would not have
defined is noted in Board.illegal; tests fail when something stands there.

With the option `writable` the PROM stays so once something was programmed; with `dirty` RAM holds
something at first, and with `deaf` keeps what it has; with `floating` it reads as anything each time,
and with `noexec` no instruction can be fetched from it.
"""

import collections
import random

from chips import Amd, Intel, PowerCut
from dsu import Dsu
from spim import REGISTERS, Spim

RAM_START = 0x40000000
RAM_END = bytes(range(256)) * 64  # what its end has at first
APB_START = 0x80000000


def pairs(text):
    """Places and values, hexadecimal: "2c:0,2d:1f"."""
    return {int(a, 16): int(b, 16) for a, b in (one.split(":") for one in text.split(","))}


class Flash:
    """Chips side by side on the PROM's bus, behind the controller that splits words."""

    def __init__(self, board, options):
        self.board = board
        self.width = options.get("width", 4)
        kind = {"intel": Intel, "amd": Amd}[options.get("flash", "intel")]
        options.setdefault("chip", min(2, self.width))
        n = self.width // options["chip"]
        self.n = n
        total = options.get("flash_kib", 1024) << 10
        sector = options.get("sector_kib", 64) << 10
        self.size = total
        self.chips = [kind(board, options, total // sector, sector // n) for _ in range(n)]
        self.wide = options["chip"]
        for chip in self.chips[:1] if options.get("cfi_one") else self.chips:
            chip.lies = pairs(options["cfi"]) if "cfi" in options else {}

    def cycle(self, at, value=None):
        """One cycle of the bus at an address that is a multiple of its width."""
        unit = at // self.width % (self.size // self.width)
        out = 0
        for i, chip in enumerate(self.chips):
            shift = 8 * self.wide * (self.n - 1 - i)
            mask = (1 << 8 * self.wide) - 1
            if value is None:
                out |= (chip.read(unit) & mask) << shift
            else:
                chip.write(unit, value >> shift & mask)
        return out

    def read(self, at, size=4):
        if size < self.width:
            unit = self.cycle(at - at % self.width)
            return unit >> 8 * (self.width - size - at % self.width) & (1 << 8 * size) - 1
        out = 0
        for i in range(0, size, self.width):
            out = out << 8 * self.width | self.cycle(at + i)
        return out

    def write(self, at, value, size=4):
        """A word is one write on a bus of 32 bits, and two or four on narrower ones."""
        if size < self.width:
            self.board.note(f"a write of {size} bytes on a bus of {self.width}")
            return
        for i in range(0, size, self.width):
            shift = 8 * (size - self.width - i)
            self.cycle(at + i, value >> shift & ((1 << 8 * self.width) - 1))

    def is_as_before(self):
        """The chips show their contents."""
        return all(chip.mode == "array" for chip in self.chips)

    def image(self):
        out = bytearray(self.size)
        for i, chip in enumerate(self.chips):
            for k in range(self.wide):
                out[i * self.wide + k :: self.width] = chip.data[k :: self.wide]
        return bytes(out)

    def fill(self, image):
        image = image.ljust(self.size, b"\xff")
        for i, chip in enumerate(self.chips):
            for k in range(self.wide):
                chip.data[k :: self.wide] = image[i * self.wide + k :: self.width]


def ahb(vendor, device, *bars, version=1, irq=0):
    ident = vendor << 24 | device << 12 | version << 5 | irq
    return [ident, 0, 0, 0] + list(bars) + [0] * (4 - len(bars))


def bar(start, mask, kind, flags=0):
    return (start & 0xFFF) << 20 | flags << 16 | mask << 4 | kind


def greth_control(kib):
    """The control register of a GRETH: EDCL available, and the logarithm of its buffer in KiB."""
    available = 1 << 31 | (kib.bit_length() - 1) << 28 if kib else 0
    return available | 0x90  # 100 Mbit/s, full duplex


class Board:
    """All that is on the bus, by words."""

    def __init__(self, options):
        self.options = options
        self.illegal = []
        self.late = 0
        self.n_bogus = 0  # words that were written by commands that nobody sent
        self.spoilt = 0  # bytes that programming could not make as wanted
        self.single_locks = not options.get("alllocks")
        self.flash = (Spim if options.get("spim") else Flash)(self, options)
        self.ram = bytearray(options.get("ram_mib", 128) << 20)
        if options.get("dirty"):
            self.ram[: 4 << 20] = b"\xa5" * (4 << 20)
        self.ram[-len(RAM_END) :] = RAM_END
        self.mcfg1 = {1: 0, 2: 1, 4: 2}[self.flash.width] << 8 | 0x11
        self.mcfg1_before = self.mcfg1
        self.mcfg2 = 0
        self.mcfg3 = 0
        self.log = []
        self.dsu = Dsu(self, options)
        self.cut_after = None  # changes of the flash until the power goes
        self.locks_before = self.locks()
        self.tables()

    def locks(self):
        return [set(chip.locked) for chip in self.flash.chips]

    def compare_locks(self):
        pairs = list(zip(self.locks(), self.locks_before))
        if all(now == before for now, before in pairs):
            return "restored"
        return "more" if all(now >= before for now, before in pairs) else "changed"

    def faults(self):
        """Of the flash and its power."""
        n = sum(chip.n_worn + chip.stuck for chip in self.flash.chips)
        return n + (self.cut_after is not None and self.cut_after < 0)

    def is_ram_as_before(self):
        return self.ram.endswith(RAM_END)

    def is_rest_as_before(self):
        """All other RAM."""
        n = len(self.ram) - len(RAM_END)
        return self.ram.count(0, 0, n) == n

    def note(self, text):
        self.illegal.append(text)

    def power(self):
        if self.cut_after is None:
            return
        self.cut_after -= 1
        if self.cut_after < 0:
            raise PowerCut

    def tables(self):
        masters = [
            ahb(1, 0x003, version=0),
            ahb(1, 0x007, version=0),
            ahb(1, 0x01D, version=0),
        ]
        slaves = [
            ahb(4, 0x00F, bar(0x000, 0xE00, 2, 3), bar(0x200, 0xE00, 2), bar(0x400, 0xC00, 2, 3)),
            ahb(1, 0x006, bar(0x800, 0xFFF, 2)),
            ahb(1, 0x004, bar(0x900, 0xF00, 2)),
        ]
        if self.options.get("spim"):
            slaves[0][4] = slaves[0][5] = 0
            spim = ahb(1, 0x045, bar(0x000, 0xFFF, 3), bar(0x000, 0xFF0, 2, 3), irq=9)
            slaves.insert(1, spim)
        masters += [masters[0]] * (self.options.get("cpus", 1) - 1)
        if self.options.get("noram"):
            slaves[0][6] = 0
        if self.options.get("nodsu"):
            slaves.pop()
        if self.options.get("nocpu"):
            masters[0] = masters[1]
        apb = [
            (4 << 24 | 0x00F << 12 | 1 << 5, bar(0x000, 0xFFF, 1)),
            (1 << 24 | 0x00C << 12 | 1 << 5 | 2, bar(0x001, 0xFFF, 1)),
            (1 << 24 | 0x00D << 12 | 3 << 5, bar(0x002, 0xFFF, 1)),
            (1 << 24 | 0x011 << 12 | 8, bar(0x003, 0xFFF, 1)),
            (1 << 24 | 0x007 << 12, bar(0x007, 0xFFF, 1)),
            (1 << 24 | 0x01D << 12 | 12, bar(0x00E, 0xFFF, 1)),
        ]
        self.greths = {0x80000E00: greth_control(self.options.get("edcl_kib", 2))}
        if "other_kib" in self.options:
            apb.append((1 << 24 | 0x01D << 12 | 13, bar(0x00F, 0xFFF, 1)))
            self.greths[0x80000F00] = greth_control(self.options["other_kib"])
        self.table = collections.defaultdict(int)
        for base, records in ((0xFFFFF000, masters), (0xFFFFF800, slaves)):
            for i, record in enumerate(records):
                for k, word in enumerate(record):
                    self.table[base + 32 * i + 4 * k] = word
        for i, record in enumerate(apb):
            self.table[0x800FF000 + 8 * i] = record[0]
            self.table[0x800FF004 + 8 * i] = record[1]
        # Above the build stands the version of the tables.
        self.table[0xFFFFFFF0] = 0x0ABC << 16 | 1 << 14 | 4250
        self.lie()

    def lie(self):
        """By the options `tables`, one value for all words or "random", where a bridge is left, and
        `table`, single words."""
        fill = self.options.get("tables")
        rng = random.Random(self.options.get("seed", 1))
        bridge = range(0xFFFFF820, 0xFFFFF840)
        for base in (0xFFFFF000, 0x800FF000) if fill is not None else ():
            for at in range(base, base + 0x1000, 4):
                if fill != "random":
                    self.table[at] = fill
                elif at not in bridge:
                    self.table[at] = rng.getrandbits(32) if rng.randrange(4) else 0
        if "table" in self.options:
            self.table.update(pairs(self.options["table"]))

    def load(self, addr, size):
        """As the processor reads."""
        if RAM_START <= addr < 0x80000000:
            if self.options.get("floating"):
                return random.getrandbits(8 * size)
            at = (addr - RAM_START) % len(self.ram)
            return int.from_bytes(self.ram[at : at + size], "big")
        if addr < 0x20000000:
            return self.flash.read(addr, size)
        if addr < 0x80000000:
            return 0
        if size != 4:
            self.note(f"{size} bytes of a register at 0x{addr:08x}")
        return self.read(addr)

    def store(self, addr, value, size):
        if RAM_START <= addr < 0x80000000:
            if self.options.get("deaf") or self.options.get("floating"):
                return
            at = (addr - RAM_START) % len(self.ram)
            self.ram[at : at + size] = value.to_bytes(size, "big")
        elif self.has_spim(addr) and size == 4:
            self.flash.write_register(addr - REGISTERS, value)
        elif addr >= 0x20000000:
            self.note(f"the processor writes to 0x{addr:08x}")
        elif self.options.get("spim") or self.mcfg1 & 1 << 11:
            self.flash.write(addr, value, size)
        else:
            self.note(f"a write to 0x{addr:08x} while the PROM is protected")

    def device(self, addr):
        """The device there, and the address inside it."""
        for start, end, device in self.dsu.devices():
            if start <= addr < end:
                return device, addr - start
        return None, 0

    def has_spim(self, addr):
        return self.options.get("spim") and REGISTERS <= addr < REGISTERS + 0x100

    def read(self, addr):
        if addr < 0x80000000:
            return self.load(addr, 4)
        device, offset = self.device(addr)
        if device:
            return device.read(offset)
        if self.has_spim(addr):
            return self.flash.read_register(addr - REGISTERS)
        registers = {0x80000000: self.mcfg1, 0x80000004: self.mcfg2, 0x80000008: self.mcfg3}
        registers.update(self.greths)
        return registers.get(addr, self.table.get(addr, 0))

    def write(self, addr, value):
        device, offset = self.device(addr)
        if device:
            device.write(offset, value)
        elif 0x20000000 <= addr < RAM_START:
            pass  # nothing is there, and a link that is disturbed may say so
        elif addr < 0x80000000:
            self.store(addr, value, 4)
        elif self.has_spim(addr):
            self.flash.write_register(addr - REGISTERS, value)
        elif addr == 0x80000000:
            if not self.options.get("writable") or not any(c.n_programs for c in self.flash.chips):
                self.mcfg1 = value
