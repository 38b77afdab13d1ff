#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A PC starts hosts at 1 MiB and at 16 MiB under every protocol, from RAM that holds noise.
. "${top_srcdir:?}/tests/x86/lib.sh"

modules='<Blob name="one" file="one.txt" module="one  x y"/><Blob name="two" file="two.txt"/>'
ok 'a key' "${XPACK:?}" keygen -q key.pem
ok 'another key' "$XPACK" keygen -q -a p256 p256.pem
python3 -c 'import random, sys
sys.stdout.buffer.write(random.Random(3).randbytes(32 << 20))' >noise

# boot NAME: the boot image on the board with noise in RAM.
boot()
{
	run emulate -M pc -m 128 -kernel "$1.elf" \
		-device loader,file=noise,addr=0x100000,force-raw=on \
		-device loader,file=noise,addr=0x4000000,force-raw=on -append 'not=trusted'
	status_is "$1: the host ended the machine" 1
	stdout_has "$1: the loader's name" 'xpack loader x86-'
	stdout_has "$1: the host came to its end" 'teller: done'
}

for place in 1m 16m; do
	start=$((${place%m} << 20))
	cp "$tellers/teller-$place.elf" .
	for protocol in raw xpack multiboot; do
		name=$protocol-$place
		[ $protocol = multiboot ] && inside=$modules || inside=
		describe "$name" $protocol "teller-$place.elf" $start 64KiB board-x86.xml "$inside"
		build "$name"
		ok "$name: the boot image is authentic" "$XPACK" verify "$name.elf"
		ok "$name: it has 32-bit ELF form" sh -c "readelf -h $name.elf | grep -q 'ELF32'"
		boot "$name"
	done
	boot raw-$place
	stdout_has "raw at $place" 'teller: eax 00000000 quiet clear'
	boot xpack-$place
	stdout_has "xpack at $place" 'teller: eax 58504b31 quiet clear'
	stdout_has "xpack at $place: ebx is the tree" 'tree d00dfeed'
	boot multiboot-$place
	# The firmware's part of the map is not of interest here.
	sed -n '/^teller:/,/^map/p' "$run_dir/stdout" | sed '/^map/d; /done/d; /^$/d' >told
	diff - told <<'END' >differences
teller: eax 2badb002 quiet clear
flags 0000024d low
lower 0000027f upper 0001fb80
command line 'teller a=b  c'
loader 'xpack'
module 'one  x y' at a page: 'what is in one
'
module 'two' at a page: 'two'
END
	is "multiboot at $place: what the host is told" "$(cat differences)" ''
	stdout_has "multiboot at $place: the memory map" 'map 00100000 07ee0000 00000001'
done

# The other algorithm, and the tool's own emulation.
"$XPACK" build -q -k p256.pem -o p256.itb multiboot-1m.xml || exit 99
boot p256
stdout_has 'P-256: the loader is the other one' 'xpack loader x86-p256'
run timeout 100 "$XPACK" run -q -t 60 xpack-16m.elf
status_is 'xpack run: a boot image' 0
stdout_has 'xpack run: a boot image: the host ran' 'teller: done'
run timeout 100 "$XPACK" run -q -t 60 xpack-16m.itb
status_is 'xpack run: a container' 0
stdout_has 'xpack run: a container: the host ran' 'teller: done'

# The same inputs, the same bytes; and what an image is made into.
mkdir again && cp ./*.xml ./*.txt teller-*.elf again
(cd again && exec "$XPACK" build -q -o multiboot-1m.itb multiboot-1m.xml) || exit 99
same 'built twice: the container' multiboot-1m.itb again/multiboot-1m.itb
same 'built twice: the boot image' multiboot-1m.elf again/multiboot-1m.elf
for kind in elf multiboot; do
	ok "an image of kind $kind" "$XPACK" image -q --kind $kind -o image multiboot-1m.itb
	same "kind $kind is the boot image" image multiboot-1m.elf
done
run "$XPACK" image --kind prom -o prom multiboot-1m.itb
status_is 'an image of a kind that the board does not take' 1
stderr_has 'a kind that the board does not take: said' \
	"[image-kind] board 'pc' does not take images of kind 'prom'"
run "$XPACK" image --kind dsk -o disk multiboot-1m.itb
status_is 'an unknown kind' 2
stderr_has 'an unknown kind: help' "did you mean 'disk'?"
ok 'nothing was written' test ! -e prom -a ! -e disk

# The other board's kinds.
cp -r "${top_builddir:?}/tests/systems/leon3-plain" plain
"$XPACK" build -q -o plain.itb plain/system.xml || exit 99
ok 'LEON3: an image of kind prom' "$XPACK" image -q --kind prom -o plain.again plain.itb
same 'LEON3: kind prom is the boot image' plain.again plain.prom
ok 'LEON3: an image of kind elf' "$XPACK" image -q --kind elf -o plain.elf plain.prom
need "${SPARC_READELF:-}"
like 'LEON3: it is loaded to the PROM' "$("$SPARC_READELF" -hlW plain.elf)" \
	'Sparc.*Entry point address: +0x0.*LOAD +0x001000 0x00000000 0x00000000'
is 'LEON3: its bytes are the PROM' "$(tail -c +4097 plain.elf | cmp - plain.prom)" ''
for kind in multiboot disk; do
	run "$XPACK" image --kind $kind -o none plain.itb
	status_is "LEON3: kind $kind" 1
done

# A debugger finds the machine at its first instruction.
need gdb-multiarch
debugged() # NAME IMAGE ARCHITECTURE FIRST-INSTRUCTION LAST-LINE
{
	timeout 60 "$XPACK" run -q -t 40 --gdb "$2" >gdb.out 2>gdb.err </dev/null &
	for _ in $(seq 50); do
		grep -q 'waiting for a debugger' gdb.out && break
		sleep 0.2
	done
	sleep 1
	run timeout 30 gdb-multiarch -nx -batch -ex "set architecture $3" \
		-ex 'target remote 127.0.0.1:1234' -ex continue
	like "run --gdb, $1: the first instruction" "$(cat "$run_dir/stdout")" "0x0*$4 in"
	wait
	like "run --gdb, $1: then the machine runs" "$(cat gdb.out)" "$5"
}
debugged PC raw-1m.elf i386:x86-64 fff0 'teller: done'
debugged LEON3 plain.prom sparc 0 'plain: memory is clear'
done_testing
