# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""hostile.py KIND SIZE OUT: a FIT of about SIZE bytes that asks for as much work as it can.

KIND is what there is much of: hashes (of one image), images (that share their data), signatures (of
one configuration), covered (the same, each over a property of SIZE bytes) or names (in the
configurations' lists).
"""
import struct
import sys

ZEROS = bytes(64)


def text(words):
    return words.encode() + b"\0"


def padded(value):
    return value + b"\0" * (-len(value) % 4)


class Tree:
    """Structure and strings block, token by token."""

    def __init__(self):
        self.body, self.strings, self.names = bytearray(), bytearray(), {}

    def begin(self, name):
        self.body += struct.pack(">I", 1) + padded(text(name))

    def end(self, n=1):
        self.body += struct.pack(">I", 2) * n

    def put(self, name, value):
        if name not in self.names:
            self.names[name] = len(self.strings)
            self.strings += text(name)
        self.body += struct.pack(">III", 3, len(value), self.names[name]) + padded(value)

    def node(self, name, **properties):
        self.begin(name)
        for key, value in properties.items():
            self.put(key.replace("_", "-"), value)
        self.end()

    def file(self):
        body = bytes(self.body) + struct.pack(">I", 9)
        total = 56 + len(body) + len(self.strings)
        return struct.pack(">10I", 0xd00dfeed, total, 56, 56 + len(body), 40, 17, 16, 0,
                           len(self.strings), len(body)) + bytes(16) + body + self.strings


def images(tree, kind, size):
    whole = {"data_position": struct.pack(">I", 0), "data_size": struct.pack(">I", size)}
    if kind == "hashes":
        tree.begin("image")
        for key, value in whole.items():
            tree.put(key.replace("_", "-"), value)
        for i in range(16000):
            tree.node(f"hash-{i}", algo=text("sha512"), value=ZEROS)
        tree.end()
    if kind == "images":
        for i in range(8000):
            tree.begin(f"i{i}")
            for key, value in whole.items():
                tree.put(key.replace("_", "-"), value)
            tree.node("hash", algo=text("crc32"), value=ZEROS[:4])
            tree.end()
    if kind in ("signatures", "covered", "names"):
        for i in range(8000):
            tree.node(f"i{i}")
    if kind == "covered":
        tree.node("large", blob=bytes(size - 2000000))


def configurations(tree, kind, size):
    first = "/images/large" if kind == "covered" else "/images/i0"
    if kind in ("signatures", "covered"):
        tree.begin("c")
        for i in range(8000):
            tree.node(f"signature-{i}", algo=text("sha256,ecdsa256"), value=ZEROS,
                      hashed_strings=struct.pack(">II", 0, 4),
                      hashed_nodes=text(first) + text("/images/i7999") * 98)
        tree.end()
    if kind == "names":
        every = b"".join(text(f"i{i}") for i in range(4000))[:size // 8000]
        for i in range(8000):
            tree.node(f"c{i}", loadables=every[:every.rindex(b"\0") + 1])


def main():
    kind, size, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    tree = Tree()
    tree.begin("")
    tree.begin("images")
    images(tree, kind, size)
    tree.end()
    tree.begin("configurations")
    configurations(tree, kind, size)
    tree.end(2)
    made = tree.file()
    with open(out, "wb") as file:
        file.write(made)
        file.truncate(max(size, len(made)))


main()
