# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The board's ends of both debug links: a pseudo terminal and a UDP socket.

    serve.py LINK DIRECTORY OPTION...

LINK is ahbuart or edcl.  Writes to DIRECTORY, when it is ready, `name`, the part of the target's
name behind the scheme, and at the end, when the other side hangs up or a file `stop` is there,
`image`, the flash's contents, `report`, a line for each fact, and exits.  Options are those of
Board, NAME=VALUE, and:

    image=FILE   what the flash holds first
    seed=N       of all that is random
    fault=KIND   what goes wrong, see Faults
    every=N      ... once in so many bytes or datagrams, on the average
    at=N         ... and first at this one, counted in both directions
    signal=N     at this one the process whose number is in DIRECTORY/pid gets a signal
    number=N     ... which one
    tty=PATH     the serial line has this name
    place=A:P    UDP has this address and port
    quiet        a serial line that was pulled does not hang up: nothing comes any more
    baud=N       bytes come and go no faster
    locked=N     sector that is locked at first (several, with commas)
    tables=WORD  all words of the plug and play tables, or "random"
    table=A:B,.. words of them at these addresses, hexadecimal
    cfi=A:B,...  bytes of the chips' description at these offsets, hexadecimal
    cfi_one      ... of the first chip's alone
    worn=N       sector of which a bit does not change (several, with commas)
    pause=WHAT   at the first read or write of address `at`, or when the first processor is let run
                 (run), a file `paused` is made, and all stands still until a file `go` is there
    misframe=N   percent of the breaks after which the board begins to read inside a byte
    misframed=N  ... and after this one, counted from 0 (several, with commas)
    stale=N      percent of the breaks, after answers, after which it sends bytes of before
    edcl_kib=N   the buffer of the Ethernet link, 1 to 64 KiB
    other_kib=N  there is another GRETH, with such a buffer; 0: without that link
"""

import collections
import fcntl
import os
import random
import select
import signal
import socket
import struct
import sys
import termios
import time
import tty

import board
import chips

TIOCPKT = 0x5420
FLUSH_WRITE = 0x02
BYTES = ("drop", "double", "flip", "pull")
DATAGRAMS = ("lose", "reorder", "duplicate", "pull")


class Faults:
    """What a bad line does.  Serial: drop, double, flip, each byte of both directions.  UDP: lose,
    reorder, duplicate, each datagram of both.  Board: stuck (status, from some command on), cut
    (power, at a change of the flash), pull (cable, at some byte or datagram)."""

    def __init__(self, options, rng):
        self.kind = options.get("fault", "")
        self.every = options.get("every", 2000)
        self.rng = rng
        self.held = []
        self.n = self.breaks = self.n_dropped = 0
        self.down = self.up = self.datagrams = 0  # bytes and datagrams that passed
        self.left = None
        if self.kind in BYTES + DATAGRAMS:
            self.left = options.get("at", rng.randrange(1, 2 * self.every))
        self.until_signal = options.get("signal", 0)
        self.signal = options.get("number", signal.SIGTERM)
        self.victim = os.path.join(options["directory"], "pid")

    def interrupt(self):
        with open(self.victim, encoding="ascii") as source:
            pid = int(source.read())
        try:
            os.kill(pid, self.signal)
        except ProcessLookupError:
            pass  # it is through

    def hits(self):
        """One more passes: does it fail?"""
        self.until_signal -= 1
        if self.until_signal == 0:
            self.interrupt()
        if self.left is None:
            return False
        self.left -= 1
        if self.left > 0:
            return False
        self.left = self.rng.randrange(1, 2 * self.every)
        self.n += 1
        return True

    def bytes(self, data):
        if self.kind not in BYTES and self.until_signal <= 0:
            return data
        out = bytearray()
        for byte in data:
            if not self.hits():
                out.append(byte)
            elif self.kind == "double":
                out += bytes((byte, byte))
            elif self.kind == "flip":
                out.append(byte ^ 1 << self.rng.randrange(8))
            elif self.kind == "pull":
                raise chips.PowerCut
        return bytes(out)

    def datagram(self, data):
        """Those that go on instead of this one."""
        if self.kind not in DATAGRAMS and self.until_signal <= 0:
            return [data]
        if not self.hits():
            out, self.held = [data] + self.held, []
            return out
        if self.kind == "duplicate":
            self.held.append(data)
            return [data]
        if self.kind == "reorder":
            self.held.append(data)
        elif self.kind == "pull":
            raise chips.PowerCut
        return []


class Uart:
    """AHBUART: finds the baud rate, then takes commands byte by byte.

    As in dcom_uart.vhd the next falling edge is a start bit, once the rate is found.  In 0x55 every
    second bit is one, and the line is 1 behind it: what begins inside it reads as a byte whose
    upper bits are 1, which is the beginning of a write.  A break stops the sender, too: the byte on
    the line and the one behind it go out when the rate is found again.
    """

    MISFRAMED = (0xD5, 0xF5, 0xFD, 0xFF)

    def __init__(self, bus, options):
        self.bus = bus
        self.rng = random.Random(f"uart {options.get('seed', 1)}")
        self.misframe, self.stale = options.get("misframe", 0), options.get("stale", 0)
        self.misframed = numbers(str(options["misframed"])) if "misframed" in options else []
        self.n_locks = 0
        self.left = b""
        self.has_sent = True
        self.reset(b"")

    def reset(self, pending):
        """A break: the baud rate is looked for again, the command is forgotten.  Pending is what
        was not sent yet."""
        self.training = 0
        self.got = bytearray()
        self.is_bogus = False
        self.left += pending
        if self.has_sent and not self.left and self.rng.randrange(100) < self.stale:
            self.left = self.rng.randbytes(2)
        self.left = self.left[: self.rng.choice((1, 2, 2))]

    def lock(self):
        """Here the rate is found; returns what is sent first."""
        if self.rng.randrange(100) < self.misframe or self.n_locks in self.misframed:
            self.got.append(self.rng.choice(self.MISFRAMED))
            self.is_bogus = True
        self.n_locks += 1
        left, self.left = self.left, b""
        self.has_sent = False
        return left

    def take(self, byte):
        """One byte from the host; returns what is answered."""
        if self.training < 2:
            self.training = self.training + 1 if byte == 0x55 else 0
            return self.lock() if self.training == 2 else b""
        got = self.got
        if not got and not byte & 0x80:
            return b""
        got.append(byte)
        n = (got[0] & 0x3F) + 1
        if len(got) < 5:
            return b""
        addr = int.from_bytes(got[1:5], "big") & ~3
        if not got[0] & 0x40:
            self.got = bytearray()
            self.has_sent = True
            words = [self.bus.read(addr + 4 * i & 0xFFFFFFFF) for i in range(n)]
            return b"".join(w.to_bytes(4, "big") for w in words)
        if len(got) % 4 == 1 and len(got) > 5:
            at = addr + len(got) - 9 & 0xFFFFFFFF
            self.bus.n_bogus += self.is_bogus
            self.bus.write(at, int.from_bytes(got[-4:], "big"))
            if len(got) == 5 + 4 * n:
                self.got = bytearray()
        return b""


class Edcl:
    """Numbers as the manual says; a buffer of 1 to 64 KiB, divided into slots, as grethc.vhd does.

    A slot of 64 (1 KiB), 128 (2 and 4) or 256 words has 13 of headers, and its last word is never
    filled.  Of a request to write that is longer the rest comes from that word, and from the slot's
    beginning again.  What comes while all slots are in use is lost.  Answers leave through a FIFO as long as a slot, once all is in it: one that is
    longer has lost its own headers, and reaches nobody.
    """

    HEADERS = 13

    def __init__(self, bus, first, kib):
        self.bus = bus
        self.expected = first & 0x3FFF
        self.slot = {1: 64, 2: 128, 4: 128}.get(kib, 256)
        self.n_slots = {1: 4, 2: 4, 4: 8}.get(kib, kib)

    def words(self, data, n):
        """Those that a request of n words to write puts on the bus."""
        slot = b"\x5e" * 42 + data  # behind the headers of Ethernet, IP and UDP
        slot = slot[: (self.slot - 1) * 4].ljust(self.slot * 4, b"\xee")
        for i in range(self.HEADERS, self.HEADERS + n):
            at = i % self.slot * 4
            yield int.from_bytes(slot[at : at + 4], "big")

    def take(self, data):
        if len(data) < 10:
            return b""
        control, addr = struct.unpack(">II", data[2:10])
        number, is_write, size = control >> 18, control >> 17 & 1, control >> 7 & 0x3FF
        unused = control & 0x7F
        if number != self.expected:
            return data[:2] + struct.pack(">II", self.expected << 18 | 1 << 17 | unused, addr)
        n = size // 4
        if size % 4 or (is_write and len(data) < 10 + size):
            self.bus.note(f"a datagram of {size} bytes")
            return b""
        self.expected = self.expected + 1 & 0x3FFF
        if self.HEADERS + n >= self.slot:
            self.bus.note(f"{n} words for a slot of {self.slot}")
        at = addr & 0xFFFFFFFC
        words = b""
        if is_write:
            for i, word in enumerate(self.words(data, n)):
                self.bus.write(at + 4 * i & 0xFFFFFFFF, word)
        else:
            words = b"".join(
                self.bus.read(at + 4 * i & 0xFFFFFFFF).to_bytes(4, "big") for i in range(n)
            )
            if self.HEADERS + n > self.slot:
                return b""
        told = 0 if is_write else size
        return data[:2] + struct.pack(">II", number << 18 | told << 7 | unused, addr) + words


def is_told_to_stop(directory):
    return os.path.exists(os.path.join(directory, "stop"))


def write_whole(directory, name, text):
    path = os.path.join(directory, name)
    with open(path + ".new", "w", encoding="ascii") as to:
        to.write(text)
    os.rename(path + ".new", path)


def tell_name(directory, name):
    write_whole(directory, "name", name)


class Pace:
    """A line of so many baud: 10 bits a byte."""

    def __init__(self, baud):
        self.baud = baud
        self.free = time.monotonic()

    def carry(self, n):
        """Wait until n bytes are through."""
        if not self.baud:
            return
        now = time.monotonic()
        self.free = max(self.free, now - 0.002) + n * 10 / self.baud
        if self.free > now:
            time.sleep(self.free - now)


def open_line(options, directory):
    master, slave = os.openpty()
    tty.setraw(slave)
    fcntl.ioctl(master, TIOCPKT, struct.pack("i", 1))
    os.set_blocking(master, False)
    name = os.ttyname(slave)
    if "tty" in options:
        os.symlink(name, options["tty"])
        name = options["tty"]
    tell_name(directory, name)
    return master, slave


def serve_uart(bus, options, faults, directory):
    master, slave = open_line(options, directory)
    try:
        pass_bytes(master, Uart(bus, options), options, faults, directory)
    except chips.PowerCut:
        write_whole(directory, "pulled", "")
        while options.get("quiet") and not is_told_to_stop(directory):
            if select.select([master], [], [], 0.02)[0]:
                os.read(master, 4096)
        raise
    finally:
        os.close(slave)
        os.close(master)


def pass_bytes(master, uart, options, faults, directory):
    down, up = Pace(options.get("baud", 0)), Pace(options.get("baud", 0))
    pending = b""
    while True:
        ready, _, _ = select.select([master], [master] if pending else [], [], 0.02)
        if pending:
            try:
                part = pending[:64] if up.baud else pending
                n = os.write(master, part)
                pending = pending[n:]
                up.carry(n)
            except BlockingIOError:
                pass
        if not ready:
            if is_told_to_stop(directory):
                return
            continue
        data = os.read(master, 65 if down.baud else 4096)
        if data[0] != 0:
            if data[0] & FLUSH_WRITE:
                # What a pseudo terminal shows of a break: the driver flushes before it.
                uart.reset(pending)
                faults.breaks += 1
                pending = b""
            continue
        down.carry(len(data) - 1)
        faults.down += len(data) - 1
        for byte in faults.bytes(data[1:]):
            answer = uart.take(byte)
            faults.up += len(answer)
            pending += faults.bytes(answer)


def own_address():
    """Of all loopback addresses, one that no other board has: there all ports are free."""
    pid = os.getpid()
    return "127.%d.%d.%d" % (1 + (pid >> 16), pid >> 8 & 0xFF, pid & 0xFF)


def serve_edcl(bus, options, faults, directory):
    """Answers come from the port that asked, as the manual says, and so from another address."""
    address, _, port = str(options.get("place", own_address())).partition(":")
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind((address, int(port or 0)))
    edcl = Edcl(bus, options.get("first", 7), options.get("edcl_kib", 2))
    tell_name(directory, "%s:%d" % listening.getsockname())
    answering, waiting = {}, collections.deque()
    while True:
        while select.select([listening], [], [], 0 if waiting else 0.02)[0]:
            one = listening.recvfrom(2048)
            if len(waiting) < edcl.n_slots:
                waiting.append(one)
            else:
                faults.n_dropped += 1
        if not waiting:
            if is_told_to_stop(directory):
                return
            continue
        data, host = waiting.popleft()
        if host[1] not in answering:
            answering[host[1]] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            answering[host[1]].bind((address, host[1]))
        faults.datagrams += 1
        for one in faults.datagram(data):
            answer = edcl.take(one)
            for out in faults.datagram(answer) if answer else []:
                answering[host[1]].sendto(out, host)


def numbers(text):
    return [int(n) for n in text.split(",")]


def parse(words):
    options = {}
    for word in words:
        name, _, value = word.partition("=")
        options[name] = int(value, 0) if value.isdigit() or value.startswith("0x") else value
        if value == "":
            options[name] = 1
    return options


def prepare(options, rng):
    bus = board.Board(options)
    if "image" in options:
        with open(options["image"], "rb") as source:
            bus.flash.fill(source.read())
    for chip in bus.flash.chips:
        for n in numbers(str(options.get("locked", ""))) if "locked" in options else []:
            chip.locked.add(chip.sector_of(n * chip.regions[-1][1])[0])
        for n in numbers(str(options.get("worn", ""))) if "worn" in options else []:
            chip.worn.add(chip.sector_of(n * chip.regions[-1][1])[0])
    if options.get("fault") == "cut":
        bus.cut_after = options.get("after", rng.randrange(options.get("every", 2000)))
    bus.locks_before = bus.locks()
    if options.get("fault") == "stuck":
        stick(bus, rng.randrange(options.get("every", 2000)))
    return bus


def stick(bus, after):
    """After so many changes one chip is never ready again."""
    left = [after]

    def power():
        left[0] -= 1
        if left[0] < 0:
            bus.flash.chips[0].stuck = True

    bus.power = power


def pause(bus, options, directory):
    """Once, before what is waited for is done."""
    what = options["pause"]
    owner, name = (bus.dsu, "execute") if what == "run" else (bus, what)
    done = getattr(owner, name)

    def wait(at, *rest):
        if what == "run" or at == options["at"]:
            setattr(owner, name, done)
            with open(os.path.join(directory, "paused"), "wb"):
                pass
            while not os.path.exists(os.path.join(directory, "go")):
                time.sleep(0.01)
        return done(at, *rest)

    setattr(owner, name, wait)


def report(bus, options, faults, directory):
    with open(os.path.join(directory, "image"), "wb") as to:
        to.write(bus.flash.image())
    with open(os.path.join(directory, "ram"), "wb") as to:
        to.write(bus.ram[: 1 << 20])
    with open(os.path.join(directory, "report"), "w", encoding="ascii") as to:
        to.write(f"faults {faults.n + bus.faults()}\n")
        to.write(f"breaks {faults.breaks}\n")
        to.write(f"dropped {faults.n_dropped}\n")
        to.write(f"passed {faults.down} {faults.up} {faults.datagrams}\n")
        to.write(f"mcfg1 {'restored' if bus.mcfg1 == bus.mcfg1_before else hex(bus.mcfg1)}\n")
        to.write(f"locks {bus.compare_locks()}\n")
        to.write(f"cpu {'restored' if bus.dsu.is_as_before() else 'changed'}\n")
        to.write(f"ram {'restored' if bus.is_ram_as_before() else 'changed'}\n")
        to.write(f"rest {'restored' if bus.is_rest_as_before() else 'changed'}\n")
        to.write(f"shows {'contents' if bus.flash.is_as_before() else 'something else'}\n")
        if options.get("spim"):
            to.write(f"status {bus.flash.chip.status:#x} {bus.flash.chip.second:#x}\n")
        to.write(f"bogus {bus.n_bogus}\n")
        to.write(f"erases {sum(c.n_erases for c in bus.flash.chips)}\n")
        to.write(f"programs {sum(c.n_programs for c in bus.flash.chips)}\n")
        to.write(f"locked {sorted(bus.flash.chips[0].locked)}\n")
        for name, text in bus.dsu.report():
            to.write(f"{name} {text}\n")
        for text in bus.illegal:
            to.write(f"illegal {text}\n")


def main():
    link, directory = sys.argv[1:3]
    options = parse(sys.argv[3:])
    options["directory"] = directory
    rng = random.Random(options.get("seed", 1))
    bus = prepare(options, rng)
    faults = Faults(options, rng)
    if options.get("pause"):
        pause(bus, options, directory)
    try:
        (serve_uart if link == "ahbuart" else serve_edcl)(bus, options, faults, directory)
    except chips.PowerCut:
        write_whole(directory, "pulled", "")
    report(bus, options, faults, directory)


if __name__ == "__main__":
    main()
