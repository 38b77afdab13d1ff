# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
"""Flashing through a line and a stub that fail at random, many times.

    faults.py XPACK IMAGE BYTES FIRST N

runs `xpack flash` N times, with the seeds FIRST and on.  IMAGE is the container, BYTES the file of
the boot image that it must become.  After each run: success, and the memory holds the boot image
and is otherwise as it was; or exit code 5 and a located error.  Either within its time, and the
first block of the boot image is never there without the others.  Prints what came of it.
"""

import collections
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import threading
import time

import stub

LIMIT = 150  # seconds that a run may take
TIMEOUT = 80  # ms that xpack waits for an answer
AT_A_TIME = 4  # runs, which wait most of their time
BLOCK = 4096
ROOM = 64 << 10  # behind the boot image


class Closed(Exception):
    pass


class Faulty(stub.Line):
    """Does a few kinds of harm, each with its own probability; one of them with every seed."""

    kinds = (
        "lose-request",
        "damage-request",
        "double-request",
        "lose-reply",
        "damage-reply",
        "double-reply",
        "late-reply",
        "hold-reply",
        "cut-reply",
        "wrong-length",
        "wrong-error",
        "lose-ack",
        "double-ack",
        "wrong-nak",
        "garbage",
        "notification",
        "close",
        "deaf",
        "flip",
    )

    def __init__(self, connection, server, rng, seed):
        super().__init__(connection, server)
        self.rng = rng
        self.count = collections.Counter()
        self.held = []
        others = rng.sample(self.kinds, rng.randint(0, 3))
        self.rates = {kind: rng.choice((0.003, 0.01, 0.03, 0.1)) for kind in others}
        self.rates[self.kinds[seed % len(self.kinds)]] = rng.choice((0.03, 0.1))

    def happens(self, kind):
        if self.rng.random() >= self.rates.get(kind, 0):
            return False
        self.count[kind] += 1
        return True

    def noise(self):
        if self.happens("garbage"):
            self.put(bytes(self.rng.choices(range(256), k=self.rng.randint(1, 40))))
        if self.happens("notification"):
            self.put(b"%Stop:T05thread:01;#00")

    def acknowledge(self, mark):
        if self.stub.no_ack or self.happens("lose-ack"):
            return
        self.put(b"-" if self.happens("wrong-nak") else mark)
        if self.happens("double-ack"):
            self.put(mark)

    def damage(self, data):
        data = bytearray(data)
        data[self.rng.randrange(len(data))] ^= 1 << self.rng.randrange(8)
        return bytes(data)

    def reply(self, body):
        if self.happens("wrong-length") and body:
            body = body[: self.rng.randrange(len(body))]
        if self.happens("wrong-error"):
            body = b"E01"
        data = self.last = stub.frame(body)
        if self.happens("damage-reply"):
            data = self.damage(data)
        if self.happens("cut-reply"):
            data = data[: self.rng.randrange(len(data))]
        if self.happens("late-reply"):
            time.sleep(self.rng.random() * 2 * TIMEOUT / 1000)
        if self.happens("hold-reply"):
            self.held.append(data)
            return
        if not self.happens("lose-reply"):
            self.put(data)
        if self.happens("double-reply"):
            self.put(data)
        while self.held and self.rng.random() < 0.5:
            self.put(self.held.pop(0))

    def take(self, body, is_right):
        self.noise()
        if self.happens("close"):
            raise Closed
        if self.happens("lose-request"):
            return
        if self.happens("damage-request"):
            is_right = False
        super().take(body, is_right)
        if is_right and self.happens("double-request"):
            super().take(body, is_right)
        self.noise()


class FaultyStub(stub.Stub):
    """Says OK and stores something else."""

    line = None

    def store(self, data, write):
        if self.line.happens("deaf"):
            return b"OK"
        if data and self.line.happens("flip"):
            data = self.line.damage(data)
        return write(data)

    def write(self, addr, data):
        return self.store(data, lambda d: super(FaultyStub, self).write(addr, d))

    def flash_write(self, addr, data):
        return self.store(data, lambda d: super(FaultyStub, self).flash_write(addr, d))


def serve(server, holder):
    connection = server.accept()[0]
    line = Faulty(connection, holder["stub"], holder["rng"], holder["seed"])
    holder["line"] = holder["stub"].line = line
    try:
        line.run()
    except (OSError, Closed):
        pass
    connection.close()


def one(seed, xpack, image, wanted):
    rng = random.Random(seed)
    options = ["size=%d" % rng.choice((256, 1024, 4096, 16384))]
    options += [o for o in ("no-ack", "binary", "arch=sparc") if rng.random() < 0.5]
    if rng.random() < 0.3:
        options.append("flash=0x4000")
    before = rng.randbytes((len(wanted) + ROOM) // ROOM * ROOM + ROOM)
    holder = {"seed": seed, "rng": rng, "stub": FaultyStub(before, 0, options)}
    path = "socket-%d" % seed
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(1)
    thread = threading.Thread(target=serve, args=(server, holder), daemon=True)
    thread.start()
    begin = time.monotonic()
    done = subprocess.run(
        [xpack, "flash", "-q", "--yes", "--to", "gdb:unix:" + path, image],
        env=dict(os.environ, XPACK_GDB_TIMEOUT=str(TIMEOUT)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
    )
    says = done.stderr.decode(errors="replace")
    assert done.returncode in (0, 5), "seed %d: exit %d: %s" % (seed, done.returncode, says)
    thread.join(LIMIT)
    server.close()
    os.unlink(path)
    found = bytes(holder["stub"].memory)
    count = holder["line"].count
    what = "seed %d (%s; %s): " % (seed, " ".join(options), dict(count))
    assert not thread.is_alive(), what + "the line is still open"
    assert len(found) == len(before), what + "the stub broke"
    if done.returncode == 0:
        assert found[: len(wanted)] == wanted, what + "success, and the memory is wrong"
        if "flash=0x4000" not in options:
            assert found[len(wanted) :] == before[len(wanted) :], what + "changed behind the image"
        assert not count["close"], what + "success after closing"
    else:
        assert says.startswith("gdb:unix:" + path + ": error: ["), what + says
        assert found[:BLOCK] != wanted[:BLOCK] or found[: len(wanted)] == wanted, (
            what + "half of the image would start"
        )
        assert count, what + "an error, and nothing was wrong: " + says
    return done.returncode, count, time.monotonic() - begin


def main(xpack, image, file, first, n):
    with open(file, "rb") as opened:
        wanted = opened.read()
    results = collections.Counter()
    faults = collections.Counter()
    longest = 0.0
    harmless = 0
    tasks = [(seed, xpack, image, wanted) for seed in range(int(first), int(first) + int(n))]
    with multiprocessing.Pool(AT_A_TIME) as pool:
        runs = pool.starmap(one, tasks, 1)
    for code, count, seconds in runs:
        results[code] += 1
        faults.update(count)
        harmless += code == 0 and bool(count)
        longest = max(longest, seconds)
    print("runs", int(n), "written", results[0], "despite-faults", harmless, "refused", results[5])
    print("faults", sum(faults.values()), "kinds", len(faults))
    print("longest %.1f s" % longest, dict(faults), file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
