# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Holds the table of checks against the sources that report its ids.

    table.py uses SOURCE...          prints "id severity" for each id that the sources report
    table.py rows TABLE.json         prints what is wrong with the rows of 'xpack explain --json'

An id is found where a function of diag.h is called with it.  Where the id is a parameter of the
function, or macro, in which the call stands, that one's calls are looked at in the same way; where
it is a member of a struct, the places in the same file that initialise such a struct.  An id that
comes from anywhere else cannot be seen, which is reported on standard error.
"""

import json
import re
import sys

REPORTERS = {
    "diag_error": (2, "error"),
    "diag_warning": (2, "warning"),
    "diag_info": (2, "info"),
    "diag_fail": (3, "error"),
}
TEXTS = ("title", "rationale", "source", "wrong", "right")
HEAD = re.compile(r"^(?:#define\s+|(?:[A-Za-z_][\w*]*[\s*]+)+)(\w+)\(", re.M)


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def arguments(text, at):
    """The arguments of the call whose parenthesis opens in front of `at`, and where it ends."""
    found, depth, start = [], 1, at
    while depth:
        quoted = re.match(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', text[at:], re.S)
        if quoted:
            at += quoted.end()
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if (text[at] == "," and depth == 1) or depth == 0:
            found.append(" ".join(text[start:at].split()))
            start = at + 1
        at += 1
    return found, at


class Definition:
    """A function or macro; path is None where other files know it."""

    def __init__(self, path, head, parameters):
        local = head.group(0).startswith("static") or path.endswith(".c") and "#" in head.group(0)
        self.begin, self.name = head.start(), head.group(1)
        self.path = path if local else None
        self.parameters = [re.sub(r"\[.*", "", p).split(" ")[-1].lstrip("*") for p in parameters]


def definitions(path, text):
    for head in HEAD.finditer(text):
        parameters, end = arguments(text, head.end())
        if head.group(0).startswith("#define") or re.match(r"\s*\{", text[end:]):
            yield Definition(path, head, parameters)


class Sources:
    def __init__(self, paths):
        self.texts = {path: without_comments(open(path).read()) for path in paths}
        self.heads = {path: list(definitions(path, text)) for path, text in self.texts.items()}
        # (file or None, function, position of the id, severity)
        self.reporters = [(None, name, *what) for name, what in REPORTERS.items()]
        self.used, self.unseen = set(), set()

    def enclosing(self, path, at):
        around = [head for head in self.heads[path] if head.begin <= at]
        return around[-1] if around else None

    def look(self, path, reporter):
        _, name, position, severity = reporter
        for call in re.finditer(r"\b%s\s*\(" % name, self.texts[path]):
            within = self.enclosing(path, call.start())
            given, _ = arguments(self.texts[path], call.end())
            given = given[position] if position < len(given) else ""
            if re.search(r"\bchar \*\w+$", given):
                continue  # the declaration of this function
            if within and within.name == name and given == within.parameters[position]:
                continue  # the definition of this macro
            self.take(path, within, name, given, severity)

    def take(self, path, within, name, given, severity):
        """An id as the source gives it: a literal, a parameter, a member of a struct."""
        literal = re.fullmatch(r'"([^"]*)"', given)
        if literal:
            self.used.add((literal.group(1), severity))
        elif within and given in within.parameters:
            place = (within.path, within.name, within.parameters.index(given), severity)
            if place not in self.reporters:
                self.reporters.append(place)
        elif not self.take_member(path, within, name, given, severity):
            self.unseen.add("%s: %s(): '%s'" % (path, name, given))

    def take_member(self, path, within, name, given, severity):
        """What initialises the member in this file; False when nothing does."""
        text = self.texts[path]
        member = re.fullmatch(r"(\w+)(?:->|\.)(\w+)", given)
        typed = member and r"struct (\w+) \*?%s\b" % member.group(1)
        owner = typed and re.search(typed, text[within.begin :])
        declared = owner and re.search(r"struct %s \{(.*?)\n\}" % owner.group(1), text, re.S)
        if not declared:
            return False
        members = re.findall(r"(\w+)(?:\[.*?\])?;", declared.group(1))
        values = re.compile(r"struct %s(?: \w+ =|\)) ?\{" % owner.group(1))
        found = False
        for value in values.finditer(text):
            given, _ = arguments(text, value.end())
            named = [g.split("= ", 1)[1] for g in given if g.startswith(".%s =" % member.group(2))]
            if not named and not given[0].startswith("."):
                named = given[members.index(member.group(2)) :][:1]
            for one in named:
                around = self.enclosing(path, value.start())
                self.take(path, around, name, one, severity)
                found = True
        return found

    def search(self):
        for reporter in self.reporters:  # grows on the way
            for path in self.texts:
                if reporter[0] in (None, path):
                    self.look(path, reporter)


def print_uses(paths):
    # What collects the entries takes ids from everywhere.
    sources = Sources([path for path in paths if not path.endswith(("/diag.c", "/diag.h"))])
    sources.search()
    for place in sorted(sources.unseen):
        print("cannot see the id of", place, file=sys.stderr)
    for used, severity in sorted(sources.used):
        print(used, severity)


def defects(row, earlier):
    for name in TEXTS:
        if not row.get(name, "").strip():
            yield "has no " + name
    if row["title"].endswith(".") or re.match("[A-Z][^A-Z]", row["title"]):
        yield "title is not of the form 'areas do not overlap'"
    if not row.get("rationale", ".").endswith("."):
        yield "rationale has no full stop at its end"
    if row.get("source", "").endswith("."):
        yield "source has a full stop"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]):
        yield "is not of small letters, digits and hyphens"
    for name in ("wrong", "right"):
        if any(len(line) > 100 for line in row.get(name, "").split("\n")):
            yield "has a line of more than 100 columns in " + name
        if not row.get(name, "\n").endswith("\n"):
            yield "has no line end behind " + name
    if row.get("wrong") and row["wrong"] == row.get("right"):
        yield "has one example for both"
    if row["id"] in earlier:
        yield "is there twice"
    for needed in row.get("needs", "").split():
        if needed not in earlier:
            yield "needs '%s', which does not come before it" % needed


def print_defects(path):
    earlier = set()
    for row in json.load(open(path))["checks"]:
        for defect in defects(row, earlier):
            print("%s: %s" % (row["id"], defect))
        earlier.add(row["id"])


if __name__ == "__main__":
    if sys.argv[1] == "uses":
        print_uses(sys.argv[2:])
    else:
        print_defects(sys.argv[2])
