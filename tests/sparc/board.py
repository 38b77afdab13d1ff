#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""The work of teller.c, and what it has to print.

	board.py DIRECTORY

Writes there data.bin and list.bin, for DATA and LIST, and `wanted`.

Digests are those of hashlib, which is OpenSSL's, and memory is an array here.
"""

import hashlib
import random
import struct
import sys

DATA = 0x41000000  # where data.bin is put
SIZE = 0x00200000
END, HASH, COPY, SET, COMPARE = range(5)

# FIPS 180-4's examples: message and digest.
VECTORS = (
    (b'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
    (b'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
     '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'),
    (b'a' * 1000000, 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'),
)


class Board:
    def __init__(self, generator):
        self.random = generator
        self.memory = bytearray(generator.randbytes(SIZE))
        self.start = None
        self.list = []
        self.wanted = []

    def begin(self):
        """From here on the board changes its memory."""
        self.start = bytes(self.memory)

    def hash(self, *parts):
        """Parts are pairs of offset and size."""
        self.list += [HASH, len(parts)]
        text = b''
        for offset, size in parts:
            self.list += [DATA + offset, size]
            text += self.memory[offset:offset + size]
        self.wanted.append(hashlib.sha256(text).hexdigest())

    def copy(self, to, source, size):
        self.list += [COPY, DATA + to, DATA + source, size]
        self.memory[to:to + size] = self.memory[source:source + size]

    def set(self, to, value, size):
        self.list += [SET, DATA + to, value, size]
        self.memory[to:to + size] = bytes([value & 0xff]) * size

    def compare(self, a, b, size):
        self.list += [COMPARE, DATA + a, DATA + b, size]
        left, right = self.memory[a:a + size], self.memory[b:b + size]
        self.wanted.append('<' if left < right else '>' if left > right else '=')


def hashes(board):
    offset = 0x100000
    for message, digest in VECTORS:
        board.memory[offset:offset + len(message)] = message
        board.hash((offset, len(message)))
        assert board.wanted[-1] == digest
        offset += len(message) + 8 & ~7
    for size in range(301):
        board.hash((0, size))
    for shift in range(1, 8):
        for size in (0, 1, 3, 8, 55, 56, 63, 64, 65, 119, 128, 200):
            board.hash((shift, size))
    for _ in range(300):
        parts = []
        for _ in range(board.random.randrange(9)):
            size = board.random.choice((0, 1, 4, 63, 64, 65, board.random.randrange(300)))
            parts.append((board.random.randrange(0x1000), size))
        board.hash(*parts)
    for _ in range(12):
        board.hash((board.random.randrange(0x1000), board.random.randrange(0x40000)))


def copies(board):
    """Every alignment of both ends; the bytes around stay."""
    for to in range(8):
        for source in range(8):
            for size in (0, 1, 2, 3, 4, 7, 8, 9, 12, 15, 16, 17, 31, 64, 100):
                board.copy(64 + to, 1024 + source, size)
            board.hash((0, 512))
            board.copy(64, 2048 + board.random.randrange(1024), 256)


def sets(board):
    for to in range(8):
        for size in (0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 64, 100):
            for value in (0, 0xff, 0x5a, 0x1234):
                board.set(64 + to, value, size)
                board.hash((0, 256))
            board.copy(64, 2048 + board.random.randrange(1024), 192)


def compares(board):
    for size in (0, 1, 3, 4, 8, 33):
        board.copy(512, 1024, 64)
        board.compare(512, 1024, size)
        for at in range(size):
            board.set(512 + at, board.random.randrange(256), 1)
            board.compare(512, 1024, size)
            board.compare(1024, 512, size)
            board.copy(512, 1024, 64)


def main():
    board = Board(random.Random(180))
    hashes(board)
    board.begin()
    copies(board)
    sets(board)
    compares(board)
    board.list.append(END)
    with open(sys.argv[1] + '/data.bin', 'wb') as file:
        file.write(board.start)
    with open(sys.argv[1] + '/list.bin', 'wb') as file:
        file.write(struct.pack(f'>{len(board.list)}I', *board.list))
    with open(sys.argv[1] + '/wanted', 'w', encoding='ascii') as file:
        file.write(''.join(f'{line}\n' for line in board.wanted))


main()
