# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Puts the examples of the table of checks into whole descriptions.

    fragments.py TABLE.json SCHEMA.xsd OUT BASE.xml...

For each row whose examples are XML it writes OUT/ID/N.wrong.xml and OUT/ID/N.right.xml, where N
counts the ways below; it prints the ids of these rows, and those of the others behind a "-".

A fragment's element takes the place of the base's first element of that name that has the same
name, id or href, or is the only one of its parent.  It keeps the children of that one, but those
that it says itself; children without a name or id it replaces as a group.  Attributes that the
schema requires may be left out, others when "..." stands for them.  What the base does not have
is inserted where the schema wants it, after the pattern of the base's first of that kind.  What
only the other one of both examples has is taken out.  A fragment that is none is put in as text.

There are two ways for each base: elements beside those of a fragment stay, or go.
"""

import copy
import json
import os
import re
import sys
import xml.etree.ElementTree as tree

SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
ATTRIBUTE = r'\s+([\w:]+)="([^"]*)"'
TOKEN = re.compile(r"<!--.*?-->|</[\w:]+>|<[\w:]+(?:%s|\s+\.\.\.)*\s*/?>|\.\.\." % ATTRIBUTE, re.S)
KEYS = ("name", "id", "href")
SINGLE = ("System", "Board", "Host", "Loader")
# Where an element goes that a fragment shows alone, and could have several parents.
HOMES = {"Area": "Partition", "DeviceUse": "Partition"}


class Element:
    def __init__(self, token):
        self.name = re.match(r"<([\w:]+)", token).group(1)
        self.attributes = dict(re.findall(ATTRIBUTE, token))
        self.is_open = re.search(r"\s\.\.\.", token) is not None
        self.children = []

    def key(self):
        return next((self.attributes[k] for k in KEYS if k in self.attributes), None)

    def kind(self):
        """Board and users have elements of one name."""
        is_use = self.name == "Device" and len(self.attributes) < 2 and not self.is_open
        return "DeviceUse" if is_use else self.name

    def all(self):
        yield self
        for child in self.children:
            yield from child.all()

    def text(self, indent=""):
        attributes = "".join(' %s="%s"' % item for item in self.attributes.items())
        if not self.children:
            return "%s<%s%s/>\n" % (indent, self.name, attributes)
        inside = "".join(child.text(indent + "\t") for child in self.children)
        return "%s<%s%s>\n%s%s</%s>\n" % (indent, self.name, attributes, inside, indent, self.name)


def parse(text, schema):
    """The elements of a fragment; None when it is not made of elements.  Ends may be missing."""
    if TOKEN.sub("", text).strip():
        return None
    top, around = [], []
    for match in TOKEN.finditer(text):
        token = match.group(0)
        if token.startswith("</"):
            while around and around.pop().name != token[2:-1]:
                pass
        elif not token.startswith(("<!", ".")):
            element = Element(token)
            while around and not schema.allows(around[-1], element):
                around.pop()
            (around[-1].children if around else top).append(element)
            if not token.endswith("/>"):
                around.append(element)
    return top


def own_parts(kind):
    """Elements and attributes of a type, without those of the elements inside."""
    for part in kind:
        if part.tag in (SCHEMA + "element", SCHEMA + "attribute"):
            yield part
        else:
            yield from own_parts(part)


class Schema:
    """Of each kind of element: the order of its children, its required attributes, its parent."""

    def __init__(self, path):
        root = tree.parse(path).getroot()
        self.types = {t.get("name"): t for t in root.findall(SCHEMA + "complexType")}
        self.order, self.required, self.parent = {}, {}, dict(HOMES)
        for element in root.iter(SCHEMA + "element"):
            kind = element.find(SCHEMA + "complexType")
            self.add(element.get("name"), kind)
        for name, kind in self.types.items():
            self.add(name, kind)

    def add(self, name, kind):
        if name is None or kind is None:
            return
        parts = list(own_parts(kind))
        elements = (p for p in parts if p.tag == SCHEMA + "element")
        self.order[name] = [(e.get("name") or e.get("ref")).split(":")[-1] for e in elements]
        self.required[name] = [p.get("name") for p in parts if p.get("use") == "required"]
        for child in self.order[name]:
            self.parent.setdefault(child, name)

    def allows(self, parent, child):
        return child.name in self.order.get(parent.kind(), ()) or ":" in child.name


class Composer:
    def __init__(self, schema, base, keeps_others):
        self.schema, self.keeps_others = schema, keeps_others
        self.base = parse(re.sub(r"<\?.*?\?>", "", base), schema)[0]
        self.root = copy.deepcopy(self.base)
        self.taken = set()

    def match(self, candidates, wanted):
        for element in candidates:
            is_same = element.key() == wanted.key() or wanted.name in SINGLE
            is_any = wanted.key() is None and wanted.is_open
            if element.kind() == wanted.kind() and id(element) not in self.taken:
                if is_same and element.key() is not None or is_any or wanted.name in SINGLE:
                    return element
        return None

    def attributes(self, pattern, wanted):
        required = self.schema.required.get(wanted.kind(), ())
        kept = {k: v for k, v in pattern.attributes.items() if wanted.is_open or k in required}
        return {**kept, **wanted.attributes}

    def insert(self, parent, wanted, other):
        patterns = [e for e in self.base.all() if e.kind() == wanted.kind()]
        required = self.schema.required.get(wanted.kind(), ())
        if not patterns and not all(name in wanted.attributes for name in required):
            raise LookupError("the base has no %s" % wanted.kind())
        element = copy.deepcopy(patterns[0]) if patterns else copy.deepcopy(wanted)
        element.attributes = self.attributes(element, wanted)
        order = self.schema.order.get(parent.kind(), [])
        later = order[order.index(element.name) + 1 :] if element.name in order else []
        places = (i for i, c in enumerate(parent.children) if c.name in later)
        parent.children.insert(next(places, len(parent.children)), element)
        self.taken.add(id(element))
        if patterns:
            self.put_children(element, wanted, other)

    def put(self, parent, wanted, other):
        """Put one element into parent; other is what it is in the other example, or None."""
        found = self.match(parent.children, wanted)
        if found is None:
            self.insert(parent, wanted, other)
            return
        self.taken.add(id(found))
        found.attributes = self.attributes(found, wanted)
        self.put_children(found, wanted, other)

    def put_children(self, element, wanted, other):
        self.put_all(lambda child: element, wanted.children, other.children if other else [])

    def put_all(self, parent_of, elements, others):
        parents = {}
        for element in elements + others:
            parents.setdefault(element.kind(), []).append(parent_of(element))
        for kind in {e.kind() for e in elements + others if e.key() is None and not e.is_open}:
            if kind not in SINGLE:
                self.keep(parents[kind], kind, lambda child: False)
        for element in elements:
            other = next((o for o in others if same(o, element)), None)
            self.put(parent_of(element), element, other)
        for other in others:
            if not any(same(other, e) for e in elements) and other.kind() not in SINGLE:
                self.keep(parents[other.kind()], other.kind(), lambda c: c.key() != other.key())
        if not self.keeps_others:
            for kind in {e.kind() for e in elements}:
                self.keep(parents[kind], kind, lambda child: False)

    def keep(self, parents, kind, wanted):
        for parent in parents:
            parent.children = [
                c
                for c in parent.children
                if c.kind() != kind or id(c) in self.taken or wanted(c)
            ]

    def home(self, element):
        """Where an element of a fragment goes: beside the one that it replaces, or by kind."""
        for parent in self.root.all():
            if self.match(parent.children, element) is not None:
                return parent
        kind = self.schema.parent.get(element.kind(), "System")
        homes = [e for e in self.root.all() if e.name == kind]
        if not homes:
            raise LookupError("the base has no %s" % kind)
        return homes[0]

    def compose(self, elements, others):
        if elements[0].name == "System":
            self.root.attributes = self.attributes(self.root, elements[0])
            elements, others = elements[0].children, others[0].children
        self.put_all(self.home, elements, others)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + self.root.text()


def same(a, b):
    return a.kind() == b.kind() and (a.key() == b.key() or a.name in SINGLE)


def with_text(base, fragment):
    """A fragment that is not made of elements."""
    if re.match(r"<\?xml\s", fragment):
        return re.sub(r"^<\?xml.*?\?>", lambda _: fragment.strip(), base, count=1, flags=re.S)
    if fragment.startswith(("<!", "<?")):
        return re.sub(r"(?=<System)", lambda _: fragment, base, count=1)
    name, key = re.match(r'<(\w+)(?:[^>]*?\bname="([^"]*)")?', fragment).groups()
    place = r'<%s\b[^>]*\bname="%s"[^>]*/>' % (name, key) if key else r"<%s\b[^>]*/>" % name
    return re.sub(place, lambda _: fragment.strip(), base, count=1)


def ways(schema, bases, row):
    """Pairs of descriptions, wrong and right."""
    both = [parse(row["wrong"], schema), parse(row["right"], schema)]
    for base in bases:
        if not both[0] or not both[1]:
            yield with_text(base, row["wrong"]), with_text(base, row["right"])
            continue
        for keeps in (True, False):
            try:
                wrong = Composer(schema, base, keeps).compose(copy.deepcopy(both[0]), both[1])
                right = Composer(schema, base, keeps).compose(copy.deepcopy(both[1]), both[0])
            except LookupError:
                continue
            yield wrong, right


def main(table, schema_path, out, *paths):
    schema = Schema(schema_path)
    bases = [re.sub(r"<!--.*?-->\n", "", open(path).read(), flags=re.S) for path in paths]
    for row in json.load(open(table))["checks"]:
        if not row.get("wrong", "").startswith("<") or not row["right"].startswith("<"):
            print("-", row["id"])
            continue
        print(row["id"])
        os.mkdir("%s/%s" % (out, row["id"]))
        for n, pair in enumerate(ways(schema, bases, row)):
            for which, text in zip(("wrong", "right"), pair):
                open("%s/%s/%d.%s.xml" % (out, row["id"], n, which), "w").write(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
