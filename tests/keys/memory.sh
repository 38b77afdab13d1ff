#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# memory.sh: nothing of a private key and of its passphrase is left in the process when it has
# signed.  The debugger stops it where the signed container is synced, and all of its memory is
# searched.  That the search finds what is there is shown with the key still open.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need gdb-multiarch openssl setsid
make_system system
phrase=xyloPhone-Quartz-58
(umask 077 && echo "$phrase" >passphrase)
"$XPACK" keygen -q -a rsa2048 rsa && "$XPACK" keygen -q -a p256 p256 || exit 99
for kind in rsa p256; do
	openssl pkey -in $kind -aes256 -passout file:passphrase -out $kind-locked || exit 99
done
openssl rsa -in rsa -traditional -aes256 -passout file:passphrase -out rsa-old 2>said &&
	openssl ec -in p256 -aes256 -passout file:passphrase -out p256-old 2>said || exit 99
"$XPACK" build -q --unsigned -o plain.itb system/system.xml || exit 99

# What is looked for: the numbers of the key, in the order of bytes of files and in that of this
# machine's words, in quarters, so that a part is found too; the text of the file; the passphrase.
cat >search.py <<'END'
import gdb, os, re, subprocess

def numbers(path):
    text = subprocess.run(["openssl", "pkey", "-in", path, "-noout", "-text"], check=True,
                          capture_output=True, text=True).stdout
    secret = ("priv", "privateExponent", "prime1", "prime2", "exponent1", "exponent2",
              "coefficient")
    found = {}
    for name, body in re.findall(r"^(\w+):\s*\n((?:    +[0-9a-f:]+\n)+)", text, re.M):
        if name in secret:
            found[name] = bytes.fromhex(re.sub(r"[\s:]", "", body)).lstrip(b"\0")
    assert len(found) in (1, 6), text
    return found

def needles():
    found = {"passphrase": open("passphrase", "rb").read().strip()}
    for name, number in numbers(os.environ["PLAIN"]).items():
        for order, data in (("big", number), ("little", number[::-1])):
            step = max(16, len(data) // 4)
            for at in range(0, len(data) - 15, step):
                found[f"{name} {order} {at}"] = data[at:at + 16]
    for line in open(os.environ["KEYFILE"]):
        if len(line) > 40 and "ENCRYPTED" not in open(os.environ["KEYFILE"]).read():
            found["text " + line[:8]] = line.strip()[8:40].encode()
    return found

def search():
    inferior = gdb.selected_inferior()
    wanted = needles()
    hits = set()
    size = 0
    for line in open(f"/proc/{inferior.pid}/maps"):
        span, mode, *rest = line.split()
        if mode[0] != "r" or rest[-1] in ("[vvar]", "[vsyscall]"):
            continue
        start, end = (int(x, 16) for x in span.split("-"))
        try:
            memory = bytes(inferior.read_memory(start, end - start))
        except gdb.MemoryError:
            continue
        size += len(memory)
        hits |= {name for name, data in wanted.items() if data in memory}
    print(f"SEARCHED {size >> 20 > 2} {len(wanted) > 4}")
    print("HITS", " ".join(sorted({name.split()[0] for name in hits})) or "none", flush=True)

gdb.execute("set pagination off")
gdb.execute("set confirm off")
gdb.execute("set breakpoint pending on")
gdb.execute("set debuginfod enabled off")
gdb.execute("break " + os.environ["STOP"])
gdb.execute("run")
search()
print("DUMPABLE", gdb.parse_and_eval("(int)prctl(3)"))
gdb.execute("kill")
END

# stopped STOP PLAIN KEYFILE COMMAND...: the search where it stops.
stopped()
{
	local stop=$1 plain=$2 keyfile=$3
	shift 3
	STOP=$stop PLAIN=$plain KEYFILE=$keyfile \
		run setsid -w gdb-multiarch -q -nx -batch -x search.py --args "$@" </dev/null
}

said()
{
	sed -n "s/^$1 //p" "$run_dir/stdout"
}

for key in rsa rsa-locked rsa-old p256 p256-locked p256-old; do
	cp plain.itb $key.itb
	sign=("$XPACK" sign -q -k "$key" --passphrase-file passphrase "$key.itb")
	stopped EVP_PKEY_sign "${key%%-*}" $key "${sign[@]}"
	is "$key: the search sees the process" "$(said SEARCHED)" 'True True'
	like "$key: while it is open the search finds it" "$(said HITS)" '(priv|primes?1)'
	is "$key: while it is open there are no core files" "$(said DUMPABLE)" 0
	stopped fsync "${key%%-*}" $key "${sign[@]}"
	is "$key: the search sees the process that has signed" "$(said SEARCHED)" 'True True'
	is "$key: when it has signed nothing is left" "$(said HITS)" none
	stopped fsync "${key%%-*}" $key "$XPACK" build -q -k $key --passphrase-file passphrase \
		-o $key.itb system/system.xml
	is "$key: when build has signed nothing is left" "$(said HITS)" none
done

# A wrong passphrase leaves nothing either.
(umask 077 && echo "$phrase" >wrong && openssl pkey -in rsa -aes256 -passout pass:other -out other)
stopped exit rsa other "$XPACK" sign -q -k other --passphrase-file wrong plain.itb
is 'a wrong passphrase: nothing is left' "$(said HITS)" none

# And a new key, whose numbers are known when it is made.
stopped fsync p256 p256 "$XPACK" keygen -q -a p256 --passphrase-file passphrase new
is 'keygen: no passphrase is left' "$(said HITS)" none
done_testing
