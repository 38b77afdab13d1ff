# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Devices that programs on the tests' board use: UART, timers, interrupt controller.

Written from the documents (GRLIB IP Core User's Manual: APBUART, GPTIMER, IRQMP), apart from the
driver.  What no manual allows, as reading a FIFO that is empty, is noted, and fails the test.
"""

import collections


class Uart:
    """APBUART with FIFOs of 32 bytes, or none; the program's end of it is a process or a handler.

    Without FIFOs the debug mode is there all the same, for the one byte (GRLIB, apbuart.vhd)."""

    def __init__(self, dsu, options):
        self.dsu = dsu
        self.has_fifos = not options.get("nofifo")
        self.size = 32 if self.has_fifos else 1
        self.control = 3  # both on
        self.scaler = 12
        self.sent = collections.deque()  # not yet gone
        self.wire = bytearray()  # gone by the line
        self.typed = bytearray()
        self.received = collections.deque()  # not yet read by the program, and how often it looked

    def is_debug(self):
        return bool(self.control & 1 << 11)

    def has_flow(self):
        return bool(self.control & 1 << 6)

    def set_up(self, is_kind):
        """By a driver when the program starts; some leave the debug mode alone when flow control
        is on as well."""
        if not is_kind or not self.is_debug() or not self.has_flow():
            self.control &= ~(1 << 11 | 1 << 6)

    def pump(self):
        while len(self.sent) < self.size:
            byte = self.dsu.program.read() if self.dsu.program else None
            if byte is None:
                break
            self.sent.append(byte)
        if not self.is_debug() and self.sent:
            self.wire.append(self.sent.popleft())
        if self.received and self.dsu.program:
            byte, looks = self.received.popleft()
            if looks:
                self.received.appendleft((byte, looks - 1))
            else:
                self.dsu.program.write(byte)

    def status(self):
        n, r = len(self.sent), len(self.received)
        status = (n == 0) << 2 | 2 | (r > 0)
        if self.has_fifos:
            status |= r % 64 << 26 | n % 64 << 20 | (r >= self.size) << 10 | (n >= self.size) << 9
        return status

    def read(self, offset):
        self.pump()
        if offset == 4:
            return self.status()
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
        elif offset == 12:
            self.scaler = value & 0xFFF
        elif offset == 16 and self.is_debug():
            if len(self.received) >= self.size:
                self.dsu.note("a byte for a receiver that is full")
            self.typed.append(value & 0xFF)
            self.received.append((value & 0xFF, 2))
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
    """IRQMP, with extended interrupts."""

    def __init__(self, dsu, n):
        self.dsu = dsu
        self.masks = [0x100] * n
        self.forced = [4] * n
        self.pending = 0x00100104  # an extended interrupt among them
        self.broadcast = 0x8000 if n > 1 else 0

    def are_left(self):
        return any(self.masks) or any(self.forced) or self.pending or self.broadcast

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
        elif offset == 0x14 and len(self.masks) > 1:
            self.broadcast = value & 0xFFFE
        elif offset == 0xC:
            self.pending &= ~value
        else:
            self.dsu.note(f"the interrupt controller's register 0x{offset:x} is written")
