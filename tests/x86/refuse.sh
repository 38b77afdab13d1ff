#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# What a PC's loader refuses, on the emulated board, from RAM that holds noise: no host starts.
. "${top_srcdir:?}/tests/x86/lib.sh"

ok 'a key' "${XPACK:?}" keygen -q -a p256 key.pem
ok 'another key' "$XPACK" keygen -q -a p256 other.pem
cp "$tellers/teller-1m.elf" .
describe good multiboot teller-1m.elf 1MiB 64KiB board-x86.xml \
	'<Blob name="one" file="one.txt"/>'
build good
python3 -c 'import random, sys
sys.stdout.buffer.write(random.Random(7).randbytes(32 << 20))' >noise

# refused NAME CODE FILE [OPTION...]: the loader says the code, and no host starts.
refused()
{
	local name=$1 code=$2 file=$3 pid
	rm -f console
	timeout 60 qemu-system-x86_64 -M pc -display none -monitor none -no-reboot \
		-device loader,file=noise,addr=0x100000,force-raw=on \
		-serial file:console "${@:4}" -kernel "$file" &
	pid=$!
	for _ in $(seq 200); do
		grep -qs -e 'REFUSED.*[a-z]' -e '^start' console && break
		sleep 0.1
	done
	sleep 0.5 # for what should not come behind it
	kill $pid
	wait $pid
	like "$name: the code" "$(cat console)" "REFUSED $code"
	unlike "$name: nothing behind it" "$(tail -n 1 console)" 'start|teller'
	is "$name: no host" "$(grep -e '^start' -e 'teller:' console)" ''
}

# flip FILE OFFSET-IN-CONTAINER: one bit, in a copy that is called flipped.elf.
flip()
{
	python3 - "$1" "$2" <<'END'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
at = len(data) - len(open("good.itb", "rb").read())
assert data[at:at + 4] == b"\xd0\x0d\xfe\xed"
data[at + int(sys.argv[2], 0)] ^= 4
open("flipped.elf", "wb").write(data)
END
}

size=$(stat -c %s good.itb)
manifest=$(od -An -j4 -N4 -tu4 --endian=big good.itb | tr -d ' ')
flip good.elf 0
refused 'the magic' 0x11 flipped.elf
flip good.elf 0x29
refused 'the auth block' 0x12 flipped.elf
flip good.elf 0x62
refused 'a signature' 0x21 flipped.elf
flip good.elf 0x40
refused 'a key id' 0x20 flipped.elf
flip good.elf 0x4a0
refused 'the manifest' 0x21 flipped.elf
flip good.elf $((manifest - 1))
refused 'the last byte of the manifest' 0x21 flipped.elf
for part in 1 2 3 4 5 6 7 8 9; do
	at=$((0x488 + (manifest - 0x488) * part / 10))
	flip good.elf $at
	refused "byte $at of the manifest" 0x21 flipped.elf
done
flip good.elf "$manifest"
refused 'the first byte of the payload' 0x70 flipped.elf
flip good.elf $((size - 9))
refused 'the last image' 0x70 flipped.elf

# By then the host's boot information was written, with its command line and names.
refused 'the last image, with RAM in a file' 0x70 flipped.elf -machine memory-backend=ram \
	-object memory-backend-file,id=ram,size=128M,mem-path=ram,share=on
ok 'and of the boot information nothing is left' python3 - flipped.elf ram <<'END'
import struct, sys
image = open(sys.argv[1], "rb").read()
block = image.rindex(b"XPKL\0\0\0\1")
addr, size = struct.unpack_from(">2I", image, block + 0x44)
assert size > 0
with open(sys.argv[2], "rb") as ram:
    ram.seek(addr)
    assert ram.read(size) == bytes(size)
END
rm -f ram

# A container of another key, system and board behind this loader.
swap()
{
	python3 - "$1" <<'END'
import struct, sys
data = bytearray(open("good.elf", "rb").read())
ours, theirs = open("good.itb", "rb").read(), open(sys.argv[1], "rb").read()
start = len(data) - len(ours)
data[start:] = theirs
struct.pack_into("<II", data, 52 + 16, len(data) - 4096, len(data) - 4096)
open("swapped.elf", "wb").write(data)
END
}
"$XPACK" build -q -k other.pem -o other.itb good.xml || exit 99
swap other.itb
refused 'another key' 0x20 swapped.elf
sed 's/name="good"/name="evil"/' good.xml >evil.xml
"$XPACK" build -q -o evil.itb evil.xml || exit 99
swap evil.itb
refused 'another system' 0x61 swapped.elf
sed 's/securityVersion="1"/securityVersion="0"/' good.xml >old.xml
"$XPACK" build -q -o old.itb old.xml || exit 99
swap old.itb
refused 'an older version' 0x62 swapped.elf
"$XPACK" build -q --unsigned -o unsigned.itb good.xml || exit 99
swap unsigned.itb
refused 'no signature' 0x20 swapped.elf
head -c $((size - 64)) good.itb >cut.itb
swap cut.itb
refused 'a container that is cut' 0x70 swapped.elf
head -c $((manifest - 8)) good.itb >cut.itb
swap cut.itb
refused 'a manifest that is cut' 0x21 swapped.elf
head -c 64 good.itb >cut.itb
swap cut.itb
refused 'a header that is cut' 0x20 swapped.elf
swap good.itb
run timeout 60 "$XPACK" run -q -t 30 swapped.elf
status_is 'its own container swapped in starts' 0

# A description with more RAM than the machine has.
refused 'less RAM than described' '0x54 memory map' good.elf -m 100

# The tool says so too, and finds the same.
flip good.elf 0x62
run timeout 60 "$XPACK" run -q -t 30 flipped.elf
status_is 'xpack run: exit code' 5
flip good.elf 0x62
run "$XPACK" verify flipped.elf
status_is 'verify: a flipped boot image' 3
python3 -c 'd = bytearray(open("good.elf", "rb").read()); d[0x1100] ^= 1
open("loader.elf", "wb").write(d)'
run "$XPACK" verify loader.elf
status_is 'verify: a changed loader' 3
stderr_has 'verify: a changed loader: where' 'differs at byte 0x1100'
done_testing
