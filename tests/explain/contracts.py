# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Puts the examples of the checks of contracts into whole files.

    contracts.py TABLE.json OUT

For each row of the part "Contracts" it makes OUT/ID/wrong and OUT/ID/right, with a contract.xml
and either a partition.xml or, where the example speaks of a System or a Host, a system.xml; it
prints the ids.  What an example leaves out is added: areas, a licence, the memories it shares.
"""

import copy
import json
import os
import sys
import xml.etree.ElementTree as tree

SPACE = "urn:xpack:system:1"
BOARD = """<Board name="leon3_generic" arch="sparc-leon3">
<Memory name="prom" kind="rom" start="0" size="1MiB"/>
<Memory name="ram" kind="ram" start="0x40000000" size="128MiB"/>
<Memory name="apb" kind="io" start="0x80000000" size="64KiB"/>
<Processor id="0" clock="40MHz"/>
<Device name="uart0" type="apbuart" start="0x80000100" size="256B"/>
<Device name="uart1" type="apbuart" start="0x80000200" size="256B"/>
</Board>"""
AREAS = """<all><Area name="code" start="0x40010000" size="64KiB" access="rx"/>
<Area name="data" start="0x40020000" size="64KiB" access="rw"/></all>"""
HOST = """<Host name="xhost" file="host.elf" license="MIT" protocol="xpack">
<Area name="main" start="0x40000000" size="64KiB" access="rwx"/></Host>"""
PLAN = """<Plan id="0" majorFrame="100ms"><Slot partition="nav" start="0ms" duration="50ms"/>
</Plan>"""
INTERFACE = '<Interface name="xhost" protocol="xpack"/>'
GRANT = '<Grant partition="nav" id="1"/>'
PARTITION = '<Partition id="1" name="nav" file="guest.elf"/>'


def element(text):
    return tree.fromstring(text)


def with_areas(owner):
    """At least the areas of the guest, a licence where one must be, no text."""
    owner.text = None
    if owner.find("Area") is None:
        for i, area in enumerate(element(AREAS)):
            owner.insert(i, area)
    if owner.tag == "Partition":
        owner.set("license", "MIT")
    return owner


def memories(fragment):
    names = sorted({area.get("memory") for area in fragment.iter("SharedArea")})
    text = '<SharedMemory name="%s" start="0x%x" size="4KiB"/>'
    return [element(text % (name, 0x40040000 + i * 4096)) for i, name in enumerate(names)]


def found(fragment, name, otherwise):
    """An element of the example, or the usual one; what an example names by XInclude too."""
    own = fragment.find(".//" + name)
    return copy.deepcopy(own) if own is not None else element(otherwise)


def board(fragment, root):
    """The board of a root of the example, with the memories that it shows."""
    whole = element(BOARD)
    shown = fragment.find(root + "/Board")
    for memory in shown if shown is not None else ():
        whole.find("Memory[@name='%s']" % memory.get("name")).attrib.update(memory.attrib)
    return whole


def interface(fragment):
    made = found(fragment, "Interface", INTERFACE)
    made.text = None
    return made


def host(fragment):
    whole = element(HOST)
    shown = fragment.find("Host")
    whole.attrib.update(shown.attrib if shown is not None else {})
    return whole


def write(path, name, children):
    root = tree.Element(name, {"xmlns": SPACE, "name": "example", "version": "1"})
    root.extend(children)
    tree.ElementTree(root).write(path, encoding="UTF-8", xml_declaration=True)


def compose(text, out):
    fragment = element('<all xmlns:xi="http://www.w3.org/2001/XInclude">%s</all>' % text)
    grant = with_areas(found(fragment, "Grant", GRANT))
    partition = with_areas(found(fragment, "Partition", PARTITION))
    parts = [board(fragment, "Contract"), interface(fragment), *memories(fragment), grant]
    os.makedirs(out)
    write(out + "/contract.xml", "Contract", parts)
    if fragment.find("System") is not None or fragment.find("Host") is not None:
        parts = [board(fragment, "System"), host(fragment), partition, element(PLAN)]
        write(out + "/system.xml", "System", parts)
    else:
        partition.set("xmlns", SPACE)
        tree.ElementTree(partition).write(out + "/partition.xml", encoding="UTF-8")


def main(table, out):
    for row in json.load(open(table))["checks"]:
        if row["part"] == "Contracts":
            print(row["id"])
            for which in ("wrong", "right"):
                compose(row[which], "%s/%s/%s" % (out, row["id"], which))


if __name__ == "__main__":
    main(*sys.argv[1:])
