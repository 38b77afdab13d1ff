#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_compressed.sh: example systems whose images are compressed, on both boards and from RAM that
# holds noise, print what they print otherwise; and what other programs make of such containers.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-sparc qemu-system-x86_64 lz4 openssl dumpimage jq python3 timeout
export XPACK_PUBKEY=$key.pub
python3 -c 'import random, sys
sys.stdout.buffer.write(random.Random(5).randbytes(32 << 20))' >noise
auto='s/<\(Host\|Partition\) /<\1 compression="auto" /'

# emulate FILE: the console on stdout, from RAM that holds noise.
emulate()
{
	case $1 in
	*.prom)
		timeout 60 qemu-system-sparc -M leon3_generic -nographic -icount shift=4 \
			-bios "$1" -device loader,file=noise,addr=0x40000000,force-raw=on \
			-device loader,file=noise,addr=0x46000000,force-raw=on
		;;
	*)
		timeout 60 qemu-system-x86_64 -M pc -m 128 -display none -monitor none \
			-serial stdio -no-reboot -icount shift=4 \
			-device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$1" \
			-device loader,file=noise,addr=0x100000,force-raw=on \
			-device loader,file=noise,addr=0x4000000,force-raw=on \
			-device loader,file=noise,addr=0x6000000,force-raw=on
		;;
	esac </dev/null 2>errors | tr -d '\r\033' >"$1.console"
}

# same_log NAME PLAIN COMPRESSED: both print the same from the host's first line on.
same_log()
{
	local file
	for file in "$2" "$3"; do
		emulate "$file"
		grep -aE '^(xhost: |plain: |\[)' "$file.console" |
			sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/; s/ [0-9]+ ms$/ T ms/' >"$file.log"
	done
	ok "$1: there is a log" test -s "$2.log"
	same "$1: compressed, the same" "$2.log" "$3.log"
}

# n_compressed IMAGE
n_compressed()
{
	"$XPACK" list --json "$1" | jq '[.images[] | select(.compression == "lz4")] | length'
}

for system in leon3-two:prom leon3-isolation:prom leon3-plain:prom x86-two:elf \
	x86-isolation:elf; do
	kind=${system#*:} system=${system%:*}
	pack "$system" "$systems/$system"
	pack_changed "$system-auto" "$system" "$auto"
	is "$system: nothing is compressed unasked" "$(n_compressed "$system.itb")" 0
	ok "$system: something is compressed" test "$(n_compressed "$system-auto.itb")" -gt 0
	# One small image less a few bytes does not make up for a property more in the tree.
	[ "$system" = leon3-plain ] || ok "$system: the container is smaller" \
		test "$(stat -c %s "$system-auto.itb")" -lt "$(stat -c %s "$system.itb")"
	same_log "$system" "$system.$kind" "$system-auto.$kind"
	ok "$system: authentic" "$XPACK" verify -q "$system-auto.itb"
	ok "$system: the boot image too" "$XPACK" verify -q "$system-auto.$kind"
	ok "$system: equal to what its inputs make" \
		"$XPACK" verify -q --against "$system-auto/system.xml" "$system-auto.itb"
done

# Everything, also what gets longer for it.
pack_changed leon3-lz4 leon3-two 's/<\(Host\|Partition\) /<\1 compression="lz4" /'
ok 'lz4: more than with auto' \
	test "$(n_compressed leon3-lz4.itb)" -gt "$(n_compressed leon3-two-auto.itb)"
same_log 'lz4' leon3-two.prom leon3-lz4.prom

# What an inner element says.
pack_changed areas leon3-two "$auto; s/<Area name=\"code\"/& compression=\"none\"/"
ok 'an area: less than with auto' \
	test "$(n_compressed areas.itb)" -lt "$(n_compressed leon3-two-auto.itb)"
is 'an area: its segments are as they are' "$("$XPACK" list --json areas.itb |
	jq -r '[.images[] | select(.name == "control.segment-0")][0].compression')" none

# What comes out of the container, by our tool and by others.
mkdir plain decoded stored
ok 'extract' "$XPACK" extract -q -C plain leon3-two.itb
ok 'extract: decoded' "$XPACK" extract -q -C decoded leon3-two-auto.itb
ok 'extract: stored' "$XPACK" extract -q --stored -C stored leon3-two-auto.itb
rm plain/xhost.dtb decoded/xhost.dtb # which says where staging is
is 'extract: the same bytes' "$(diff -r plain decoded)" ''
n=0
"$XPACK" list --json leon3-two-auto.itb |
	jq -r '.images | to_entries[] | select(.value.compression == "lz4") |
		"\(.key) \(.value.name)"' |
	while read -r number name; do
		dumpimage -T flat_dt -p "$number" -o dumped leon3-two-auto.itb >/dev/null || break
		same "$name: dumpimage gives what is stored" dumped "stored/$name"
		lz4 -dqf dumped undone || break
		same "$name: lz4 gives what was there" undone "plain/$name"
		n=$((n + 1))
	done
is 'each of them' "$n" "$(n_compressed leon3-two-auto.itb)"

# A host under multiboot takes its modules apart itself, after they were decoded.
cp "$top_builddir/tests/x86/teller-1m.elf" "$top_srcdir/tests/systems/board-x86.xml" .
for ((i = 0; i < 500; i++)); do echo 'what is in one, again and again'; done >one.txt
cat >tells.xml <<'END'
<System xmlns="urn:xpack:system:1" xmlns:xi="http://www.w3.org/2001/XInclude"
        name="tells" version="1.0" securityVersion="1">
	<xi:include href="board-x86.xml"/>
	<Host name="teller" file="teller-1m.elf" license="BSD-2-Clause" protocol="multiboot">
		<Area name="main" start="1MiB" size="64KiB" access="rwx"/>
		<Blob name="one" file="one.txt"/>
	</Host>
	<Loader console="com1"/>
</System>
END
sed 's/<Blob /&compression="lz4" /' tells.xml >tells-lz4.xml
for name in tells tells-lz4; do
	"$XPACK" build -q -k "$key" -o "$name.itb" "$name.xml" || exit 99
	emulate "$name.elf"
	sed -n '/^teller:/,/^map/p' "$name.elf.console" | sed '/^map/d' >"$name.log"
done
is 'multiboot: the module is compressed' "$(n_compressed tells-lz4.itb)" 1
ok 'multiboot: it was told' grep -q "^module 'one' at a page: 'what is in one, again" tells.log
same 'multiboot: the module is what it was' tells.log tells-lz4.log

# refused NAME CODE FILE: the emulated board says so.
refused()
{
	local pid
	rm -f console
	case $3 in
	*.prom) qemu-system-sparc -M leon3_generic -bios "$3" -display none -monitor none \
		-no-shutdown -serial file:console 2>errors & ;;
	*) qemu-system-x86_64 -M pc -kernel "$3" -display none -monitor none -no-reboot \
		-device loader,file=noise,addr=0x100000,force-raw=on \
		-serial file:console 2>errors & ;;
	esac
	pid=$!
	for _ in $(seq 200); do
		grep -qs -e 'REFUSED.*[a-z]' -e '^start' console && break
		sleep 0.1
	done
	kill $pid
	wait $pid 2>/dev/null
	like "$1" "$(cat console)" "REFUSED $2"
}

# A frame that is wrong inside, with the right hash and signed by the right key.
"$XPACK" keygen -q -a rsa3072 rsa || exit 99
for pair in leon3-two-auto:prom x86-two-auto:elf; do
	kind=${pair#*:} system=${pair%:*}
	"$XPACK" build -q -k rsa -o signed.itb "$system/system.xml" || exit 99
	cp "signed.$kind" "bad.$kind" || exit 99
	python3 - "bad.$kind" signed.itb <<'END' || exit 99
import hashlib, struct, subprocess, sys
path, container = sys.argv[1:]
size = len(open(container, "rb").read())
data = bytearray(open(path, "rb").read())
front, fit = data[:-size], data[-size:]
total = struct.unpack(">I", fit[4:8])[0]
at = fit.index(bytes.fromhex("04224d186870"))
end = fit.index(b"\0\0\0\0", at + 15) # no block is so small that its length has three zeros
length = struct.unpack("<I", fit[at + 15:at + 19])[0]
end = at + 15 + 4 + length + 4
old = hashlib.sha256(fit[at:end]).digest()
fit[at + 6] ^= 1 # the content size
place = fit.index(old)
assert place < total
fit[place:place + 32] = hashlib.sha256(fit[at:end]).digest()
message = fit[:0x38] + fit[0x488:total]
signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", "rsa"], input=message,
                           stdout=subprocess.PIPE, check=True).stdout
fit[0x60:0x60 + len(signature)] = signature
open(path, "wb").write(front + fit)
open("bad.itb", "wb").write(fit)
END
	refused "$system: a wrong content size, on the board" 0x71 "bad.$kind"
	run "$XPACK" verify -p rsa.pub bad.itb
	status_is "$system: a wrong content size, by verify" 3
	stderr_has "$system: a wrong content size, by verify" 'refused with code 0x71'
	run "$XPACK" extract -C nowhere bad.itb
	status_is "$system: a wrong content size, by extract" 3
	ok "$system: nothing was extracted" test ! -e nowhere
done
done_testing
