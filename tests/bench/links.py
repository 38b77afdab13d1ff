# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""How much of a debug link xpack flash uses: run by hand, as 'make bench-links'.

    links.py XPACK ASK IMAGE BYTES

The board is the one of the tests (tests/links/serve.py).  Serial: it lets bytes pass at 115,200
baud, and counts them; the share is the time that these bytes need on such a line over the time
that xpack took.  Ethernet: requests as large as xpack's go to the same board, one after the other,
from a program that does nothing else (ask.c); the share is xpack's rate over that one's.
"""

import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "links"))

import faults  # noqa: E402  (its Board)

BAUD = 115200
WORDS = 242


def timed(xpack, image, name, *options):
    begin = time.monotonic()
    result = faults.flash(xpack, image, name, *options, timeout_ms="2000")
    if result.returncode != 0:
        raise SystemExit(result.stderr.decode())
    return time.monotonic() - begin


def serial(xpack, image, payload, directory):
    for what, flash, options in (
        ("flash, Intel", "flash=intel", ()),
        ("flash, AMD", "flash=amd", ()),
        ("flash, SPI", "spim", ()),
        ("compare", "flash=intel", ("--verify-only",)),
    ):
        before = os.path.join(directory, "before")
        with open(before, "wb") as to, open(payload, "rb") as source:
            to.write(source.read() if options else b"")
        board = faults.Board(
            os.path.join(directory, "board"),
            "ahbuart",
            flash,
            f"baud={BAUD}",
            f"image={before}",
            "buffer=64",
            "sector_kib=8",
        )
        seconds = timed(xpack, image, board.name, *options)
        facts, _ = board.end()
        down, up, _ = (int(n) for n in facts["passed"].split())
        size = os.path.getsize(payload)
        line = (down + up) * 10 / BAUD
        print(
            f"serial, {what}: {size} bytes in {seconds:.1f} s, {down + up} bytes on the line, "
            f"which need {line:.1f} s: {100 * line / seconds:.0f} %",
            flush=True,
        )


def bare(ask, name, n):
    """Seconds of n requests to read, one after the other."""
    command = [ask, *name.split(":")[1:], str(n)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return float(done.stdout)


def ethernet(xpack, ask, directory):
    size = 4 << 20
    rates = []
    for _ in range(5):
        board = faults.Board(os.path.join(directory, "board"), "edcl")
        n = size // (WORDS * 4)
        bare_rate = n * WORDS * 4 / bare(ask, board.name, n)
        board.end()
        board = faults.Board(os.path.join(directory, "board"), "edcl")
        copy = os.path.join(directory, "copy")
        begin = time.monotonic()
        result = faults.read_back(xpack, board.name, copy, size)
        seconds = time.monotonic() - begin
        if result.returncode != 0:
            raise SystemExit(result.stderr.decode())
        board.end()
        rates.append((size / seconds / bare_rate, size / seconds, bare_rate))
    share, rate, bare_rate = sorted(rates)[2]
    print(
        f"Ethernet, read back: {rate / 1024:.0f} KiB/s, nothing but asking "
        f"{bare_rate / 1024:.0f} KiB/s: {100 * share:.0f} %",
        flush=True,
    )


def main():
    xpack, ask, image, payload = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="xpack-bench.") as directory:
        ethernet(xpack, ask, directory)
        serial(xpack, image, payload, directory)


if __name__ == "__main__":
    main()
