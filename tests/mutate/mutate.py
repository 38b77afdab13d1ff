# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""mutate.py SYSTEM-DIR N SEED OUT: N copies of a description, each with one random edit.

OUT/I/ has the whole directory again, with one file of the description edited, and OUT/I/edit says
what was done, in the form KIND FILE: WORDS.  The edits are of the text, at places that a small
scanner finds; the same seed gives the same copies.
"""
import pathlib
import random
import re
import shutil
import sys

TAG = re.compile(r"<(/?)([A-Za-z:]+)((?:\s+[\w:]+=\"[^\"]*\")*)\s*(/?)>")
ATTRIBUTE = re.compile(r"([\w:]+)=\"([^\"]*)\"")
NUMBER = re.compile(r"(0x[0-9a-fA-F]+|\d+)(\w*)$")
UNITS = ["B", "KiB", "MiB", "GiB", "ns", "us", "ms", "s", "Hz", "kHz", "MHz"]


class Tag:
    """A start tag: its text [start, end), its element [start, close)."""

    def __init__(self, match):
        self.name = match.group(2)
        self.start, self.end = match.start(), match.end()
        self.close = match.end()
        self.attributes = [
            (m.group(1), m.group(2), match.start(3) + m.start(), match.start(3) + m.end())
            for m in ATTRIBUTE.finditer(match.group(3))
            if not m.group(1).startswith("xmlns")
        ]


def blank_comments(text):
    """The same text with comments blanked, so places stay."""
    return re.sub(r"<!--.*?-->|<\?.*?\?>", lambda m: " " * len(m.group()), text, flags=re.S)


def scan(text):
    tags, stack = [], []
    for match in TAG.finditer(blank_comments(text)):
        if match.group(1):
            stack.pop().close = match.end()
        else:
            tags.append(Tag(match))
            if not match.group(4):
                stack.append(tags[-1])
    return tags


def edited_number(random_, value):
    digits, unit = NUMBER.match(value).groups()
    number = int(digits, 0)
    new = random_.choice([
        0, 1, number + 1, number - 1, number * 2, number // 2, number + 0x1000, number - 0x1000,
        number * 1000003, number + (1 << 31), (1 << 32) - 1, 1 << 32, (1 << 64) - 1, 1 << 64,
        random_.randrange(1 << 16), random_.randrange(1 << 32), -number])
    if random_.random() < 0.25:
        return digits + random_.choice(UNITS)
    return (hex(new) if digits.startswith("0x") and new >= 0 else str(new)) + unit


def edited_name(random_, value, names):
    i = random_.randrange(len(value) + 1)
    return random_.choice([
        random_.choice(names), value[:i] + random_.choice("aZ-_ .0\u00e4/") + value[i:],
        value[:i] + value[i + 1:], value.upper(), value * 9, "", value[::-1], value + "0"])


def edit(random_, text, names):
    """(kind, words, new text), or None when there is nothing of that kind."""
    tags = scan(text)
    elements = [tag for tag in tags if tag.start != tags[0].start]
    attributes = [a for tag in tags for a in tag.attributes]
    numbers = [a for a in attributes if NUMBER.match(a[1])]
    others = [a for a in attributes if not NUMBER.match(a[1])]
    kind = random_.choice(["number"] * 5 + ["name"] * 3 + ["drop", "drop", "double", "swap",
                                                        "forget", "repeat", "exchange"])
    if kind in ("number", "name"):
        choices = numbers if kind == "number" else others
        if not choices:
            return None
        name, value, start, end = random_.choice(choices)
        new = (edited_number(random_, value) if kind == "number"
               else edited_name(random_, value, names))
        words = f'{name} "{value}" becomes "{new}"'
        return kind, words, text[:start] + f'{name}="{new}"' + text[end:]
    if kind in ("forget", "repeat"):
        name, value, start, end = random_.choice(attributes)
        new = "" if kind == "forget" else text[start:end] + " " + text[start:end]
        return kind, f'attribute {name} "{value}"', text[:start] + new + text[end:]
    if kind == "exchange":
        a, b = sorted(random_.sample(attributes, 2), key=lambda x: x[2])
        new = (text[:a[2]] + f'{a[0]}="{b[1]}"' + text[a[3]:b[2]] + f'{b[0]}="{a[1]}"' +
               text[b[3]:])
        return kind, f'values of {a[0]} "{a[1]}" and {b[0]} "{b[1]}"', new
    if not elements:
        return None
    tag = random_.choice(elements)
    element = text[tag.start:tag.close]
    if kind == "drop":
        return kind, f"element {tag.name}", text[:tag.start] + text[tag.close:]
    if kind == "double":
        return kind, f"element {tag.name}", text[:tag.close] + element + text[tag.close:]
    followers = [t for t in elements if t.start >= tag.close]
    if not followers:
        return None
    other = random_.choice(followers)
    new = (text[:tag.start] + text[other.start:other.close] + text[tag.close:other.start] +
           element + text[other.close:])
    return kind, f"elements {tag.name} and {other.name}", new


def description(source, name="system.xml"):
    """The names of the files that make up a system."""
    text = (source / name).read_text(encoding="utf-8")
    includes = [a[1] for tag in scan(text) if tag.name == "xi:include" for a in tag.attributes]
    folder = pathlib.PurePath(name).parent
    return [name] + [file for href in includes for file in description(source, str(folder / href))]


def main():
    source, n, seed, out = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    texts = {name: (source / name).read_text(encoding="utf-8") for name in description(source)}
    names = sorted({a[1] for text in texts.values() for tag in scan(text)
                    for a in tag.attributes if not NUMBER.match(a[1])})
    sizes = [len(scan(text)) for text in texts.values()]
    random_ = random.Random(seed)
    made = 0
    seen = set()
    while made < n:
        name = random_.choices(sorted(texts), sizes)[0]
        result = edit(random_, texts[name], names)
        if result is None or result[2] == texts[name] or (name, result[2]) in seen:
            continue
        seen.add((name, result[2]))
        copy = pathlib.Path(out) / str(made)
        shutil.copytree(source, copy)
        (copy / name).chmod(0o644)
        (copy / name).write_text(result[2], encoding="utf-8")
        (copy / "edit").write_text(f"{result[0]} {name}: {result[1]}\n", encoding="utf-8")
        made += 1


main()
