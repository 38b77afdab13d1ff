#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""xmc.py SYSTEM.xml FILE [ID...]: write the configuration that the host of this test reads.

It stands for xmcparser, XtratuM's compiler of configurations, and says what the description says.
Of partitions whose ids are given, services are named the first time that they are called, and not
done.  configuration.h has the format.
"""

import re
import struct
import sys
import xml.etree.ElementTree

NAMESPACE = "{urn:xpack:system:1}"
MAGIC = 0x24584D43
MAX_AREAS = 4
UNITS = {"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20}


def quantity(text):
    number, unit = re.fullmatch(r"(0x[0-9A-Fa-f]+|[0-9]+)(|B|KiB|MiB)", text).groups()
    return int(number, 0) * UNITS[unit]


def partition(element, traced):
    areas = [
        (quantity(area.get("start")), quantity(area.get("size")), int("w" in area.get("access")))
        for area in element.findall(NAMESPACE + "Area")
    ]
    number = int(element.get("id"))
    words = [number, min(areas)[0], quantity(element.get("headerOffset", "0"))]
    words += [int(number in traced), len(areas)]
    for area in areas + [(0, 0, 0)] * (MAX_AREAS - len(areas)):
        words += area
    return words


def main():
    root = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
    elements = root.findall(NAMESPACE + "Partition")
    traced = [int(text) for text in sys.argv[3:]]
    words = [word for element in elements for word in partition(element, traced)]
    words = [0, MAGIC, 4 * (4 + len(words)), len(elements)] + words
    words[0] = -sum(words) & 0xFFFFFFFF
    with open(sys.argv[2], "wb") as file:
        file.write(struct.pack("<%dI" % len(words), *words))


main()
