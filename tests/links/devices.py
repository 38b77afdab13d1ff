# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Devices that programs on the tests' board use: UART, timers, interrupt controller.

Written from the documents (GRLIB IP Core User's Manual: APBUART, GPTIMER, IRQMP), apart from the
driver.  What no manual allows, as reading a FIFO that is empty, is noted, and fails the test.
"""

import collections


class Uart:
    """APBUART with FIFOs of 32 bytes; the program's end of it is a process or a handler."""

    SIZE = 32

    def __init__(self, dsu, options):
        self.dsu = dsu
        self.has_fifos = not options.get("nofifo")
        self.control = 3  # both on
        self.scaler = 12
        self.sent = collections.deque()  # not yet gone
        self.wire = bytearray()  # gone by the line
        self.typed = bytearray()

    def is_debug(self):
        return bool(self.control & 1 << 11)

    def pump(self):
        while len(self.sent) < self.SIZE:
            byte = self.dsu.program.read() if self.dsu.program else None
            if byte is None:
                break
            self.sent.append(byte)
        if not self.is_debug() and self.sent:
            self.wire.append(self.sent.popleft())

    def read(self, offset):
        self.pump()
        if offset == 4:
            n = len(self.sent)
            return n % 64 << 20 | (n == 0) << 2 | 2 | (n >= self.SIZE) << 9
        if offset == 8:
            return self.control | self.has_fifos << 31
        if offset == 12:
            return self.scaler
        if offset == 16 and self.is_debug() and self.sent:
            return self.sent.popleft()
        self.dsu.note(f"the UART's register 0x{offset:x} is read")
        return 0

    def write(self, offset, value):
        if offset == 8:
            self.control = value & 0x7FFF
            if not self.has_fifos and self.is_debug():
                self.dsu.note("debug mode of a UART without FIFOs")
        elif offset == 12:
            self.scaler = value
        elif offset == 16 and self.is_debug():
            self.typed.append(value & 0xFF)
            if self.dsu.program:
                self.dsu.program.write(value & 0xFF)
        else:
            self.dsu.note(f"the UART's register 0x{offset:x} is written")


class Timers:
    """GPTIMER: two of them, which run at first; the freeze in debug mode shows."""

    def __init__(self, dsu):
        self.dsu = dsu
        self.controls = [3, 3]

    def read(self, offset):
        if offset == 8:
            return 8 << 3 | len(self.controls)
        n, at = offset // 16 - 1, offset % 16
        if at == 8 and 0 <= n < 2:
            return self.controls[n] | self.dsu.cpus[0].is_debug << 6
        return 0

    def write(self, offset, value):
        n, at = offset // 16 - 1, offset % 16
        if at == 8 and 0 <= n < 2:
            self.controls[n] = value & 0x2B
        else:
            self.dsu.note(f"the timers' register 0x{offset:x} is written")


class Interrupts:
    """IRQMP."""

    def __init__(self, dsu, n):
        self.dsu = dsu
        self.masks = [0x100] * n
        self.forced = [4] * n
        self.pending = 0x104

    def read(self, offset):
        n = offset % 0x40 // 4
        if 0x40 <= offset < 0x80 and n < len(self.masks):
            return self.masks[n]
        if 0x80 <= offset < 0xC0 and n < len(self.masks):
            return self.forced[n]
        return self.pending if offset == 4 else 0

    def write(self, offset, value):
        n = offset % 0x40 // 4
        if 0x40 <= offset < 0x80 and n < len(self.masks):
            self.masks[n] = value & 0xFFFE
        elif 0x80 <= offset < 0xC0 and n < len(self.masks):
            self.forced[n] = (self.forced[n] | value & 0xFFFE) & ~(value >> 16)
        elif offset == 0x8 and len(self.masks) == 1:
            self.forced[0] = value & 0xFFFE
        elif offset == 0xC:
            self.pending &= ~value
        else:
            self.dsu.note(f"the interrupt controller's register 0x{offset:x} is written")
