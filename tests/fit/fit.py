# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""A FIT as tokens, read and written again: Devicetree specification 0.4, chapter 5.

Shares nothing with xpack's readers and writers.  What was read and not changed is written as it
was: the same tokens, the same strings, the same bytes behind the tree.
"""

import struct

BEGIN, END_NODE, PROP, NOP, END = 1, 2, 3, 4, 9
HEADER = ">10I"


def padded(data):
    return data + bytes(-len(data) % 4)


class Token:
    """tag; the name of a node, or of a property with its place among the strings and its value."""

    def __init__(self, tag, name="", offset=0, value=b"", tail=b""):
        self.tag, self.name, self.offset, self.value, self.tail = tag, name, offset, value, tail

    def pack(self):
        head = struct.pack(">I", self.tag)
        if self.tag == BEGIN:
            return head + padded(self.name.encode() + b"\0")
        if self.tag == PROP:
            return head + struct.pack(">II", len(self.value), self.offset) + self.value + self.tail
        return head


class Fit:
    def __init__(self, data):
        self.data = data
        self.header = list(struct.unpack_from(HEADER, data))
        assert self.header[0] == 0xD00DFEED
        self.total, self.struct_at, self.strings_at, self.map_at = self.header[1:5]
        self.strings = data[self.strings_at : self.strings_at + self.header[8]]
        self.behind = data[self.total :]
        self.tokens = []
        at = self.struct_at
        while not self.tokens or self.tokens[-1].tag != END:
            token, at = self.token(at)
            self.tokens.append(token)

    def text(self, data, at):
        return data[at : data.index(b"\0", at)].decode()

    def token(self, at):
        (tag,) = struct.unpack_from(">I", self.data, at)
        at += 4
        if tag == BEGIN:
            name = self.text(self.data, at)
            return Token(tag, name), at + len(padded(name.encode() + b"\0"))
        if tag == PROP:
            size, offset = struct.unpack_from(">II", self.data, at)
            start, end = at + 8, at + 8 + size
            after = end + -size % 4
            name = self.text(self.strings, offset)
            token = Token(tag, name, offset, self.data[start:end], self.data[end:after])
            return token, after
        assert tag in (END_NODE, NOP, END)
        return Token(tag), at

    def pack(self):
        """The blocks behind one another; what lay between header and map stays."""
        structure = b"".join(token.pack() for token in self.tokens)
        front = self.data[40 : self.map_at]
        map_size = 16
        while self.data[self.map_at + map_size - 16 : self.map_at + map_size] != bytes(16):
            map_size += 16
        struct_at = self.map_at + map_size
        struct_at += -struct_at % 8
        strings_at = struct_at + len(structure)
        total = strings_at + len(self.strings)
        total += -total % 8
        header = list(self.header)
        header[1:4] = [total, struct_at, strings_at]
        header[8:10] = [len(self.strings), len(structure)]
        out = struct.pack(HEADER, *header) + front
        out += self.data[self.map_at : self.map_at + map_size]
        out = out.ljust(struct_at, b"\0") + structure + self.strings
        return out.ljust(total, b"\0") + self.behind

    # -- places --

    def walk(self):
        """(index, token, path of the node that the token is of)"""
        path = []
        for i, token in enumerate(self.tokens):
            if token.tag == BEGIN:
                path.append(token.name)
            yield i, token, "/".join(path) or "/"
            if token.tag == END_NODE:
                path.pop()

    def node(self, path):
        """Index of its BEGIN and of its END_NODE."""
        found = [i for i, token, at in self.walk() if at == path and token.tag in (BEGIN, END_NODE)]
        return found[0], found[-1]

    def children(self, path):
        prefix = path.rstrip("/") + "/"
        return [
            at
            for _, token, at in self.walk()
            if token.tag == BEGIN
            and at != path
            and at.startswith(prefix)
            and "/" not in at[len(prefix) :]
        ]

    def properties(self, path):
        return {t.name: t for _, t, at in self.walk() if t.tag == PROP and at == path}

    def value(self, path, name):
        token = self.properties(path).get(name)
        return None if token is None else token.value

    def texts(self, path, name):
        value = self.value(path, name)
        return [] if value is None else value.rstrip(b"\0").decode().split("\0")

    def string(self, name):
        """Where a name stands among the strings; put behind them when it does not."""
        at = (b"\0" + self.strings).find(b"\0" + name.encode() + b"\0")
        if at < 0:
            at = len(self.strings)
            self.strings += name.encode() + b"\0"
        return at

    def stored(self, path):
        """The data of an image."""
        value = self.value(path, "data")
        if value is not None:
            return value
        (size,) = struct.unpack(">I", self.value(path, "data-size"))
        return self.data[self.stored_at(path) :][:size]

    def stored_at(self, path):
        position = self.value(path, "data-position")
        if position is not None:
            return struct.unpack(">I", position)[0]
        (offset,) = struct.unpack(">I", self.value(path, "data-offset"))
        return (self.total + 3) // 4 * 4 + offset
