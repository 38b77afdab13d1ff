# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""judge.py XPACK KEY SYSTEM MUTANTS BOOTS [full]: what becomes of each mutant that mutate.py made of SYSTEM.

A mutant is refused when `xpack check` exits with 1 and every message on stderr has file, line and
column, an error among them.  One that is accepted is packed and, the first BOOTS of them, booted:
the host must report itself, and each partition that has a slot in the first plan's first seconds
must print, if it does so in SYSTEM.  What describes another board than the emulated one may be
silent there: an edit of the board's file, or one that `xpack run` refuses to emulate.  Everything
else is a fault.  With `full` it is packed with U-Boot's signature too, both signatures have to hold,
and it is the boot image that is booted, with all containers that it has.

Prints a line for each fault and one with the counts; exits with 1 when there was a fault.
"""
import collections
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

MESSAGE = re.compile(r"^([^:]+):(\d+):(\d+): (error|warning|info): \[[a-z0-9-]+\] .|"
                     r"^[^:]+:(\d+:\d+:)? (note|help): .")
SPACE = "{urn:xpack:system:1}"
INCLUDE = "{http://www.w3.org/2001/XInclude}include"
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
PATIENCE = 20  # seconds, of a check or a boot


def run(*command, cwd, patience=PATIENCE):
    """Exit code, stdout, stderr; 124 as the exit code of what does not end."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=patience,
                              stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return 124, "", ""
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(
        errors="replace")


def is_located(report):
    lines = report.splitlines()[:-1]  # the last one counts
    return (all(MESSAGE.match(line) for line in lines) and
            any(": error: [" in line for line in lines))


def children(directory, root):
    for child in root:
        if child.tag == INCLUDE:
            yield ElementTree.parse(directory / child.get("href")).getroot()
        else:
            yield child


def seconds(text):
    return int(re.match(r"\d+", text).group()) * SECONDS[re.search(r"[a-z]+$", text).group()]


def expected_partitions(directory):
    """Those that surely run while we look."""
    root = ElementTree.parse(directory / "system.xml").getroot()
    plans = [child for child in children(directory, root) if child.tag == SPACE + "Plan"]
    if not plans:
        return set()
    return {slot.get("partition") for slot in plans[0].iter(SPACE + "Slot")
            if seconds(slot.get("start")) < 2 and seconds(slot.get("duration")) >= 0.01}


FULL = sys.argv[6:] == ["full"]
PACK = ["--fit-signature", "dev"] if FULL else []
IMAGE = "m.prom" if FULL else "m.itb"


def boot(xpack, key, directory):
    """What the system prints, or what is wrong; the other is None."""
    code, _, report = run(xpack, "build", "-q", "-k", key, *PACK, "-o", "m.itb", "system.xml",
                          cwd=directory)
    if code != 0:
        return None, f"build: exit {code}: {report}"
    for kind in ([], ["--fit"]) if FULL else ():
        code, _, report = run(xpack, "verify", "-q", *kind, "-p", key + ".pub", IMAGE,
                              cwd=directory)
        if code != 0:
            return None, f"verify {kind}: exit {code}: {report}"
    code, console, report = run(xpack, "run", "-q", "--timeout", str(PATIENCE - 5), "-p",
                                key + ".pub", IMAGE, cwd=directory)
    if code != 0:
        return None, f"run: exit {code}: {report}{console[-300:]}"
    return console, None


class Voices:
    """Who speaks in a system: its host, with what it says first, and partitions."""

    def __init__(self, console):
        words = re.search(r"^start .*\r?\n([^'\r\n]+)", console, re.M)
        self.host = words.group(1)
        self.partitions = set(re.findall(r"^\[([^]]+)\]", console, re.M))

    def missed(self, directory, console):
        """None, or who is not heard."""
        if self.host not in console:
            return f"the host is silent: {console[-300:]}"
        silent = {name for name in expected_partitions(directory) & self.partitions
                  if f"[{name}]" not in console}
        return f"silent: {' '.join(sorted(silent))}: {console[-500:]}" if silent else None


def judge(xpack, key, voices, directory, may_boot):
    """(verdict, what is wrong)"""
    code, _, report = run(xpack, "check", "system.xml", cwd=directory)
    if code == 1:
        return ("refused", None) if is_located(report) else ("fault", report)
    if code != 0:
        return "fault", f"check: exit {code}: {report}"
    if not may_boot:
        return "accepted", None
    console, wrong = boot(xpack, key, directory)
    if wrong is None:
        wrong = voices.missed(directory, console)
    if wrong is None:
        return "boots", None
    is_board = " board" in (directory / "edit").read_text(encoding="utf-8").split(":")[0]
    return ("another board", None) if is_board else ("fault", wrong)


def main():
    xpack, key, system, mutants, boots = sys.argv[1:6]
    counts = collections.Counter()
    console, wrong = boot(xpack, key, pathlib.Path(system))
    if wrong is not None:
        sys.exit(f"{system}: {wrong}")
    voices = Voices(console)
    for directory in sorted(pathlib.Path(mutants).iterdir(), key=lambda path: int(path.name)):
        booted = counts["boots"] + counts["another board"]
        verdict, wrong = judge(xpack, key, voices, directory, booted < int(boots))
        counts[verdict] += 1
        if verdict == "fault":
            print(f"{directory.name}: {(directory / 'edit').read_text().strip()}: {wrong}")
    print(", ".join(f"{counts[verdict]} {verdict}" for verdict in
                    ("refused", "boots", "another board", "accepted", "fault")))
    sys.exit(counts["fault"] != 0)


main()
