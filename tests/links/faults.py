# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Flashing a board over links, and into flash, that fail at random, many times.

    faults.py XPACK IMAGE BYTES FIRST N [KIND...]

runs `xpack flash` N times for each kind of fault (serve.py), with the seeds FIRST and on.  IMAGE is
the container, BYTES the file of the boot image that it must become.  KIND `wide`, `narrow`, `spi` or
`bytes` (SPI flash, byte by byte) means all of those boards; JOBS=2 runs two seeds at a time.  After each run:

- exit code 0: the flash holds the boot image, and behind it what it held before; memory controller,
  processor, RAM, locks, protection are as they were, and the flash shows its contents;
- where a serial line spoilt bytes, words may have been put anywhere, behind the image, too; that
  has to be said (ELSEWHERE);
- exit code 5, or that of the signal, a located error, and the flash is in a known state: as it was,
  or without its first unit of the bus, so that nothing starts, or complete; what is not as it was
  is told in words (FACTS);
- where nothing is broken, and after the power came back, a second run completes the flash: a plain
  one, with --minimize, or with --resume where docs/flash.md says that it does.

Prints a line for each kind, and what a run was when it did not end so.
"""

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT = 100  # seconds that a run may take
SIZE = 256 << 10
SECTOR = 8 << 10
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# kind: link, how many bytes, datagrams or changes lie between two faults, or until one
SERIAL, NET, BOTH = ("ahbuart",), ("edcl",), ("ahbuart", "edcl")
WIDE = {
    "drop": (SERIAL, 30000),
    "double": (SERIAL, 30000),
    "flip": (SERIAL, 30000),
    "lose": (NET, 1000),
    "reorder": (NET, 1000),
    "duplicate": (NET, 200),
    "stuck": (BOTH, 20000),
    "worn": (BOTH, 0),
    "cut": (BOTH, 20000),
    "pull": (BOTH, {"ahbuart": 120000, "edcl": 3000}),
    "signal": (BOTH, {"ahbuart": 200000, "edcl": 5000}),
    "pull-signal": (BOTH, {"ahbuart": 120000, "edcl": 3000}),
}
NARROW = {
    "drop": (SERIAL, 60000),
    "double": (SERIAL, 60000),
    "flip": (SERIAL, 60000),
    "lose": (NET, 300),
    "reorder": (NET, 300),
    "duplicate": (NET, 100),
    "stuck": (BOTH, 30000),
    "worn": (BOTH, 0),
    "cut": (BOTH, 30000),
    "pull": (BOTH, {"ahbuart": 80000, "edcl": 800}),
    "signal": (BOTH, {"ahbuart": 150000, "edcl": 1000}),
    "pull-signal": (BOTH, {"ahbuart": 80000, "edcl": 800}),
}
SPI = {
    "drop": (SERIAL, 60000),
    "double": (SERIAL, 60000),
    "flip": (SERIAL, 60000),
    "lose": (NET, 500),
    "reorder": (NET, 500),
    "duplicate": (NET, 150),
    "stuck": (BOTH, 20000),
    "worn": (BOTH, 0),
    "cut": (BOTH, 20000),
    "pull": (BOTH, {"ahbuart": 150000, "edcl": 1500}),
    "signal": (BOTH, {"ahbuart": 250000, "edcl": 2500}),
    "pull-signal": (BOTH, {"ahbuart": 150000, "edcl": 1500}),
}
BYTES = {
    "drop": (SERIAL, 60000),
    "double": (SERIAL, 60000),
    "flip": (SERIAL, 60000),
    "lose": (NET, 4000),
    "reorder": (NET, 4000),
    "duplicate": (NET, 1000),
    "stuck": (BOTH, 20000),
    "worn": (BOTH, 0),
    "cut": (BOTH, 20000),
    "pull": (BOTH, {"ahbuart": 300000, "edcl": 20000}),
    "signal": (BOTH, {"ahbuart": 500000, "edcl": 35000}),
    "pull-signal": (BOTH, {"ahbuart": 300000, "edcl": 20000}),
}
NOISE = ("drop", "double", "flip")
# What a wrong bit in an address, or a byte too many, may do: words that are put anywhere, behind
# the image, too.  That has to be said.  And a pseudo terminal does not keep a break in its place
# among bytes: on a machine that is busy the board may find its rate in those of before.
ELSEWHERE = "words elsewhere on the board may have changed"
STRAY = (("rest", "changed"), ("locks", "more"))
BOARDS = {"wide": WIDE, "narrow": NARROW, "spi": SPI, "bytes": BYTES}

# ms that an answer may take: short where many are lost, but on a machine that has other work, too
TIMEOUTS = {"drop": 60, "double": 60, "flip": 60, "lose": 100, "reorder": 100}

# What the board reports: as it was, and what xpack says when it is not.
FACTS = {
    "mcfg1": ("restored", ["left writable"]),
    "cpu": ("restored", ["left stopped"]),
    "ram": ("restored", ["left stopped"]),
    "rest": ("restored", []),
    "bogus": ("0", []),
    "shows": (
        "contents",
        ["left in user mode", "left writable", "does not show its contents", "is not ready within"],
    ),
    "locks": ("restored", ["left unlocked"]),
    "status": (None, ["left open"]),
}


class Failure(Exception):
    """A run did not end as it has to."""


class Board:
    """serve.py in a directory of its own."""

    server = os.path.join(HERE, "serve.py")

    def __init__(self, directory, link, options):
        self.directory = directory
        shutil.rmtree(directory, ignore_errors=True)
        os.mkdir(directory)
        command = [sys.executable, self.server, link, directory, *options]
        with open(os.path.join(directory, "log"), "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        name = os.path.join(directory, "name")
        while not os.path.exists(name):
            if self.process.poll() is not None:
                raise Failure(f"serve.py ended: {self.read('log')}")
            time.sleep(0.01)
        self.place = self.read("name").decode()
        self.name = f"{link}:{self.place}"

    def read(self, name):
        with open(os.path.join(self.directory, name), "rb") as source:
            return source.read()

    def end(self):
        open(os.path.join(self.directory, "stop"), "wb").close()
        self.process.wait()
        if self.read("log"):
            raise Failure(self.read("log").decode())
        facts = {}
        for line in self.read("report").decode().splitlines():
            name, text = line.split(" ", 1)
            facts[name] = f"{facts[name]}; {text}" if name in facts else text
        return facts, self.read("image")


def has_illegal(facts, n_runs):
    """Where a serial line had more breaks than each run's first, an answer was late, which a busy
    machine does, and what was on the line was lost: then commands were, too."""
    return "illegal" in facts and int(facts["breaks"]) <= n_runs


def allow_signals():
    """Whoever started the tests may ignore them."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)


class Flashing:
    """A run of xpack flash, of which the board knows the number."""

    def __init__(self, xpack, image, board, options, timeout_ms):
        env = dict(os.environ, XPACK_LINK_TIMEOUT=timeout_ms)
        pid = os.path.join(board.directory, "pid")
        command = [xpack, "flash", "--yes", "--to", board.name, *options, image]
        self.options = options
        self.board = board
        self.process = subprocess.Popen(
            ["sh", "-c", f'echo $$ >"{pid}"; exec "$@"', "sh", *command],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=allow_signals,
        )

    def end(self):
        try:
            _, said = self.process.communicate(timeout=LIMIT)
            self.code = self.process.returncode
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, said = self.process.communicate()
            self.code = "that it hangs"
        self.said = said.decode(errors="replace")
        return self


class Run:
    def __init__(self, arguments, kind, seed, directory):
        self.xpack, self.image, self.wanted = arguments
        self.kind = kind
        self.seed = seed
        self.directory = directory
        self.rng = random.Random(f"{kind} {seed}")
        self.of, self.fault = kind.split("-", 1)
        links, every = BOARDS[self.of][self.fault]
        self.link = self.rng.choice(links)
        self.every = every[self.link] if isinstance(every, dict) else every
        is_spi = self.of in ("spi", "bytes")
        self.block = 4096 if is_spi else SECTOR
        self.state = os.path.join(directory, "state")
        self.chips = self.choose_spi() if is_spi else self.choose_nor()
        self.before, self.options = self.contents()

    def choose_nor(self):
        self.width = self.rng.choice((1, 2)) if self.of == "narrow" else 4
        self.status = None
        chips = [
            f"flash={self.rng.choice(('intel', 'amd'))}",
            f"width={self.width}",
            f"chip={self.rng.choice([n for n in (1, 2, 4) if n <= self.width])}",
            f"flash_kib={SIZE >> 10}",
            f"sector_kib={SECTOR >> 10}",
        ]
        if self.rng.randrange(3) == 0:
            locked = self.rng.sample(range(12), self.rng.randrange(1, 5))
            chips.append("locked=" + ",".join(str(n) for n in locked))
            chips += ["alllocks"] if self.rng.randrange(2) else []
        return chips

    def choose_spi(self):
        maker, second = self.rng.choice(((0xC2, 0), (0xEF, 2)))
        protect = self.rng.choice((0, 0x1C))
        self.width = 1
        self.status = f"{protect:#x} {second:#x}"
        chips = ["spim", f"spi_maker={maker}", f"protect={protect}"]
        chips += ["nodsu"] if self.of == "bytes" else []
        return chips + [f"flash_kib={SIZE >> 10}", f"spi_page={self.rng.choice((128, 256))}"]

    def contents(self):
        """Nothing, other bytes, or an older image of which some sectors are written; where that
        takes long, mostly the last."""
        n_older = {"wide": 1, "narrow": 3, "spi": 2, "bytes": 6}[self.of]
        how = self.rng.choice([0, 1] + [2] * n_older)
        if how == 0:
            return b"\xff" * SIZE, []
        if how == 1:
            return self.rng.randbytes(SIZE), []
        older = bytearray(self.wanted.ljust(SIZE, b"\x5a"))
        for _ in range(3):
            older[self.rng.randrange(len(self.wanted))] ^= 0x81
        return bytes(older), ["--minimize"]

    def written(self):
        """Blocks of which one differs, or that are written anyhow."""
        size, n = self.block, len(self.wanted)
        pairs = enumerate(zip(self.before, self.wanted))
        return sorted({0, (n - 1) // size} | {at // size for at, (a, b) in pairs if a != b})

    def fail(self, text, run, facts=None):
        raise Failure(
            f"{self.kind}, seed {self.seed}: {text}\n{run.board.name} {self.chips} {run.options} "
            f"exit code {run.code}\n{facts or ''}\n{run.said}"
        )

    def serve(self, link, image, *options):
        path = os.path.join(self.directory, "holds")
        with open(path, "wb") as to:
            to.write(image)
        directory = os.path.join(self.directory, "board")
        options = [*self.chips, f"image={path}", "ram_mib=16", *options]
        if link == "ahbuart":
            options += [f"tty={os.path.join(directory, 'tty')}", "misframe=20", "stale=20"]
        return Board(directory, link, options)

    def trouble(self):
        """What goes wrong: options of the board, and how long after a pulled cable a signal
        comes."""
        rng, after = self.rng, None
        options = [f"seed={rng.randrange(1 << 30)}", f"every={self.every}"]
        at = rng.randrange(1, 2 * self.every) if self.every else 0
        if self.fault == "worn":
            return [f"worn={rng.choice(self.written())}"], None
        if "pull" in self.fault:
            options += ["fault=pull", f"at={at}"] + (["quiet"] if rng.randrange(2) else [])
        elif self.fault != "signal":
            options.append(f"fault={self.fault}")
        if self.fault == "pull-signal" and rng.randrange(2):
            return options, rng.random() / 2
        if "signal" in self.fault:
            sooner = rng.randrange(min(at, 100)) if self.fault == "pull-signal" else 0
            options += [f"signal={at - sooner}", f"number={rng.choice(SIGNALS):d}"]
        return options, after

    def flash(self, board, options, after=None):
        run = Flashing(self.xpack, self.image, board, options, str(TIMEOUTS.get(self.fault, 200)))
        if after is not None:
            self.signal_late(run, board, after)
        return run.end()

    def signal_late(self, run, board, after):
        pulled = os.path.join(board.directory, "pulled")
        while run.process.poll() is None and not os.path.exists(pulled):
            time.sleep(0.005)
        time.sleep(after)
        run.process.send_signal(self.rng.choice(SIGNALS))

    def test_facts(self, run, facts):
        """All as it was or, after an error, said that it is not."""
        for name, (good, words) in FACTS.items():
            good = good or self.status
            if name not in facts or facts[name] == good:
                continue
            is_stray = name == "bogus" or (name, facts[name]) in STRAY
            is_stray |= name == "mcfg1" and self.of in ("spi", "bytes")  # nobody puts it back
            is_told = ELSEWHERE in run.said or "[flash-verify]" in run.said
            if self.fault in NOISE and is_stray and is_told:
                continue
            if run.code == 0 or not any(word in run.said for word in words):
                self.fail(f"{name} is {facts[name]}, not {good}, and nothing says so", run, facts)

    def is_complete(self, image, behind=None):
        """The boot image is there; behind it all is as before."""
        n = len(self.wanted)
        behind = n if behind is None else behind
        return image[:n] == self.wanted and image[behind:] == self.before[behind:]

    def test_state(self, run, facts, image):
        """It does not half boot, and somebody said why."""
        codes = [5] if "signal" not in self.fault else [-number for number in SIGNALS]
        if self.fault == "pull-signal":
            codes.append(5)
        if run.code not in codes:
            self.fail("the exit code is another", run, facts)
        is_whole = self.is_complete(image)
        is_as_it_was = image == self.before
        if image[: self.width] != b"\xff" * self.width and not is_whole and not is_as_it_was:
            self.fail("half of it would boot", run, facts)
        if ": error: [" not in run.said and (run.code == 5 or not is_whole and not is_as_it_was):
            self.fail("no clear error", run, facts)

    def judge(self):
        # What an interrupted run kept for this target's name is not another run's.
        os.environ["XDG_STATE_HOME"] = self.state
        shutil.rmtree(self.state, ignore_errors=True)
        options, after = self.trouble()
        board = self.serve(self.link, self.before, *options)
        run = self.flash(board, self.options, after)
        facts, image = board.end()
        n_faults = int(facts["faults"])
        if self.fault not in NOISE and has_illegal(facts, 1):
            self.fail("illegal commands", run, facts)
        self.test_facts(run, facts)
        if run.code == 0:
            is_noisy = self.fault in NOISE and ELSEWHERE in run.said
            behind = len(image) if is_noisy else None
            if not self.is_complete(image, behind):
                self.fail("success, but the flash is wrong", run, facts)
            return "complete", n_faults
        self.test_state(run, facts, image)
        if self.fault not in ("worn", "stuck", *NOISE):
            self.second(board.place, image)
        return "error", n_faults

    # Afterwards.

    def second(self, place, image):
        """How it goes on, at random."""
        how = self.rng.choice((["--resume"], ["--minimize"], []))
        if how != ["--resume"]:
            shutil.rmtree(self.state, ignore_errors=True)
            board = self.serve(self.rng.choice(BOTH), image)
            # What shared a sector with the last bytes may be gone with the power.
            behind = -(-len(self.wanted) // SECTOR) * SECTOR
            self.test_second(board, self.flash(board, how), behind)
            return
        # The journal is that of the target's name.
        same = [f"place={place}"] if self.link == "edcl" else []
        board = self.serve(self.link, image, *same)
        has_journal = os.path.isdir(self.state) and any(
            name.endswith(".journal") for _, _, names in os.walk(self.state) for name in names
        )
        n_runs = 1
        if has_journal and self.rng.randrange(2):
            self.test_refused(self.flash(board, []), "flash-journal")
            n_runs += 1
        run = self.flash(board, how)
        if not has_journal and run.code == 1:
            self.test_refused(run, "flash-resume")
            if self.can_resume(image):
                self.fail("--resume refuses what was interrupted", run)
            run = self.flash(board, ["--minimize"])
            n_runs += 1
        elif not has_journal and not self.can_resume(image):
            self.fail("--resume goes on where nothing was interrupted", run)
        self.test_second(board, run, n_runs=n_runs)

    def can_resume(self, image):
        """The first block is erased or begun, or all is there."""
        n = len(self.wanted)
        first = zip(image[: self.block], self.wanted[: self.block])
        return image[:n] == self.wanted or (
            image[: self.block] != self.wanted[: self.block] and all(a & b == b for a, b in first)
        )

    def test_refused(self, run, check):
        if run.code != 1 or f"error: [{check}]" not in run.said:
            self.fail(f"not refused ({check})", run)

    def test_second(self, board, run, behind=None, n_runs=1):
        facts, image = board.end()
        self.test_facts(run, facts)
        if run.code != 0 or not self.is_complete(image, behind) or has_illegal(facts, n_runs):
            self.fail("a second run does not complete", run, facts)


def judge(task):
    """In a process of its own; what it was, how many faults it had, and what is wrong."""
    arguments, kind, seed, above = task
    directory = os.path.join(above, str(os.getpid()))
    os.makedirs(directory, exist_ok=True)
    try:
        return *Run(arguments, kind, seed, directory).judge(), None
    except Failure as failure:
        return "wrong", 0, str(failure)


def run_kind(pool, kind, tasks):
    """false: one was wrong."""
    counts = {"complete": 0, "error": 0, "wrong": 0}
    despite = n_faults = 0
    for what, faults, why in pool.imap(judge, tasks):
        counts[what] += 1
        despite += what == "complete" and faults > 0
        n_faults += faults
        if why:
            print(why, file=sys.stderr, flush=True)
    wrong = f", {counts['wrong']} WRONG" if counts["wrong"] else ""
    print(
        f"{kind}: {len(tasks)} runs, {counts['complete']} complete, {despite} of them despite "
        f"faults, {counts['error']} errors; {n_faults} faults{wrong}",
        flush=True,
    )
    return not wrong


def kinds_of(words):
    for word in words or BOARDS:
        if word in BOARDS:
            yield from (f"{word}-{fault}" for fault in BOARDS[word])
        else:
            yield word


def main():
    xpack, image, path, first, n, *words = sys.argv[1:]
    with open(path, "rb") as source:
        arguments = (xpack, image, source.read())
    directory = tempfile.mkdtemp(prefix="xpack-links.")
    seeds = range(int(first), int(first) + int(n))
    is_well = True
    try:
        with multiprocessing.Pool(int(os.environ.get("JOBS", "1"))) as pool:
            for kind in kinds_of(words):
                tasks = [(arguments, kind, seed, directory) for seed in seeds]
                is_well &= run_kind(pool, kind, tasks)
    finally:
        shutil.rmtree(directory)
    sys.exit(not is_well)


if __name__ == "__main__":
    main()
