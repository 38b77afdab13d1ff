# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""swap.py FILE: let the first two instructions of the host and of the partition change places."""
import sys

HOST, PARTITION = bytes.fromhex("9010000001000000"), bytes.fromhex("1080000001000000")
with open(sys.argv[1], "r+b") as file:
    data = file.read()
    places = data.index(HOST), data.index(PARTITION)
    for place, code in zip(places, (PARTITION, HOST)):
        file.seek(place)
        file.write(code)
