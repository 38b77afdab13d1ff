# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""How much of a debug link xpack uses: run by hand, as 'make bench-links'.

    links.py XPACK REPLAY IMAGE BYTES RUNS LINK...

LINK is ahbuart or edcl.  The board is the one of the tests with a meter on its link (meter.py), and
flash chips that are never busy.  Times are from the first byte or datagram to the last answer, the
shortest of all runs; a ratio is the median, and in brackets the lowest and the highest.

ahbuart, at 115,200 baud:

line    what the bytes of both directions need on such a line, 10 bits each; share: of the time
board   what the board worked, in Python, while the line waited; net: the share without that
bytes   on the line

edcl:

bare    what a program that does nothing else needs (replay.c), which sends the very same datagrams
        to a board of the same kind, words in a row by four at a time; share: of xpack's time
board   what of xpack's time the board worked, in Python
even    the share where the board had worked as fast for both: it does not, for it shares a machine
more    processor time that xpack needs for each request beyond that program, its start included
asked   requests

least   So many bytes, or requests, bring all across once, and back once where it is written, in the
        largest pieces that the link has.
times   Those on the link over the least.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "links"))

import faults  # noqa: E402  (its Board)

BAUD = 115200
UART_BYTES, UART_HEADER = 256, 5  # of one command
EDCL_BYTES = 456  # of one datagram, that the buffer of 2 KiB takes
NOR = ("flash=intel", "buffer=64", "sector_kib=8", "erase_ms=0", "program_us=0")
SPI = ("spim", "erase_ms=0", "program_us=0")


class Board(faults.Board):
    server = os.path.join(HERE, "meter.py")


class Case:
    """What is done, to which board, and in how many directions all bytes have to go."""

    def __init__(self, name, board, options, ways):
        self.name, self.board, self.options, self.ways = name, board, options, ways


CASES = (
    Case("read", (), None, 1),
    Case("compare", NOR, ("--verify-only",), 1),
    Case("NOR, 32 bits, Intel", NOR, (), 2),
    Case("NOR, 32 bits, AMD", ("flash=amd", *NOR[1:]), (), 2),
    Case("NOR, 16 bits", (*NOR, "width=2"), (), 2),
    Case("NOR, 8 bits", (*NOR, "width=1"), (), 2),
    Case("SPI", SPI, (), 2),
    Case("SPI, byte by byte", (*SPI, "nodsu"), (), 2),
    Case("--ram", ("silent",), ("--ram",), 2),
)


class Result:
    """Of one run: what the meter and the link say, and seconds of the processor."""

    def __init__(self, board, facts, cpu):
        seconds, work, placed = board.read("meter").split()
        self.seconds, self.work, self.placed = float(seconds), float(work), int(placed)
        down, up, self.asked = (int(n) for n in facts["passed"].split())
        self.line, self.cpu = down + up, cpu


class Bench:
    def __init__(self, xpack, replay, image, payload, directory):
        self.xpack, self.replay, self.image = xpack, replay, image
        self.directory = directory
        with open(payload, "rb") as source:
            self.payload = source.read()

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self, link, case):
        """A board; what is compared is there, what is written is not."""
        with open(self.path("before"), "wb") as to:
            to.write(self.payload if case.options == ("--verify-only",) else b"")
        more = [f"baud={BAUD}"] if link == "ahbuart" else []
        image = f"image={self.path('before')}"
        return Board(self.path("board"), link, [image, *case.board, *more])

    def size(self, link, case):
        if case.options is None:
            return (4 << 20) if link == "edcl" else (64 << 10)
        return len(self.payload)

    def use(self, board, command):
        """Run it, and the board to its end."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        facts, image = board.end()
        if done.returncode != 0 or "illegal" in facts:
            raise SystemExit(f"{command}: {facts} {done.stderr.decode()}")
        return Result(board, facts, cpu), image

    def run(self, link, case):
        board = self.start(link, case)
        command = [self.xpack, "flash", "--yes", "--to", board.name]
        if case.options is None:
            command += ["--read-back", self.path("copy"), "--offset", "0x40000000"]
            command += ["--size", str(self.size(link, case))]
        else:
            command += [*case.options, self.image]
        result, image = self.use(board, command)
        os.replace(os.path.join(board.directory, "asked"), self.path("asked"))
        return result, image

    def again(self, case, image):
        """The same datagrams, from a program that does nothing else: they do the same."""
        board = self.start("edcl", case)
        address, port = board.name.split(":")[1:]
        result, found = self.use(board, [self.replay, address, port, self.path("asked")])
        if found != image:
            raise SystemExit(f"{case.name}: the same datagrams do something else")
        return result

    def measure(self, link, case, runs):
        """All runs; with each, on Ethernet, that of the yardstick."""
        results = []
        for _ in range(runs):
            result, image = self.run(link, case)
            results.append((result, self.again(case, image) if link == "edcl" else None))
        return results


def shares(ratios):
    """In percent, with the range."""
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    return f"{100 * middle:.0f} ({100 * low:.0f}-{100 * high:.0f})"


def serial(case, size, results):
    lines = [10 * one.line / BAUD for one, _ in results]
    ratios = [line / one.seconds for line, (one, _) in zip(lines, results)]
    net = [line / (one.seconds - one.work) for line, (one, _) in zip(lines, results)]
    best, _ = min(results, key=lambda pair: pair[0].seconds)
    line = 10 * best.line / BAUD
    least = case.ways * (size + -(-size // UART_BYTES) * UART_HEADER)
    return {
        "s": f"{best.seconds:.2f}",
        "line, s": f"{line:.2f}",
        "share, %": shares(ratios),
        "board, s": f"{best.work:.2f}",
        "net, %": shares(net),
        "bytes": best.line,
        "least": least,
        "times": f"{best.line / least:.2f}",
    }


def ethernet(case, size, results):
    best = min(one.seconds for one, _ in results)
    bare = min(other.seconds for _, other in results)
    ratios = [other.seconds / one.seconds for one, other in results]
    even = [ratio * one.work / other.work for ratio, (one, other) in zip(ratios, results)]
    fastest, _ = min(results, key=lambda pair: pair[0].seconds)
    more = min(one.cpu for one, _ in results) - min(other.cpu for _, other in results)
    least = case.ways * -(-size // EDCL_BYTES)
    return {
        "s": f"{best:.2f}",
        "bare, s": f"{bare:.2f}",
        "share, %": shares(ratios),
        "board, s": f"{fastest.work:.2f}",
        "even, %": shares(even),
        "more, us": f"{1e6 * more / fastest.asked:.0f}",
        "asked": fastest.asked,
        "least": least,
        "times": f"{fastest.asked / least:.2f}",
    }


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def main():
    xpack, replay, image, payload, runs, *links = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="xpack-bench.") as directory:
        bench = Bench(xpack, replay, image, payload, directory)
        for link in links:
            for case in CASES:
                results = bench.measure(link, case, int(runs))
                size = bench.size(link, case)
                if case.options == ("--ram",):
                    size = results[0][0].placed
                figures = (ethernet if link == "edcl" else serial)(case, size, results)
                if case == CASES[0]:
                    row(link, "size", *figures)
                row(case.name, size, *figures.values())


if __name__ == "__main__":
    main()
