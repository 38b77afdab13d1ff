# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The flash agent in QEMU's LEON3 and in the processor of cpu.py: both must make the same of a job.

    twin.py CODE FIRST N

CODE is the file of its instructions.  Random jobs with the seeds FIRST and on, whose flash is RAM:
what was put there is read again, and an SPI controller is through at once, or in the PROM, never.
After each run all RAM, the registers and the condition codes are compared.  One that stops because
a wait takes too long is run again from its second entry, after the RAM has changed.
"""

import collections
import random
import socket
import struct
import subprocess
import sys
import tempfile

from agent import ASK, DATA, HERE, LAST, NEXT, OFFER, PUT, SEND, STILL, TEST, WAIT
from agent import BASE, RESULTS, START, job, sums
from cpu import CACHE_CONTROL, Cpu

RAM = 0x40000000
SIZE = 0x8000
FLASH = RAM + 0x6000  # so many bytes of it:
ROOM = 64
SPI = RAM + 0x7008  # status register
PROM = 0x100
ICC = 20  # in PSR
PSR, PC, NPC = 65, 68, 69  # as the debugger counts
PSR_SUPERVISOR = 0x80  # traps off
STACK = 14  # %o6: the cache control register, as it was
TRAP = bytes.fromhex("91d02001")
SECONDS = 60


class Emulator:
    """QEMU's LEON3 with a debugger (GDB remote serial protocol)."""

    def __init__(self, directory):
        with open(f"{directory}/prom", "wb") as prom:
            prom.write(bytes(4096))
        server = socket.socket(socket.AF_UNIX)
        server.bind(f"{directory}/gdb")
        server.listen(1)
        server.settimeout(SECONDS)
        words = "qemu-system-sparc -M leon3_generic -S -display none -monitor none -serial none"
        words = words.split() + ["-bios", f"{directory}/prom", "-gdb", f"unix:{directory}/gdb"]
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen(words)
        self.line = server.accept()[0]
        self.line.settimeout(SECONDS)
        self.pending = b""

    def ask(self, text):
        packet = text.encode()
        self.line.sendall(b"$%s#%02x" % (packet, sum(packet) & 0xFF))
        while True:
            begin, end = self.pending.find(b"$"), self.pending.find(b"#")
            if 0 <= begin < end <= len(self.pending) - 3:
                break
            part = self.line.recv(65536)
            assert part, "QEMU ended"
            self.pending += part
        answer = self.pending[begin + 1 : end].decode()
        self.pending = self.pending[end + 3 :]
        self.line.sendall(b"+")
        return answer

    def do(self, text):
        answer = self.ask(text)
        assert answer == "OK", f"{text[:40]}: {answer}"

    def write(self, addr, data):
        for at in range(0, len(data), 1024):
            part = data[at : at + 1024]
            self.do(f"M{addr + at:x},{len(part):x}:{part.hex()}")

    def read(self, addr, size):
        return b"".join(
            bytes.fromhex(self.ask(f"m{addr + at:x},{min(1024, size - at):x}"))
            for at in range(0, size, 1024)
        )

    def run(self, pc, end, changed=()):
        """Registers are changed before, pairs of number and value."""
        registers = list(self.registers())
        for number, value in (*changed, (PC, pc), (NPC, pc + 4)):
            registers[number] = value
        self.do("G" + struct.pack(">72I", *registers).hex())
        self.do(f"Z0,{end:x},4")
        stop = self.ask("c")
        assert stop.startswith("T05"), stop
        self.do(f"z0,{end:x},4")

    def registers(self):
        return struct.unpack(">72I", bytes.fromhex(self.ask("g")))

    def end(self):
        self.line.close()
        self.process.kill()
        self.process.wait()


class Memory:
    """RAM for the processor of cpu.py, and a PROM of zeros."""

    def __init__(self, ram):
        self.ram = bytearray(ram)

    def load(self, addr, size):
        at = addr - RAM
        return int.from_bytes(self.ram[at : at + size], "big") if at >= 0 else 0

    def store(self, addr, value, size):
        at = addr - RAM
        if at >= 0:
            self.ram[at : at + size] = value.to_bytes(size, "big")


class Script:
    """Operations at random that come to an end, and what they read."""

    def __init__(self, rng, ram):
        self.rng, self.ram = rng, ram
        self.width = rng.choice((1, 2))
        self.units = 0  # of data in a round
        self.operations = [self.one() for _ in range(rng.randrange(7))]
        # What goes round and takes nothing would do so for ever.
        if self.units and rng.random() < 0.6:
            self.operations.append((NEXT, 0, 0, 0))
        rounds = rng.randrange(1, 4)
        self.data = rng.randbytes(self.units * rounds * self.width)

    def place(self):
        """An address, the flag that belongs to it, and what is there."""
        offset = self.rng.randrange(0, ROOM, self.width)
        at = FLASH - RAM + offset
        there = int.from_bytes(self.ram[at : at + self.width], "big")
        if self.rng.random() < 0.3:
            return offset - self.rng.choice((0, ROOM)), HERE, there
        return FLASH + offset, 0, there

    def judged(self, there):
        """A mask, and a value that may be there."""
        mask = self.rng.choice((0, 1, 0x80, 0xFF, 0xFFFF, self.rng.getrandbits(32)))
        return mask, (there if self.rng.random() < 0.7 else self.rng.getrandbits(16)) & mask

    def one(self):
        rng = self.rng
        kinds = (PUT, DATA, WAIT, STILL, TEST, OFFER) + (SEND, ASK) * (self.width == 1)
        kind = rng.choice(kinds)
        addr, flag, there = self.place()
        mask, value = self.judged(there)
        if kind in (PUT, WAIT, TEST) and rng.random() < 0.2:
            flag |= LAST
        if kind == PUT:
            return PUT | flag, addr, rng.randrange(1, 4), rng.getrandbits(8 * self.width)
        if kind == DATA:
            n = rng.randrange(1, 9)
            self.units += n
            return DATA, 0, n, 0
        if kind == OFFER:
            value = rng.getrandbits(8 * self.width)
            return OFFER | flag, addr, value & mask if rng.random() < 0.9 else mask, value
        if kind in (SEND, ASK):
            addr = SPI if rng.random() < 0.95 else PROM
            n = rng.randrange(1, 9) if kind == SEND else 1
            self.units += n
            return (SEND, addr, n, 0) if kind == SEND else (ASK, addr, *self.asked())
        return kind | flag, addr, mask, value

    def asked(self):
        mask, answer = self.rng.choice((0, 1, 0xFF)), self.ram[SPI - RAM + 7]
        return mask, answer & mask if self.rng.random() < 0.7 else 0x55 & mask


class Twin:
    def __init__(self, emulator, code, seed):
        self.emulator, self.rng, self.seed = emulator, random.Random(seed), seed
        rng = self.rng
        ram = bytearray(rng.randbytes(SIZE))
        self.script = script = Script(rng, ram)
        polls = rng.randrange(1, 20)
        body = bytearray(job(code, script.operations, script.data, script.width, polls))
        body[16:20] = struct.pack(">I", FLASH)
        check = sums(code, bytes(body))
        if rng.random() < 0.08:
            body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
        put = code + body + check
        ram[START - RAM : START - RAM + len(put)] = put
        self.end = START + code.index(TRAP)
        self.script_at = START + len(code) + 32
        self.memory = Memory(ram)
        self.notes = []
        self.cpu = Cpu(self.memory, self.notes.append, {CACHE_CONTROL: 0})
        self.cpu.r[1:] = [rng.getrandbits(32) for _ in range(31)]
        self.cpu.icc = rng.randrange(16)
        emulator.write(RAM, ram)

    def run(self, entry):
        """Returns what came of it."""
        self.cpu.pc, self.cpu.npc = START + entry, START + entry + 4
        before = *enumerate(self.cpu.r), (PSR, self.cpu.icc << ICC | PSR_SUPERVISOR)
        self.emulator.run(START + entry, self.end, before)
        trap = self.cpu.run(2000000)
        registers = self.emulator.registers()
        self.cpu.r[STACK] = registers[STACK]
        where = f"seed {self.seed}, entry {entry}: "
        assert trap == 0x81 and not self.notes, f"{where}trap {trap}, {self.notes}"
        assert self.cpu.pc == registers[PC], f"{where}{self.cpu.pc:x}, QEMU {registers[PC]:x}"
        differ = [n for n in range(32) if self.cpu.r[n] != registers[n]]
        assert not differ, f"{where}registers {differ} differ"
        codes = registers[PSR] >> ICC & 15
        assert self.cpu.icc == codes, f"{where}codes {self.cpu.icc}, QEMU {codes}"
        ram = self.emulator.read(RAM, SIZE)
        at = next((i for i in range(SIZE) if ram[i] != self.memory.ram[i]), None)
        assert at is None, f"{where}RAM differs at 0x{RAM + at:x}"
        return RESULTS[int.from_bytes(ram[BASE - RAM : BASE - RAM + 4], "big")]

    def change(self):
        """What is waited for may be there now."""
        width = self.script.width
        (after,) = struct.unpack_from(">I", self.memory.ram, BASE - RAM + 16)
        operation = self.script.operations[(after - self.script_at) // 16]
        value = operation[3] if self.rng.random() < 0.8 else self.rng.getrandbits(16)
        unit = (value & (1 << 8 * width) - 1).to_bytes(width, "big")
        for addr, size in ((FLASH, ROOM), (SPI + 4, 4)):
            data = unit * (size // width)
            self.memory.ram[addr - RAM : addr - RAM + size] = data
            self.emulator.write(addr, data)


def main():
    path, first, n = sys.argv[1:]
    with open(path, "rb") as source:
        code = source.read()
    results = collections.Counter()
    with tempfile.TemporaryDirectory(prefix="xpack-twin.") as directory:
        emulator = Emulator(directory)
        try:
            for seed in range(int(first), int(first) + int(n)):
                twin = Twin(emulator, code, seed)
                result = twin.run(0)
                results[result] += 1
                if result == "busy":
                    twin.change()
                    results[f"then {twin.run(8)}"] += 1
        finally:
            emulator.end()
    for result in sorted(results):
        print(f"{result}: {results[result]}")


if __name__ == "__main__":
    main()
