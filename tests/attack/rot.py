#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""rot.py IN OUT SEED START SIZE: IN with random bit errors in SIZE bytes from START on.

From one bit to 64, by the seed; every third seed has an erased page of 256 bytes there besides, as
an interrupted update leaves it.  Prints what was done.
"""

import random
import sys


def main():
    source, target, seed, start, size = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
    chance = random.Random(seed)
    with open(source, "rb") as file:
        image = bytearray(file.read())
    bits = 1 << chance.randrange(7)
    for _ in range(bits):
        image[start + chance.randrange(size)] ^= 1 << chance.randrange(8)
    pages = 0
    if seed % 3 == 0:
        pages = 1
        page = start + chance.randrange(size // 256) * 256
        image[page : page + 256] = b"\xff" * 256
    with open(target, "wb") as file:
        file.write(image)
    print(f"{bits} bits, {pages} pages")


main()
