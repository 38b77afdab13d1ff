# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""A server of the GDB remote protocol over an array of bytes, for tests of xpack flash.

Stub is right in all that it does; what goes wrong is put in between by a Line (faults.py), or by
subclasses.  It knows qSupported, QStartNoAckMode, ?, m, M, x, X, g, G, c, the flash commands and
both documents, each as far as it is told to.

    stub.py SOCKET MEMORY START OPTION...

serves one connection on SOCKET and then writes its memory, which begins as the file MEMORY at
address START, back to that file, and what else it was told to do to MEMORY.log.  Options:
no-ack, binary, flash=BLOCK, rom, arch=NAME, registers=BYTES, size=BYTES of packets, and lies:
deaf (says OK and does not write), flip (a bit, in what it stores), mute, shy (E01 for all writes),
short (answers m with half), stiff (registers do not change), malformed (documents).
"""

import socket
import sys

ESCAPED = b"#$}*"
FLIPPED = 0x5000  # byte of which a bit is wrong, where it is to be


def frame(body):
    return b"$" + body + b"#%02x" % (sum(body) & 255)


def escape(data):
    return b"".join(bytes([0x7D, b ^ 0x20]) if b in ESCAPED else bytes([b]) for b in data)


def unescape(data):
    out = bytearray()
    i = 0
    while i < len(data):
        if data[i] == 0x7D:
            i += 1
            out.append(data[i] ^ 0x20)
        else:
            out.append(data[i])
        i += 1
    return bytes(out)


def shorten(text):
    """Run lengths: the same digit 4 to 97 times in a row, where the count is no frame's mark."""
    out = bytearray()
    i = 0
    while i < len(text):
        n = 1
        while i + n < len(text) and text[i + n] == text[i] and n < 98:
            n += 1
        while n > 1 and (n < 4 or chr(n - 1 + 29) in "#$+-"):
            n -= 1
        out.append(text[i])
        if n > 1:
            out += bytes([0x2A, n - 1 + 29])
        i += n
    return bytes(out)


class Stub:
    def __init__(self, memory, start, options=()):
        self.memory = bytearray(memory)
        self.start = start
        self.options = dict(o.partition("=")[::2] for o in options)
        self.no_ack = False
        self.log = []
        self.registers = bytes(int(self.options.get("registers", 288)))
        self.pending = None  # flash as it will be after vFlashDone

    # Memory

    def place(self, addr, size):
        at = addr - self.start
        if at < 0 or at + size > len(self.memory):
            return None
        return at

    def write(self, addr, data):
        at = self.place(addr, len(data))
        if at is None or "shy" in self.options:
            return b"E01"
        if "flash" in self.options or "deaf" in self.options:
            return b"OK"
        if "flip" in self.options and at <= FLIPPED < at + len(data):
            data = bytearray(data)
            data[FLIPPED - at] ^= 0x10
        self.memory[at : at + len(data)] = data
        return b"OK"

    def read(self, addr, size):
        at = self.place(addr, size)
        if at is None:
            return None
        if "short" in self.options:
            size //= 2
        return bytes(self.memory[at : at + size])

    # Flash: bits go to 1 by blocks, and to 0 by programming; all at the end.

    def flash_erase(self, addr, size):
        block = int(self.options.get("flash", "0"), 0)
        at = self.place(addr, size)
        if block == 0 or at is None or at % block or size % block:
            return b"E.memtype"
        if self.pending is None:
            self.pending = bytearray(self.memory)
        self.pending[at : at + size] = b"\xff" * size
        return b"OK"

    def flash_write(self, addr, data):
        at = self.place(addr, len(data))
        if "flash" not in self.options or at is None:
            return b"E.memtype"
        if self.pending is None:
            self.pending = bytearray(self.memory)
        for i, byte in enumerate(data):
            self.pending[at + i] &= byte
        return b"OK"

    def flash_done(self):
        if self.pending is not None:
            self.memory = self.pending
            self.pending = None
        return b"OK"

    # Documents

    def document(self, name):
        if name == b"features:read:target.xml" and "arch" in self.options:
            text = "<?xml version='1.0'?><target><architecture>%s</architecture></target>"
            text = text % self.options["arch"]
        elif name == b"memory-map:read:" and ("flash" in self.options or "rom" in self.options):
            kind = "flash" if "flash" in self.options else "rom"
            text = "<memory-map><memory type='%s' start='%#x' length='%#x'>" % (
                kind,
                self.start,
                len(self.memory),
            )
            if kind == "flash":
                text += "<property name='blocksize'>%s</property>" % self.options["flash"]
            text += "</memory></memory-map>"
        else:
            return None
        if "malformed" in self.options:
            text = text.replace("</", "<", 1)
        return text.encode()

    def transfer(self, rest):
        name, _, place = rest.rpartition(b":")
        text = self.document(name)
        if text is None:
            return b"E00"
        offset, size = (int(n, 16) for n in place.split(b","))
        piece = text[offset : offset + size]
        return (b"m" if offset + size < len(text) else b"l") + escape(piece)

    def features(self):
        words = ["PacketSize=%x" % int(self.options.get("size", "4096"))]
        if "no-ack" in self.options:
            words.append("QStartNoAckMode+")
        if "binary" in self.options:
            words.append("binary-upload+")
        if "arch" in self.options:
            words.append("qXfer:features:read+")
        if "flash" in self.options or "rom" in self.options:
            words.append("qXfer:memory-map:read+")
        return ";".join(words).encode()

    def answer(self, body):
        """The answer to a request; None: there is none (yet)."""
        head, _, rest = body.partition(b":")
        if body.startswith(b"qSupported"):
            return self.features()
        if body == b"QStartNoAckMode" and "no-ack" in self.options:
            self.no_ack = True
            return b"OK"
        if body == b"?":
            return b"S05"
        if body.startswith(b"qXfer:"):
            return self.transfer(rest)
        if body == b"g":
            return self.registers.hex().encode()
        if body[:1] == b"G":
            if "stiff" not in self.options:
                self.registers = bytes.fromhex(body[1:].decode())
            return b"OK"
        if body == b"c":
            self.log.append("started")
            return None
        if body[:1] == b"m" or (body[:1] == b"x" and "binary" in self.options):
            addr, size = (int(n, 16) for n in body[1:].split(b","))
            data = self.read(addr, size)
            if data is None:
                return b"E0e"
            return b"b" + escape(data) if body[:1] == b"x" else shorten(data.hex().encode())
        if body[:1] == b"M" or (body[:1] == b"X" and "binary" in self.options):
            addr, size = (int(n, 16) for n in head[1:].split(b","))
            data = unescape(rest) if body[:1] == b"X" else bytes.fromhex(rest.decode())
            return self.write(addr, data) if len(data) == size else b"E02"
        if head == b"vFlashErase":
            return self.flash_erase(*(int(n, 16) for n in rest.split(b",")))
        if head == b"vFlashWrite":
            addr, _, data = rest.partition(b":")
            return self.flash_write(int(addr, 16), unescape(data))
        if body == b"vFlashDone":
            return self.flash_done()
        return b""


class Line:
    """Between a connection and a Stub; this one does no harm."""

    def __init__(self, connection, stub):
        self.connection = connection
        self.stub = stub
        self.last = b""

    def put(self, data):
        self.connection.sendall(data)

    def acknowledge(self, mark):
        if not self.stub.no_ack:
            self.put(mark)

    def reply(self, body):
        self.last = frame(body)
        self.put(self.last)

    def take(self, body, is_right):
        """A frame came in."""
        if "mute" in self.stub.options:
            return
        if not is_right:
            self.acknowledge(b"-")
            return
        self.acknowledge(b"+")
        answer = self.stub.answer(body)
        if answer is not None:
            self.reply(answer)

    def run(self):
        data = b""
        while True:
            while data:
                if data[:1] == b"-":
                    self.put(self.last)
                if data[:1] != b"$":
                    data = data[1:]
                    continue
                end = data.find(b"#")
                if end < 0 or len(data) < end + 3:
                    break
                body = data[1:end]
                again = body.rfind(b"$")
                if again >= 0:
                    data = data[1 + again :]
                    continue
                self.take(body, data[end : end + 3] == frame(body)[-3:])
                data = data[end + 3 :]
            more = self.connection.recv(65536)
            if not more:
                return
            data += more


def main(path, memory, start, *options):
    with open(memory, "rb") as file:
        stub = Stub(file.read(), int(start, 0), options)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(1)
    connection = server.accept()[0]
    try:
        Line(connection, stub).run()
    except OSError:
        pass
    with open(memory, "wb") as file:
        file.write(stub.memory)
    with open(memory + ".log", "w") as file:
        file.writelines(line + "\n" for line in stub.log)
        file.write(stub.registers.hex() + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
