# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The processors of a model's board behind their debug support unit.

Written from the documents (GRLIB IP Core User's Manual: DSU3, LEON3; what a manual does not say of
halted and sleeping processors, from GRLIB's sources: dsu3x.vhd, iu3.vhd), apart from the driver.  A
register that is touched when it cannot be, a break that would not be heeded: all is noted, and
fails the test.

The first processor has executed what was at the end of RAM, where xpack puts small programs of its
own: so its instruction cache has that.

When the first processor leaves debug mode it executes: at the end of RAM by guest.py, else in QEMU,
which gets the board's memory, and whose serial line is the UART.

Options of the board:

    cpus=N      so many processors
    nodsu       there is no unit in the tables
    off         the unit is turned off: its signal DSUEN is low
    break       its signal DSUBRE is high
    error       the first processor is in error mode
    asleep=MASK these processors, bit by bit, are in power-down
    halted=MASK these are halted
    mask=N      the unit's register for debug mode that spreads (EDx, DMx) is so
    nosleep     a reset by the unit puts no processor to sleep
    nostop      the first processor does not stop
    nofifo      the UART has no FIFOs
    silent      nothing executes
    kind        a program leaves the UART's debug mode alone when flow control is on as well
    shy         a program leaves the UART's debug mode alone; else it turns it off when it starts
"""

import collections
import fcntl
import os
import subprocess
import tempfile

from cpu import CACHE_CONTROL, CODE_CACHE, CODE_FLUSH, LINE
from devices import Interrupts, Timers, Uart
from guest import ROOM, Guest

TRAP_ACCESS = 0x01
CONTROL, BREAK, MASK, TRAP, ASI, ASR17 = 0x0, 0x20, 0x24, 0x400020, 0x400024, 0x400044
BE, BW, BS, BX, BZ, DM, EE, EB, PE, HL, PW = (1 << n for n in range(1, 12))
KEPT = 0x3F
WINDOWS = 8
RESET_CACHE, CACHE_FLUSH, CACHE_MODES = 0, 0x00600000, 0xF
MMU_PRESENT = 1 << 3


class Cpu:
    """One processor's registers, by their places in the unit."""

    def __init__(self, number, options):
        self.number = number
        self.control = 0
        self.is_error = number == 0 and bool(options.get("error"))
        self.is_debug = False
        self.is_halted = bool(options.get("halted", 0) >> number & 1)
        self.is_asleep = bool(options.get("asleep", 0) >> number & 1)
        self.breaks = False
        self.asi = 0
        self.lines = {}  # of the instruction cache
        self.trap = 0x800 | 1 << 12 if self.is_error else 0
        self.files = collections.defaultdict(int)
        # Y, PSR, WIM, TBR, PC, nPC of something that runs
        self.special = [1, 0xF30000E3, 4, 0x40000000, 0x40001234, 0x40001238]
        self.spaces = {(2, 0): 0x0081000F, (2, 8): MMU_PRESENT, (0x19, 0): 1}

    def stands(self):
        """It executes nothing: any of these is enough."""
        return self.is_debug or self.is_halted or self.is_asleep or self.is_error


def of(register):
    """A general register's place: g0 to g7, and window 0's o, l, i."""
    kind, n = register[0], int(register[1])
    if kind == "g":
        return WINDOWS * 64 + 4 * n
    return {"o": 32, "l": 64, "i": 96}[kind] + 4 * n


def set_register(number, value):
    """Two instructions of the SPARC: sethi, or."""
    return [
        number << 25 | 4 << 22 | value >> 10,
        2 << 30 | number << 25 | 2 << 19 | number << 14 | 1 << 13 | value & 0x3FF,
    ]


def start_up(dsu):
    """A PROM that gives QEMU's processor, whose registers nobody can set beforehand, those of the
    model, turns the UART on as the model's is, and jumps: l0, l1 are its own."""
    cpu = dsu.cpus[0]
    y, psr, wim, tbr, pc, _ = cpu.special
    code = []
    for at, value in ((0x8000010C, dsu.uart.scaler), (0x80000108, dsu.uart.control & 3)):
        code += set_register(16, at) + set_register(17, value) + [0xE2242000]
    for op3, value in ((0x30, y), (0x31, psr), (0x32, wim), (0x33, tbr)):
        code += set_register(17, value) + [2 << 30 | op3 << 19 | 17 << 14 | 1 << 13]
        code += [0x01000000] * 3
    for first, kind in ((0, "g"), (8, "o"), (24, "i")):
        for n in range(1 if kind == "g" else 0, 8):
            code += set_register(first + n, cpu.files[of(f"{kind}{n}")])
    code += set_register(16, pc) + [0x81C42000, 0x01000000]
    return b"".join(word.to_bytes(4, "big") for word in code)


def used(ram):
    """Each MiB of RAM that is not empty, with its place."""
    step = 1 << 20
    for at in range(0, len(ram), step):
        piece = ram[at : at + step]
        if piece != bytes(step):
            yield at, piece


class Qemu:
    """The board goes on there."""

    def __init__(self, board, pc):
        self.directory = tempfile.TemporaryDirectory()
        prom = os.path.join(self.directory.name, "prom")
        with open(prom, "wb") as to:
            image = board.flash.image() if pc < 0x20000000 else start_up(board.dsu)
            to.write(image.ljust(64 << 10, b"\xff"))
        command = "timeout 60 qemu-system-sparc -M leon3_generic -display none -monitor none"
        command += f" -serial stdio -no-reboot -icount shift=4 -m {len(board.ram) >> 20}"
        command += f" -bios {prom}"
        for at, piece in used(board.ram):
            ram = os.path.join(self.directory.name, f"ram{at:x}")
            with open(ram, "wb") as to:
                to.write(piece)
            command += f" -device loader,file={ram},addr=0x{0x40000000 + at:x},force-raw=on"
        self.process = subprocess.Popen(
            command.split(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        fcntl.fcntl(self.process.stdout, fcntl.F_SETFL, os.O_NONBLOCK)

    def read(self):
        """A byte that was printed, or None."""
        data = self.process.stdout.read(1)
        return data[0] if data else None

    def write(self, byte):
        try:
            self.process.stdin.write(bytes((byte,)))
        except BrokenPipeError:
            pass

    def has_ended(self):
        """In error mode: QEMU ends then."""
        return self.process.poll() is not None

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        self.directory.cleanup()


class Dsu:
    """All processors' parts."""

    def __init__(self, board, options):
        self.board = board
        self.options = options
        self.cpus = [Cpu(n, options) for n in range(options.get("cpus", 1))]
        self.uart = Uart(self, options)
        self.timers = Timers(self)
        self.interrupts = Interrupts(self, len(self.cpus))
        self.mask = options.get("mask", 0)
        self.program = None  # what executes, with read, write, has_ended, end
        self.before = self.registers()
        self.started = []
        end = 0x40000000 + len(board.ram)
        self.cpus[0].lines = {at: self.line(at) for at in range(end - ROOM, end, LINE)}

    def line(self, at):
        """What an instruction cache has of there once it has executed it."""
        return [self.board.load(at + i, 4) for i in range(0, LINE, 4)]

    def note(self, text):
        self.board.note(text)

    def devices(self):
        """Range by range, for the board."""
        return [
            (0x80000100, 0x80000200, self.uart),
            (0x80000200, 0x80000300, self.interrupts),
            (0x80000300, 0x80000400, self.timers),
            (0x90000000, 0xA0000000, self),
        ]

    def registers(self):
        """What has to be as before; but the first processor may be awake."""
        cpu = self.cpus[0]
        files = {at: word for at, word in cpu.files.items() if word}
        states = [(c.control, c.is_halted, c.number and c.is_asleep) for c in self.cpus]
        return list(cpu.special), dict(cpu.spaces), files, states, self.mask

    def is_as_before(self):
        is_free = not any(cpu.is_debug or cpu.breaks for cpu in self.cpus)
        return self.registers() == self.before and is_free

    # The unit's registers.

    def part(self, offset):
        n = offset >> 24
        if n < len(self.cpus):
            return self.cpus[n], offset & 0xFFFFFF
        self.note(f"the unit's part of processor {n}, which is not there")
        return None, 0

    def status(self, cpu):
        if cpu.number == 0 and self.program and self.program.has_ended():
            self.uart.pump()
            if not self.uart.sent:
                self.program.end()
                self.program = None
                cpu.is_error = True
                cpu.trap = 0x800 | 1 << 12
                if cpu.control & BE:
                    self.enter(cpu)
        flags = (cpu.is_debug, DM), (cpu.is_error, PE), (cpu.is_halted, HL)
        flags += ((cpu.is_asleep, PW),)
        signals = 0 if self.options.get("off") else EE
        signals |= EB if self.options.get("break") else 0
        return cpu.control | signals | sum(bit for is_set, bit in flags if is_set)

    def enter(self, cpu):
        cpu.is_debug = True
        cpu.breaks = True
        self.spread()

    def spread(self):
        """Debug mode of one stops others, as the mask says."""
        if not any(c.is_debug and not self.mask >> 16 + c.number & 1 for c in self.cpus):
            return
        for cpu in self.cpus:
            if self.mask >> cpu.number & 1 and not cpu.is_debug:
                self.stop(cpu)

    def read(self, offset):
        cpu, at = self.part(offset)
        if cpu is None:
            return 0
        if at == CONTROL:
            return self.status(cpu)
        if at == BREAK and cpu.number == 0:
            return sum(1 << c.number for c in self.cpus if c.breaks)
        if at == MASK and cpu.number == 0:
            return self.mask
        return self.inside(cpu, at, None)

    def write(self, offset, value):
        cpu, at = self.part(offset)
        if cpu is None:
            return
        if at == CONTROL:
            self.write_control(cpu, value)
        elif at == BREAK and cpu.number == 0:
            self.write_breaks(value)
            self.spread()
        elif at == MASK and cpu.number == 0:
            self.mask = value & ((1 << len(self.cpus)) - 1) * 0x10001
            self.spread()
        else:
            self.inside(cpu, at, value)

    def write_control(self, cpu, value):
        if value & ~(KEPT | PE | HL):
            self.note(f"control 0x{value:x}: bits that cannot be written")
        stands = cpu.stands()
        if value & PE and stands:
            cpu.is_error = False
            cpu.is_asleep = self.sleeps(cpu)
            if not cpu.breaks:
                self.note("a processor leaves error mode with nothing to stop it")
        if value & HL and not stands:
            self.note("a processor that runs is halted")
        cpu.is_halted = bool(value & HL)
        cpu.control = value & KEPT
        if stands and not cpu.stands():
            self.note(f"processor {cpu.number} runs, and nobody let it go")

    def sleeps(self, cpu):
        """After a reset: all but the first."""
        return cpu.number > 0 and not self.options.get("nosleep")

    def write_breaks(self, value):
        if value >> len(self.cpus):
            self.note(f"breaks 0x{value:x}: single steps, or of processors that are not there")
        for cpu in self.cpus:
            breaks = bool(value >> cpu.number & 1)
            if breaks and not cpu.breaks:
                self.stop(cpu)
            elif not breaks and cpu.breaks:
                cpu.breaks = False
                self.leave(cpu)

    def stop(self, cpu):
        if not cpu.control & BW:
            self.note("a break that is not heeded: BW is 0")
        cpu.breaks = True
        if cpu.number == 0 and self.options.get("nostop"):
            return
        cpu.is_debug = True

    def leave(self, cpu):
        if not cpu.is_debug:
            return
        cpu.is_debug = False
        if cpu.stands():
            return
        own = cpu.number == 0 and self.is_own(cpu.special[4])
        if not own and cpu.control & (BE | BS | BX | BZ):
            self.note(f"processor {cpu.number} goes on, and would be stopped by a trap")
        if not own and cpu.spaces[CACHE_CONTROL] & CODE_CACHE:
            if any(words != self.line(at) for at, words in cpu.lines.items()):
                self.note("the instruction cache has what is in no memory")
        if cpu.number != 0:
            self.started.append(f"processor {cpu.number}")
            return
        self.execute(cpu.special[4])

    def inside(self, cpu, at, value):
        """What can be reached in debug mode only."""
        if not cpu.is_debug:
            self.note(f"the unit's register 0x{at:x} while the processor is not in debug mode")
            return 0
        if 0x300000 <= at < 0x300000 + WINDOWS * 64 + 32:
            return self.keep(cpu.files, at - 0x300000, value)
        if 0x400000 <= at < 0x400018:
            return self.special(cpu, (at - 0x400000) // 4, value)
        if at == TRAP and value is None:
            return cpu.trap
        if at == ASI:
            if value is None:
                return cpu.asi
            cpu.asi = value & 0xFF
            return 0
        if at == ASR17 and value is None:
            return cpu.number << 28 | 2 << 5 | 1 << 8 | WINDOWS - 1
        if 0x700000 <= at < 0x800000:
            return self.space(cpu, at & 0xFFFFF, value)
        self.note(f"the unit has no register 0x{at:x}")
        return 0

    def keep(self, where, at, value):
        if value is not None:
            where[at] = value
        return where[at]

    def special(self, cpu, n, value):
        if value is None:
            return cpu.special[n]
        masks = [0xFFFFFFFF, 0x00FFFFFF, (1 << WINDOWS) - 1, 0xFFFFF000, ~3, ~3]
        if value & ~masks[n] and n > 3:
            self.note(f"a program counter 0x{value:x}")
        cpu.special[n] = value & masks[n] | (0xF3000000 if n == 1 else 0)
        return 0

    def space(self, cpu, at, value):
        key = cpu.asi, at
        if key not in cpu.spaces:
            self.note(f"address 0x{at:x} of space 0x{cpu.asi:x}")
            return 0
        if value is not None:
            cpu.spaces[key] = value & ~CACHE_FLUSH if key == (2, 0) else value
            if key == (2, 0) and value & CODE_FLUSH:
                cpu.lines.clear()
        return cpu.spaces[key]

    # What runs.

    def is_own(self, pc):
        """Has xpack put a program there, for itself?"""
        return pc >= 0x40000000 + len(self.board.ram) - ROOM

    def execute(self, pc):
        if pc == self.before[0][4]:
            return
        if self.is_own(pc):
            if self.board.options.get("noexec"):
                self.breakpoint(TRAP_ACCESS)
            else:
                self.program = Guest(self, pc)
            return
        self.started.append(f"0x{pc:08x}")
        if not self.options.get("shy"):
            self.uart.set_up(self.options.get("kind"))
        self.check_start(self.cpus[0])
        if not self.options.get("silent"):
            self.program = Qemu(self.board, pc)

    def check_start(self, cpu):
        """What a program may rely on, by the boards' documentation."""
        if cpu.special[1] & 0xFFF != 0xF80 or cpu.special[5] != cpu.special[4] + 4:
            self.note("a start with other registers than after a reset")
        if cpu.spaces[(0x19, 0)] & 1:
            self.note("a start with the MMU on")
        if self.interrupts.are_left():
            self.note("a start with interrupts")
        if any(control & 1 for control in self.timers.controls):
            self.note("a start with timers that run")
        for other in self.cpus[1:]:
            if other.is_asleep != self.sleeps(other) or other.is_halted == other.is_asleep:
                self.note(f"processor {other.number} is not as after a reset")
            if other.special[4:] != cpu.special[4:] or other.special[1] & 0xFFF != 0xF80:
                self.note(f"processor {other.number} would not begin as the first one")

    def breakpoint(self, trap):
        """The program came to its end."""
        cpu = self.cpus[0]
        self.program = None
        cpu.trap = trap << 4
        self.enter(cpu)

    def report(self):
        """Lines, name and text."""
        if self.program:
            self.program.end()
        cpu = self.cpus[0]
        yield "started", ", ".join(self.started)
        yield "unit", f"{cpu.control:x} {'stopped' if cpu.is_debug else 'free'}"
        yield "mask", f"{self.mask:x}"
        yield "caches", f"{cpu.spaces[(2, 0)]:08x}"
        yield "uart", "debug" if self.uart.is_debug() or self.uart.has_flow() else "normal"
        yield "typed", self.uart.typed.hex()
        yield "wire", str(len(self.uart.wire))
