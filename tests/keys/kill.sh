#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# kill.sh: 'xpack sign' is killed at 200 moments, before each is known where it is: the container is
# the old one or the new one, whole.  A full disk and a limit leave the old one.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need python3
make_system system
# Some megabytes, so that copying takes its time: a blob.
sed -i 's|</Host>|<Area name="filler" start="0x41000000" size="8MiB" access="r"/>\
<Blob name="filler" file="filler.bin" address="0x41000000"/></Host>|
/kind="ram"/s/size="[^"]*"/size="64MiB"/' system/*.xml
python3 -c '
import random
open("system/filler.bin", "wb").write(random.Random(1).randbytes(8 << 20))' || exit 99
"$XPACK" keygen -q -a rsa2048 rsa || exit 99
run "$XPACK" build -q --unsigned -o old.itb system/system.xml
status_is 'a large container' 0
cp old.itb new.itb && "$XPACK" sign -q -k rsa new.itb || exit 99

cat >kill.py <<'END'
import filecmp, os, random, shutil, signal, subprocess, sys, time
command = sys.argv[1:]
shutil.copy("old.itb", "s.itb")
start = time.monotonic()
subprocess.run(command, check=True)
whole = time.monotonic() - start
moment = random.Random(200)
seen = {"old": 0, "new": 0, "other": 0, "killed": 0, "left": 0}
for i in range(200):
    shutil.copy("old.itb", "s.itb")
    process = subprocess.Popen(command)
    time.sleep(moment.uniform(0, 1.2 * whole))
    process.send_signal(signal.SIGKILL)
    seen["killed"] += process.wait() == -signal.SIGKILL
    name = [name for name in ("old", "new") if filecmp.cmp("s.itb", name + ".itb", False)]
    seen[name[0] if name else "other"] += 1
    left = [name for name in os.listdir(".") if name.startswith(".xpack-")]
    seen["left"] += len(left)
    for name in left:
        os.unlink(name)
print(seen["other"], seen["old"] + seen["new"], seen["killed"] > 0, seen["old"] > 0)
print(seen, file=sys.stderr)
END
run python3 kill.py "$XPACK" sign -q -k rsa s.itb
diag "$(cat "$run_dir/stderr")"
stdout_is 'killed at 200 moments: the old file or the new one' <<'END'
0 200 True True
END

# No room: by a limit on the size of files.
cp old.itb s.itb
run bash -c 'ulimit -f 1024 && exec "$@"' bash "$XPACK" sign -k rsa s.itb
refused_with 'no room for the file' 4
stderr_has 'no room for the file: said' 's.itb: error: [file-write] cannot write: File too large'
same 'no room for the file: the old one stays' s.itb old.itb
is 'nothing is left behind' "$(find . -name '.xpack-*')" ''
done_testing
