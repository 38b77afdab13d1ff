#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_slots.sh: an update beside the old container, which boots whatever happens to the update.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

PATH=$PATH:/usr/sbin need qemu-system-sparc flashrom timeout python3
second=$((0x40000)) # where the second container begins

# make N: N.itb and N.prom, version N.0, sequence N.
make()
{
	cp -r "$top_builddir/tests/systems/leon3-two" "system-$1" && chmod -R u+w "system-$1" &&
		sed -i 's/manifestCap="64KiB"/manifestCap="64KiB" secondContainer="256KiB"/
			s/two" version="1.0"/two" version="'"$1"'.0" sequence="'"$1"'"/' \
			"system-$1/system.xml" &&
		"$XPACK" build -q -o "$1.itb" "system-$1/system.xml" || exit 99
}

# starts NAME FILE VERSION: the PROM boots, and it is that version that runs.
starts()
{
	boots_prom "$1" "$2"
	ok "$1: version $3 runs" grep -q "system 'leon3-two' $3.0 on" console
}

# hurt FILE OFFSET: a bit is flipped.
hurt()
{
	python3 -c '
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)[0]
    file.seek(int(sys.argv[2]))
    file.write(bytes([byte ^ 4]))' "$1" "$2"
}

for n in 1 2 3; do make $n; done
first=$(python3 -c 'print(open("1.prom", "rb").read().index(bytes.fromhex("d00dfeed")))')
code=$("$XPACK" list --json 1.itb | python3 -c '
import json, sys
listed = json.load(sys.stdin)
image = next(i for i in listed["images"] if i["name"] == "control.segment-0")
print(listed["manifest-size"] + image["data-offset"])')

# Beside the old one, then over the older of both.
cp 1.prom chip
flash --to file:chip --container --trace log 2.itb
status_is 'an update' 0
size=$(stat -c %s 2.itb)
stderr_is 'an update: said' <<END
file:chip: $size bytes programmed, $size bytes read back and equal; container b
END
ok 'an update: it is in the second place' cmp -i "$second:0" chip 2.itb
ok 'an update: all else is as it was' cmp -n "$second" chip 1.prom
starts 'an update' chip 2
run "$XPACK" verify chip
status_is 'an update: what is there is verified' 0
flash --to file:chip --container --verify-only 2.itb
status_is 'an update: verified where it is' 0
cp chip updated
flash --to file:chip --container 3.itb
status_is 'the next update' 0
like 'the next update: over the older one' "$(cat "$run_dir/stderr")" '; container a$'
ok 'the next update: it is in the first place' \
	cmp -i "$first:0" -n "$(stat -c %s 3.itb)" chip 3.itb
ok 'the next update: the loader is as it was' cmp -n "$first" chip updated
ok 'the next update: the other one is as it was' cmp -i "$second" chip updated
starts 'the next update' chip 3

# What the loader would not prefer.
cp updated chip
flash --to file:chip --container 1.itb
status_is 'an older one' 1
goes_on='1.itb: error: [flash-sequence] the loader would go on starting container b'
stderr_is 'an older one: said' <<END
$goes_on: its sequence is 2, this one's 1
1.itb: help: raise 'sequence' of the System to 2, or name the slot: --slot a
END
flash --to file:chip --container 2.itb
status_is 'the same again' 1
stderr_is 'the same again: said' <<'END'
2.itb: error: [flash-sequence] the loader starts this container already: it is container b
2.itb: help: --slot a writes it over the other one too
END
same 'refused: nothing is written' chip updated
flash --to file:chip --container --slot b 1.itb
status_is 'an older one, by its slot' 0
same 'an older one, by its slot: it is there' chip 1.prom
starts 'an older one, by its slot' chip 1
flash --to file:chip --container --slot c 1.itb
status_is 'no such slot' 2
flash --to file:chip --slot a 1.itb
status_is 'a slot without --container' 2

# Damage.  A damaged one is healed with the same container; one that the other needs is not written.
cp 1.prom chip
hurt chip $((second + code))
flash --to file:chip --container 1.itb
status_is 'the second is damaged' 0
same 'the second is damaged: healed' chip 1.prom
hurt chip $((first + code))
flash --to file:chip --container 2.itb
like 'the first needs the second: it is written over itself' \
	"$(cat "$run_dir/stderr")" '; container a$'
starts 'the first needed the second' chip 2
cp 1.prom chip
hurt chip $((first + code))
hurt chip $((second + code - 40000))
cp chip before
flash --to file:chip --container 2.itb
status_is 'each needs the other' 5
stderr_is 'each needs the other: said' <<END
file:chip: error: [flash-slot] neither container can be written over without risk
file:chip: note: a, at 0x$(printf %08x "$first"): the other one does not start by itself
file:chip: note: b, at 0x00040000: the other one does not start by itself
file:chip: help: --slot a or --slot b writes that one nevertheless
END
same 'each needs the other: nothing is written' chip before
flash --to file:chip --container --slot b 2.itb
status_is 'each needs the other: by its slot' 0
starts 'each needed the other' chip 2

# Power fails at every block of an update: the old one boots, and --resume completes the new one.
# replay OLD NEW LOG N OUT: OLD with the first N blocks of what LOG says was written.
replay()
{
	python3 - "$@" <<'END'
import re, sys
old, new, log, n, out = sys.argv[1:]
chip, wanted = bytearray(open(old, "rb").read()), open(new, "rb").read()
writes = [(int(m[1], 16), int(m[2])) for m in
          (re.search(r"write 0x([0-9a-f]+), (\d+) bytes", line) for line in open(log)) if m]
blocks = [(at + i, min(4096, size - i)) for at, size in writes for i in range(0, size, 4096)]
for number, (at, size) in enumerate(blocks[: int(n)]):
    data = bytes(size) if number < 2 else wanted[at : at + size]
    chip[at : at + size] = data
open(out, "wb").write(chip)
print(len(blocks))
END
}

# cuts NAME OLD NEW CONTAINER VERSION: of the old one.
cuts()
{
	local n n_blocks complaints=''
	cp "$2" chip
	flash --to file:chip --container --trace log "$4"
	same "$1: as before" chip "$3"
	n_blocks=$(replay "$2" "$3" log 0 cut)
	for ((n = 1; n < n_blocks; n++)); do
		replay "$2" "$3" log $n cut >/dev/null
		timeout 60 qemu-system-sparc -M leon3_generic -m 128 -bios cut -display none \
			-monitor none -serial stdio -no-reboot -icount shift=4 \
			</dev/null >console 2>&1
		grep -q "system 'leon3-two' $5.0 on" console &&
			grep -q '^xhost: halt, status 0' console ||
			complaints+="cut at block $n: the old one does not boot"$'\n'
		flash --to file:cut --container --resume "$4"
		[ "$status" -eq 0 ] && cmp -s cut "$3" ||
			complaints+="cut at block $n: not completed: $(cat "$run_dir/stderr")"$'\n'
	done
	diag "$1: $n_blocks blocks"
	ok "$1: there are cuts" test "$n_blocks" -gt 10
	is "$1: the old one boots after each, and the update can be completed" "$complaints" ''
}
cp updated chip
flash --to file:chip --container 3.itb
cp chip again
cuts 'power cuts, the second is written' 1.prom updated 2.itb 1
cuts 'power cuts, the first is written' updated again 3.itb 2

# A chip behind flashrom.
spi=spi:dummy:emulate=SST25VF032B,image=chip
head -c 4M /dev/zero | tr '\0' '\377' >chip
dd if=1.prom of=chip conv=notrunc status=none
cp chip before
flash --to "$spi" --container 2.itb
status_is 'a chip' 0
ok 'a chip: it is in the second place' cmp -i "$second:0" -n "$(stat -c %s 2.itb)" chip 2.itb
ok 'a chip: all before is as it was' cmp -n "$second" chip before
starts 'a chip' chip 2
run "$XPACK" verify chip
status_is 'a chip: read out whole, it is verified' 0
flash --to "$spi" --container 1.itb
status_is 'a chip: an older one' 1

# A board behind a debugger, which is reset then.
server=
trap '[ -z "$server" ] || kill "$server"; cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
cp 1.prom prom
truncate -s 512K prom
timeout 300 qemu-system-sparc -M leon3_generic -m 128 -bios prom -S -display none -icount shift=4 \
	-serial file:console -monitor none -no-shutdown \
	-chardev socket,path=gdb,server=on,wait=off,id=stub -gdb chardev:stub \
	</dev/null >server.log 2>&1 &
server=$!
for ((try = 0; try < 500; try++)); do [ ! -S gdb ] || break; sleep 0.02; done
flash --to gdb:unix:gdb --container --reset 2.itb
status_is 'a board behind a debugger' 0
like 'a board behind a debugger: said' "$(cat "$run_dir/stderr")" '; container b$'
for ((try = 0; try < 2000; try++)); do grep -qs '^xhost: halt' console && break; sleep 0.02; done
ok 'a board behind a debugger: the new one runs' grep -q "system 'leon3-two' 2.0 on" console
ok 'a board behind a debugger: it was taken' \
	grep -q '^taken 0x00040000, sequence 0x00000002' console
done_testing
