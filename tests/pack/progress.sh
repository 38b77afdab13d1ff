#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# How far work is, for people and for programs, when 400 ms pass with each look at the clock: the
# bar on a terminal after a second, nothing in a pipe, lines of JSON.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/pack/lib.sh
. "$top_srcdir/tests/pack/lib.sh"

# shellcheck disable=SC2086 # CC may have options.
${CC:?} -shared -fPIC -o hurry.so "$top_srcdir/tests/pack/hurry.c" || exit 99
"$XPACK" keygen -q -a rsa2048 rsa.pem || exit 99
write_system system 2 $((4 << 20)) auto || exit 99
write_words system/blob-1 $((4 << 20)) 1 || exit 99
head -c $((4 << 20)) /dev/urandom >system/blob-2

hurry=(env LD_PRELOAD="$tmp/hurry.so")
build=("$XPACK" build -j 1 --no-boot-image -k rsa.pem -o out.itb)

# phases: the lines of progress on stdout, of which all but the first and last of a phase are left
# out; and what is not one.
phases()
{
	python3 - "$run_dir/stdout" <<-'END'
		import json, sys
		lines = []
		for line in open(sys.argv[1]):
		    try:
		        value = json.loads(line)
		    except ValueError:
		        break
		    if "phase" not in value:
		        break
		    assert list(value) == ["phase", "done", "total"] and line.count("\n") == 1, line
		    if lines and lines[-1]["phase"] == value["phase"]:
		        assert lines[-1]["done"] <= value["done"] <= value["total"], line
		        if len(lines) > 1 and lines[-2]["phase"] == value["phase"]:
		            lines.pop()
		    lines.append(value)
		for value in lines:
		    print(value["phase"], value["done"], value["total"])
	END
}

run "${build[@]}" --json system/system.xml
status_is 'build --json' 0
container=$(stat -c %s out.itb)
all=$("$XPACK" list --json out.itb | python3 -c 'import json, sys
print(sum(image["data-size"] for image in json.load(sys.stdin)["images"]))')
is 'build --json: its phases' "$(phases)" "compress 0 8388616
compress 8388616 8388616
copy 0 $all
copy $all $all"
is 'build --json: the result is one value behind them' \
	"$(sed '/^{"phase"/d' "$run_dir/stdout" | python3 -c 'import json, sys
print(json.load(sys.stdin)["bytes"])')" "$container"

# verify prints one value where there is nothing to wait for, and late lines where there is.
run "$XPACK" verify -j 1 --json -p rsa.pem.pub out.itb
status_is 'verify --json' 0
stdout_is_json 'verify --json: one value'
cp "$run_dir/stdout" result
run "${hurry[@]}" "$XPACK" verify -j 1 --json -p rsa.pem.pub out.itb
status_is 'a slow verify --json' 0
grep '^{"phase"' "$run_dir/stdout" >lines
# Each MiB is a look at the clock, and so is each end; the third is later than a second.
is 'a slow verify --json: lines of the bytes behind the first two MiB' "$(wc -l <lines)" 5
ok 'a slow verify --json: the first is behind those' \
	python3 -c 'import json; assert json.loads(open("lines").readline())["done"] > 3 << 20'
is 'a slow verify --json: the last of a phase' "$(phases | tail -n 1)" "hash $all $all"
is 'a slow verify --json: the same result behind them' \
	"$(sed '/^{"phase"/d' "$run_dir/stdout")" "$(cat result)"

# Of memory behind what an image holds nothing is decoded: a host with 12 MiB and as much .bss.
mkdir bss
cat >bss/host.yaml <<-'END'
	--- !ELF
	FileHeader: { Class: ELFCLASS32, Data: ELFDATA2MSB, Type: ET_EXEC, Machine: EM_SPARC,
	  Entry: 0x40000000 }
	ProgramHeaders:
	  - { Type: PT_LOAD, Flags: [ PF_R, PF_W, PF_X ], VAddr: 0x40000000, FirstSec: .text,
	      LastSec: .bss }
	Sections:
	  - { Name: .text, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC, SHF_WRITE, SHF_EXECINSTR ],
	      Address: 0x40000000, AddressAlign: 8, Content: 1080000001000000, Size: 0xc00000 }
	  - { Name: .bss, Type: SHT_NOBITS, Flags: [ SHF_ALLOC, SHF_WRITE ], Address: 0x40c00000,
	      AddressAlign: 8, Size: 0xc00000 }
END
yaml2obj --max-size=100000000 bss/host.yaml -o bss/host.elf || exit 99
{
	write_head
	cat <<-END
		$(host lz4)
		<Area name="main" start="0x40000000" size="32MiB" access="rwx"/>
		</Host><Loader region="prom"/></System>
	END
} >bss/system.xml
"$XPACK" build -q --no-boot-image -k rsa.pem -o bss.itb bss/system.xml || exit 99
run "${hurry[@]}" "$XPACK" verify -j 1 --json -p rsa.pem.pub bss.itb
is 'decoding: all that there is to decode is done in the end' "$(phases | tail -n 1)" \
	"decode $((12 << 20)) $((12 << 20))"

# bar COMMAND...: what is printed on a terminal, as lines without control characters.
bar()
{
	python3 - "$@" <<-'END'
		import os, pty, sys
		kept = b""
		def read(fd):
		    global kept
		    data = os.read(fd, 4096)
		    kept += data
		    return b""
		pid, fd = pty.fork()
		if pid == 0:
		    os.execvp(sys.argv[1], sys.argv[1:])
		while True:
		    try:
		        data = os.read(fd, 4096)
		    except OSError:
		        break
		    if not data:
		        break
		    kept += data
		code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
		for line in kept.decode().replace("\x1b[K", "$").replace("\r", "\n").split("\n"):
		    if line:
		        print(line)
		sys.exit(code)
	END
}

bar "${hurry[@]}" "$XPACK" verify -j 1 -p rsa.pem.pub out.itb >terminal ||
	fail 'verify on a terminal'
like 'a bar on a terminal, with rate and rest' "$(head -n 1 terminal)" \
	'^hash     \[[#]+[.]+\]  *[0-9]+ %, [0-9.]+ MiB/s, [0-9]+ s left\$$'
like 'it goes away before the last line' "$(tail -n 1 terminal)" '^\$out.itb: authentic'
bar "$XPACK" verify -j 1 -p rsa.pem.pub out.itb >terminal || fail 'quick verify on a terminal'
like 'none for quick work' "$(cat terminal)" '^out.itb: authentic[^$]*$'
run "${hurry[@]}" "$XPACK" verify -j 1 -p rsa.pem.pub out.itb
stderr_is 'none in a pipe' <terminal
done_testing
