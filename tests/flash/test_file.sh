#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_file.sh: flashing files, and booting what stands in them.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need qemu-system-sparc qemu-system-i386 timeout script
size=$(stat -c %s leon3-two.prom)

# From a container and from a boot image, into a new file and into one of a chip's size.
flash --to file:new.flash leon3-two.itb
status_is 'a container into a new file' 0
stderr_is 'a container into a new file: said' <<END
file:new.flash: $size bytes programmed, $size bytes read back and equal
END
last=$(printf '0x%08x' $((size - 1)))
same 'a container into a new file: shown' shown - <<END
image   leon3-two 1.0 for leon3_generic, security version 1, $size bytes
target  new file new.flash, $size bytes
place   0x00000000..$last
END
same 'a container into a new file: the boot image' new.flash leon3-two.prom
head -c 1M /dev/urandom >chip
cp chip before
flash --to file:chip leon3-two.prom
status_is 'a boot image into a chip' 0
ok 'a boot image into a chip: it is there' cmp -n "$size" chip leon3-two.prom
ok 'a boot image into a chip: the rest is as it was' cmp -i "$size" chip before
boots_prom 'a chip that was flashed' chip

# At an offset, with what surrounds it kept.
cp before chip
flash --to file:chip --offset 0x11000 --json leon3-two.prom
status_is 'at an offset' 0
{
	head -c $((0x11000)) before
	cat leon3-two.prom
	tail -c +$((0x11000 + size + 1)) before
} >wanted
same 'at an offset: that and nothing else changed' chip wanted
ok 'at an offset: lines of JSON' python3 - "$run_dir/stdout" "$size" <<'END'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert lines[0] == {
    "phase": "target", "image": "leon3-two 1.0", "board": "leon3_generic", "security-version": 1,
    "target": "file chip, 1048576 bytes", "address": 0x11000, "bytes": int(sys.argv[2])}, lines
del lines[0]
assert lines[0]["phase"] == "program", lines
assert lines[-1]["phase"] == "done" and lines[-1]["verified"] == int(sys.argv[2]), lines
assert all(line["done"] <= line["total"] for line in lines[:-1]), lines
END
flash --to file:chip --offset 0xff000 leon3-two.prom
status_is 'beyond the end of a chip: it is made longer' 0
same 'read back' <(tail -c "$size" chip) leon3-two.prom
flash --to file:chip --read-back copy
status_is 'read-back' 0
same 'read-back: the whole file' copy chip
flash --to file:chip --read-back copy --offset 4KiB --size 8KiB --json
status_is 'read-back of a part' 0
same 'read-back of a part: that part' copy <(tail -c +4097 chip | head -c 8192)
is 'read-back of a part: the last line of JSON' "$(tail -n 1 "$run_dir/stdout")" \
	'{"phase": "done", "read": 8192}'

# Comparing, minimizing, resuming.
cp leon3-two.prom chip
flash --to file:chip --verify-only leon3-two.itb
status_is 'verify-only' 0
stderr_is 'verify-only: said' <<END
file:chip: 0 bytes programmed, $size bytes read back and equal
END
flash --to file:chip --minimize leon3-two.itb
stderr_is 'minimize: nothing differs' <<END
file:chip: 0 bytes programmed, $size bytes read back and equal
END
flash --to file:chip --resume leon3-two.itb
stderr_is 'resume: nothing is missing' <<END
file:chip: 0 bytes programmed, $size bytes read back and equal
END
printf '\125' | dd of=chip bs=1 seek=4660 conv=notrunc status=none
flash --to file:chip --verify-only leon3-two.itb
status_is 'verify-only: a byte differs' 5
byte=$(od -An -tx1 -j4660 -N1 leon3-two.prom | tr -d ' ')
stderr_is 'verify-only: a byte differs: said' <<END
file:chip: error: [flash-verify] at 0x00001234 it has 0x55, not 0x$byte
END
help='file:chip: help: --minimize writes what differs, whatever stands there'
flash --to file:chip --resume leon3-two.itb
status_is 'resume: nothing was interrupted' 1
stderr_is 'resume: nothing was interrupted: said' <<END
file:chip: error: [flash-resume] nothing was interrupted here: the first block is there, and \
others are not
$help
END
printf '\125' | dd of=chip conv=notrunc status=none
flash --to file:chip --resume leon3-two.itb
status_is 'resume: something else' 1
stderr_is 'resume: something else: said' <<END
file:chip: error: [flash-resume] nothing was interrupted here: the first block has something else
$help
END
head -c 65536 /dev/zero | dd of=chip conv=notrunc status=none
flash --to file:chip --resume leon3-two.itb
status_is 'resume' 0
same 'resume: the boot image' chip leon3-two.prom
head -c 1000 /dev/zero | dd of=chip bs=1 seek=3000 conv=notrunc status=none
flash --to file:chip --resume leon3-two.itb
status_is 'resume inside the first block' 0
same 'resume inside the first block: the boot image' chip leon3-two.prom

# Nobody reads what --json prints.
cp before chip
python3 - "$XPACK" >how 2>said <<'END'
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
command = [sys.argv[1], "flash", "--yes", "--json", "--to", "file:chip", "leon3-two.itb"]
print(subprocess.run(command, stdout=writer).returncode)
END
is 'no reader: exit code' "$(cat how)" 4
is 'no reader: said' "$(cat said)" \
	'xpack: error: [stdout] cannot write to standard output: Broken pipe'
ok 'no reader: all is written' cmp -n "$size" chip leon3-two.prom

# Interrupted: killed at moments as they come, the file does not boot or is whole.
need truncate
truncate -s 64M large
n_whole=0
for ((i = 0; i < 40; i++)); do
	cp --sparse=always large disk.img
	"$XPACK" flash --yes --to file:disk.img x86-two.itb >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf '%03d' $((i * 12)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	if cmp -s -n 4096 disk.img /dev/zero; then continue; fi
	flash --to file:disk.img --verify-only x86-two.itb
	if [ "$status" -eq 0 ]; then
		n_whole=$((n_whole + 1))
	else
		fail "killed after $i * 12 ms: half of a disk begins with a boot sector"
	fi
done
ok 'killed: some moments were too early' test "$n_whole" -lt 40
flash --to file:disk.img x86-two.itb
status_is 'a disk image' 0
boots_disk 'a disk image' disk.img

# What must not be written.
refuse()
{
	local name=$1 code=$2
	shift 2
	cp before chip
	run timeout 60 "$XPACK" flash "$@"
	split_shown
	status_is "$name" "$code"
	same "$name: nothing was written" chip before
}
refuse 'nobody to ask' 2 --to file:chip leon3-two.itb
stderr_is 'nobody to ask: said' <<'END'
xpack: error: [usage] nobody can be asked whether this target is meant
xpack: help: --yes writes without a question
END
"$XPACK" keygen -q -a p256 other.pem
refuse 'another key' 3 --yes --to file:chip -p other.pem.pub leon3-two.itb
cp leon3-two.prom changed.prom
printf '\1' | dd of=changed.prom bs=1 seek=8000 conv=notrunc status=none
refuse 'a boot image with another loader' 3 --yes --to file:chip changed.prom
stderr_has 'a boot image with another loader: said' 'changed.prom: error: [boot-image]'
refuse 'no target' 2 --yes leon3-two.itb
refuse 'no image' 2 --yes --to file:chip
refuse 'an image to read back' 2 --to file:chip --read-back x leon3-two.itb
refuse 'a directory' 4 --yes --to file:. leon3-two.itb
refuse 'a device' 5 --yes --to file:/dev/null leon3-two.itb
refuse 'a region of a file' 2 --yes --to file:chip --region BOOT leon3-two.itb
stderr_is 'a region of a file: said' <<'END'
xpack: error: [usage] 'file:chip' has no regions: --region is for chips
xpack: help: --offset says where to begin
END
refuse 'a layout without a region' 2 --yes --to file:chip --layout layout leon3-two.itb
refuse 'an offset that is none' 2 --yes --to file:chip --offset 1x leon3-two.itb
refuse 'a start that is not there' 2 --yes --to file:start.flash --reset leon3-two.itb
stderr_is 'a start that is not there: said' <<'END'
xpack: error: [usage] 'file:start.flash' cannot start the board: no --reset
END
not_ok 'a start that is not there: nothing is written' test -e start.flash
run bash -c 'ulimit -f 40; "$0" "$@"' "$XPACK" flash --yes --to file:start.flash leon3-two.itb
status_is 'a file that cannot be so large' 4
split_shown
stderr_is 'a file that cannot be so large: said' <<'END'
file:start.flash: error: [target] cannot make it large enough: File too large
END
not_ok 'a file that cannot be so large: it is not left empty' test -e start.flash

# What contradicts itself, and logs that would be written over what they are about.
refuse 'a size without reading' 2 --yes --to file:chip --size 4KiB leon3-two.itb
stderr_has 'a size without reading: said' '--size is how much --read-back reads'
refuse 'reading and resetting' 2 --to file:chip --read-back x --reset
stderr_has 'reading and resetting: said' '--read-back only reads'
refuse 'comparing and minimizing' 2 --to file:chip --verify-only --minimize leon3-two.itb
stderr_has 'comparing and minimizing: said' '--verify-only writes nothing'
refuse 'a list and a target' 2 --list --to file:chip
ln chip other-name
refuse 'a log over the target' 2 --yes --to file:chip --trace other-name leon3-two.itb
stderr_is 'a log over the target: said' <<'END'
xpack: error: [usage] --trace would overwrite 'other-name'
END
rm other-name
refuse 'a log over the image' 2 --yes --to file:chip --trace leon3-two.itb leon3-two.itb
refuse 'a copy over the target' 2 --to file:chip --offset 4KiB --read-back chip
refuse 'no size' 2 --to file:chip --size 0 --read-back copy
cp leon3-two.itb itself.itb
refuse 'the image over itself' 2 --yes --to file:itself.itb itself.itb
stderr_is 'the image over itself: said' <<'END'
xpack: error: [usage] --to would overwrite 'itself.itb'
END
same 'the image over itself: it is as before' itself.itb leon3-two.itb
refuse 'no name' 5 --yes --to file: leon3-two.itb
cp leon3-two.prom whole
flash --to file:whole --trace /dev/full leon3-two.itb
status_is 'a log onto a full disk' 4
stderr_is 'a log onto a full disk: said' <<END
/dev/full: error: [file-write] cannot write all of the trace
/dev/full: note: but for that, all is done: file:whole: $size bytes programmed, $size bytes read \
back and equal
END
same 'a log onto a full disk: all is written' whole leon3-two.prom
refuse 'no directory' 4 --yes --to file:none/chip leon3-two.itb
stderr_is 'no directory: said' <<'END'
file:none/chip: error: [target] cannot open it: No such file or directory
END
ln -s nowhere dangling
refuse 'a link that leads nowhere' 4 --yes --to file:dangling leon3-two.itb
not_ok 'a link that leads nowhere: nothing is made' test -e nowhere
exec 8<chip
flock 8
refuse 'a file that another process flashes' 5 --yes --to file:chip leon3-two.itb
exec 8<&-

# A person is asked, on a terminal.
ask()
{
	cp before chip
	printf '%s\n' "$1" | script -qec "\"$XPACK\" flash --to file:chip leon3-two.itb" /dev/null |
		tr -d '\r' >asked
}
ask n
ok 'no: said' grep -qF '[flash-declined] nothing was written: the answer was no' asked
same 'no: nothing was written' chip before
printf 'n\n' | script -qec "\"$XPACK\" flash --to file:new leon3-two.itb" /dev/null >asked
not_ok 'no: no new file was made' test -e new
ok 'no: the new file is shown' grep -q "^target  new file new, $size bytes" asked
for answer in yess 'n y' 'y and a line that is longer than an answer may be'; do
	ask "$answer"
	same "'$answer' is no" chip before
done
ask Y
ok 'Y is yes' cmp -n "$size" chip leon3-two.prom
ask ''
ok 'nothing is no' grep -qF '[flash-declined]' asked
same 'nothing is no: nothing was written' chip before
ask n
head -c 100 before >small
printf 'n\n' | script -qec "\"$XPACK\" flash --to file:small leon3-two.itb" /dev/null >/dev/null
same 'no: a file that is too small was not made larger' small <(head -c 100 before)
head -c -4096 leon3-two.prom >small
flash --to file:small --minimize leon3-two.itb
same 'a file that is too small is made larger' small leon3-two.prom
ok 'the image is shown' grep -qx \
	"image   leon3-two 1.0 for leon3_generic, security version 1, $size bytes" asked
ok 'the target is shown' grep -qx 'target  file chip, 1048576 bytes' asked
ok 'the place is shown' grep -qx "place   0x00000000..$last" asked
ask y
ok 'yes: it is there' cmp -n "$size" chip leon3-two.prom

# A container alone, over the old one; the loader is not touched.
two=${top_builddir:?}/tests/systems/leon3-two
sed '/leon3-two/s/version="1.0"/version="1.1"/' "$two/system.xml" >new.xml
for file in "$two"/*.{elf,o,xml}; do
	case $file in *system.xml) ;; *) cp "$file" . ;; esac
done
ok 'a new container' "$XPACK" build -q -o new.itb new.xml
anchor=$(cmp leon3-two.itb <(tail -c +$((size - $(stat -c %s leon3-two.itb) + 1)) leon3-two.prom) &&
	echo $((size - $(stat -c %s leon3-two.itb))))
cp before chip
head -c "$size" leon3-two.prom | dd of=chip conv=notrunc status=none
flash --to file:chip --container --trace log new.itb
status_is 'a container alone' 0
ok 'a container alone: it is there' cmp -n "$(stat -c %s new.prom)" chip new.prom
ok 'a container alone: the loader was not written' python3 - "$anchor" <<'END'
import re, sys
writes = [int(m.group(1), 16) for m in
          (re.search(r'write 0x([0-9a-f]+)', line) for line in open('log')) if m]
assert writes and min(writes) >= int(sys.argv[1]), writes
END
boots_prom 'a container alone' chip
ok 'a container alone: the new one' grep -q "system 'leon3-two' 1.1 on" console

# A newer security version: the loader takes it, and keeps taking the old one.  An older one: not.
sed '/leon3-two/s/securityVersion="1"/securityVersion="2"/' new.xml >newer.xml
ok 'a newer security version' "$XPACK" build -q -o newer.itb newer.xml
flash --to file:chip --container newer.itb
status_is 'a newer security version: flashed' 0
same 'a newer security version: all but the loader' <(tail -c +$((anchor + 1)) newer.prom) \
	<(head -c "$(stat -c %s newer.prom)" chip | tail -c +$((anchor + 1)))
boots_prom 'a newer security version' chip
flash --to file:chip --container --verify-only newer.itb
status_is 'a newer security version: verified' 0
cp newer.prom chip
flash --to file:chip --container new.itb
status_is 'an older security version' 5
stderr_is 'an older security version: said' <<'END'
file:chip: error: [flash-loader] the loader that is there wants security version 2, not 1
file:chip: help: without --container loader and container are written
END
same 'an older security version: nothing was written' chip newer.prom
refuse 'a container alone: where another loader is' 5 --yes --to file:chip --container new.itb
stderr_is 'a container alone: where another loader is: said' <<'END'
file:chip: error: [flash-loader] the loader that is there is not the one for this container and key
file:chip: help: without --container loader and container are written
END
flash --to file:disk.img --container x86-two.itb
status_is 'a container alone on a disk' 1

# The log.
flash --to file:chip --trace log leon3-two.itb
status_is 'trace' 0
ok 'trace: the first block is written last' python3 - <<'END'
import re
lines = [re.fullmatch(r'\d+\.\d{3} \* (write|read) 0x([0-9a-f]+), (\d+) bytes\n', line).groups()
         for line in open('log')]
writes = [int(offset, 16) for kind, offset, size in lines if kind == 'write']
assert writes[0] == 0 and writes[-1] == 0 and len(writes) == 5, writes
END
done_testing
