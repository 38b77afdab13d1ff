# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Flashing a board over links, and into flash, that fail at random, many times.

    faults.py XPACK IMAGE BYTES FIRST N [KIND...]

runs `xpack flash` N times for each kind of fault (serve.py), with the seeds FIRST and on.  IMAGE is
the container, BYTES the file of the boot image that it must become.  After each run:

- exit code 0: the flash holds the boot image, and behind it what it held before;
- exit code 5, a located error, and the flash is in a known state: as it was, or without its first
  unit of the bus, so that nothing starts, or complete;
- in both cases the memory controller is as it was, unless the link or the power was gone;
- after a cut or a pulled cable a second run completes the flash.

Prints a line for each kind.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 120  # seconds that a run may take
SIZE = 256 << 10
SECTOR = 8 << 10

# kind: link, how many bytes, datagrams or changes lie between two faults
KINDS = {
    "drop": ("ahbuart", 30000),
    "double": ("ahbuart", 30000),
    "flip": ("ahbuart", 30000),
    "lose": ("edcl", 1000),
    "reorder": ("edcl", 1000),
    "duplicate": ("edcl", 200),
    "stuck": ("both", 20000),
    "worn": ("both", 0),
    "cut": ("both", 20000),
    "pull-serial": ("ahbuart", 60000),
    "pull-net": ("edcl", 1500),
    # on buses of 8 and 16 bits
    "narrow-drop": ("ahbuart", 60000),
    "narrow-double": ("ahbuart", 60000),
    "narrow-flip": ("ahbuart", 60000),
    "narrow-lose": ("edcl", 500),
    "narrow-stuck": ("both", 60000),
    "narrow-worn": ("both", 0),
    "narrow-cut": ("both", 60000),
    "narrow-pull": ("edcl", 800),
    # SPI flash behind its controller
    "spi-drop": ("ahbuart", 60000),
    "spi-double": ("ahbuart", 60000),
    "spi-flip": ("ahbuart", 60000),
    "spi-lose": ("edcl", 10000),
    "spi-stuck": ("both", 70000),
    "spi-worn": ("both", 0),
    "spi-cut": ("both", 70000),
    "spi-pull": ("both", 60000),
}


class Board:
    """serve.py in a directory of its own."""

    def __init__(self, directory, link, *options):
        self.directory = directory
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
        command = [sys.executable, os.path.join(HERE, "serve.py"), link, directory, *options]
        with open(os.path.join(directory, "log"), "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        name = os.path.join(directory, "name")
        while not os.path.exists(name):
            if self.process.poll() is not None:
                raise SystemExit(f"serve.py ended: {self.read('log')}")
            time.sleep(0.01)
        self.name = f"{link}:{self.read('name').decode()}"

    def read(self, name):
        with open(os.path.join(self.directory, name), "rb") as source:
            return source.read()

    def end(self):
        open(os.path.join(self.directory, "stop"), "wb").close()
        self.process.wait()
        if self.read("log"):
            raise SystemExit(self.read("log").decode())
        lines = self.read("report").decode().splitlines()
        return dict(line.split(" ", 1) for line in lines), self.read("image")


def flash(xpack, image, name, *options, timeout_ms="60"):
    env = dict(os.environ, XPACK_LINK_TIMEOUT=timeout_ms)
    return subprocess.run(
        ["timeout", "-k", "1", "100", xpack, "flash", "--yes", "--to", name, *options, image],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )


def read_back(xpack, name, path, size):
    """What the board has in its RAM, from its start on."""
    command = [xpack, "flash", "--to", name, "--read-back", path]
    command += ["--offset", "0x40000000", "--size", str(size)]
    return subprocess.run(command, capture_output=True, timeout=LIMIT, check=False)


class Run:
    def __init__(self, arguments, kind, seed, directory):
        self.xpack, self.image, self.wanted = arguments
        self.kind = kind
        self.rng = random.Random(f"{kind} {seed}")
        self.seed = seed
        fault = kind.removeprefix("narrow-").removeprefix("spi-")
        self.fault = fault.partition("-")[0]
        self.is_narrow = kind.startswith("narrow-")
        self.width = self.rng.choice((1, 2)) if self.is_narrow else 4
        self.directory = directory
        self.chips = [
            f"flash={self.rng.choice(('intel', 'amd'))}",
            f"width={self.width}",
            f"chip={self.rng.choice([n for n in (1, 2, 4) if n <= self.width])}",
            f"flash_kib={SIZE >> 10}",
            f"sector_kib={SECTOR >> 10}",
        ]
        if kind.startswith("spi-"):
            maker = self.rng.choice((0xC2, 0xEF))
            protect = self.rng.choice((0, 0x1C))
            self.width = 1
            self.chips = ["spim", f"spi_maker={maker}", f"protect={protect}"]
            self.chips += [f"flash_kib={SIZE >> 10}", f"spi_page={self.rng.choice((128, 256))}"]
        self.before, self.options = self.contents()

    def contents(self):
        """Nothing, other bytes, or an older image of which some sectors are written."""
        how = self.rng.randrange(3)
        if how == 0:
            return b"\xff" * SIZE, []
        if how == 1:
            return self.rng.randbytes(SIZE), []
        older = bytearray(self.wanted.ljust(SIZE, b"\x5a"))
        for _ in range(3):
            older[self.rng.randrange(len(self.wanted))] ^= 0x81
        return bytes(older), ["--minimize"]

    def fail(self, text, result):
        raise SystemExit(
            f"{self.kind}, seed {self.seed}: {text}\n{self.chips} {self.options} "
            f"exit code {result.returncode}\n{result.stderr.decode()}"
        )

    def complete(self, image, behind=None):
        """The boot image is there; behind it all is as before."""
        n = len(self.wanted)
        behind = n if behind is None else behind
        return image[:n] == self.wanted and image[behind:] == self.before[behind:]

    def board(self, *options):
        link, every = KINDS[self.kind]
        if link == "both":
            link = self.rng.choice(("ahbuart", "edcl"))
        path = os.path.join(self.directory, "before")
        with open(path, "wb") as to:
            to.write(self.before)
        more = [f"fault={self.fault}"]
        if self.fault == "worn":
            more = [f"worn={self.rng.randrange(9)}"]
        return Board(
            os.path.join(self.directory, "board"),
            link,
            *self.chips,
            f"image={path}",
            f"seed={self.rng.randrange(1 << 30)}",
            f"every={every}",
            *more,
            *options,
        )

    def second(self, image):
        shutil.rmtree(os.environ["XDG_STATE_HOME"], ignore_errors=True)
        path = os.path.join(self.directory, "left")
        with open(path, "wb") as to:
            to.write(image)
        board = Board(
            os.path.join(self.directory, "board"), "edcl", *self.chips, f"image={path}"
        )
        result = flash(self.xpack, self.image, board.name)
        facts, after = board.end()
        # The name is another one, so nothing is put back: what shared a sector with the last
        # bytes may be gone with the power.
        behind = -(-len(self.wanted) // SECTOR) * SECTOR
        if result.returncode != 0 or not self.complete(after, behind) or "illegal" in facts:
            self.fail(f"the second run does not complete: {facts}", result)

    def judge(self):
        # What an interrupted run kept for this target's name is not another run's.
        state = os.environ["XDG_STATE_HOME"] = os.path.join(self.directory, "state")
        shutil.rmtree(state, ignore_errors=True)
        board = self.board()
        result = flash(self.xpack, self.image, board.name, *self.options)
        facts, image = board.end()
        gone = self.fault in ("cut", "pull", "stuck")
        if self.fault not in ("drop", "double", "flip") and "illegal" in facts:
            self.fail(f"illegal: {facts}", result)
        if facts["mcfg1"] != "restored" and not gone and b"left writable" not in result.stderr:
            self.fail(f"the memory controller: {facts}", result)
        if "spim" in self.chips and facts["shows"] != "contents" and not gone:
            if b"left in user mode" not in result.stderr:
                self.fail(f"the SPI controller: {facts}", result)
        if result.returncode == 0:
            if not self.complete(image):
                self.fail("success, but the flash is wrong", result)
            return "complete", int(facts["faults"]) > 0
        if result.returncode != 5 or b": error: [" not in result.stderr:
            self.fail("no clear error", result)
        n = self.width
        if image != self.before and image[:n] != b"\xff" * n and not self.complete(image):
            self.fail("half of it would boot", result)
        if gone and self.fault != "stuck":
            self.second(image)
        return "error", True


def main():
    xpack, image, path, first, n, *kinds = sys.argv[1:]
    with open(path, "rb") as source:
        arguments = (xpack, image, source.read())
    directory = tempfile.mkdtemp(prefix="xpack-links.")
    try:
        usual = [kind for kind in KINDS if not kind.startswith(("narrow-", "spi-"))]
        for kind in kinds or usual:
            counts = {"complete": 0, "error": 0}
            despite = 0
            for seed in range(int(first), int(first) + int(n)):
                what, had_faults = Run(arguments, kind, seed, directory).judge()
                counts[what] += 1
                despite += what == "complete" and had_faults
            print(
                f"{kind}: {n} runs, {counts['complete']} complete, {despite} of them despite "
                f"faults, {counts['error']} errors",
                flush=True,
            )
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
