#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_shared.sh: shared memory on both boards: who may do what with it, and that it stays what it
# is when a partition is restarted.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-sparc qemu-system-x86_64

# expected SYSTEM BOARD ADDRESS FAULT JUMP: what it prints there; FAULT and JUMP are what the
# processor calls a fault of data and of code.
expected()
{
	cat <<-END
		xhost: system '$1' 1.0 on $2, 4 partitions
		[sensor] start 1, measurements so far 0, own 0
		[display] measurement 1: 20000 mC
		[stranger] reading
		xhost: partition 'stranger' stopped: $4 at $3 (read), pc PC
		[jumper] jumping
		xhost: partition 'jumper' stopped: $5 at $3 (execute), pc PC
		xhost: partition 'sensor' restarted: $4 at 0xfffffff0 (write), pc PC
		[display] measurement 2: 20500 mC
		[sensor] start 2, measurements so far 2, own 0
		[display] measurement 3: 21000 mC
		[display] measurement 4: 21500 mC
		[display] writing
		xhost: partition 'display' stopped: $4 at $3 (write), pc PC
		[sensor] partition 1 was stopped
		[sensor] partition 2 was stopped
		[sensor] partition 3 was stopped
		xhost: halt, status 0
	END
}

pack leon3-shared "$systems/leon3-shared"
is 'leon3-shared: without a word' "$(cat "$run_dir/stderr")" ''
boot leon3-shared
expected leon3-shared leon3_generic 0x40500000 'data access fault' 'instruction access fault' |
	shows leon3-shared 'LEON3: one writes, one reads, and each that does more is stopped'
pack x86-shared "$systems/x86-shared"
is 'x86-shared: without a word' "$(cat "$run_dir/stderr")" ''
boot x86-shared
expected x86-shared pc 0x00600000 'page fault' 'page fault' | shows x86-shared 'x86: the same'

is 'the container zeroes it once, in the name of nobody else' \
	"$("$XPACK" list leon3-shared.itb | grep measurements |
		sed -E 's/ +/ /g; s/ [0-9a-f]+$//')" \
	'measurements.zero-0 zero measurements 0x40500000 0 4096'

# What stops them is the description and nothing else: with more rights all goes through.
part='<SharedArea memory="measurements" access="r"\/>'
for system in leon3-shared x86-shared; do
	pack_changed "$system.more" "$system" "
		/name=\"display\"/,/<.Partition>/s/access=\"r\"/access=\"rw\"/
		/name=\"stranger\"/,/<.Partition>/s/<Area name=\"data\".*/&$part/"
	stderr_has "$system: two write" "warning: [shared-writers] partition 'display' writes"
	boot "$system.more"
	has "$system.more" '[display] the write went through'
	has "$system.more" '[display] the host DID write for me'
	has "$system.more" '[stranger] the read went through'
	# Behind the bytes that the host has read: no line of its own.
	ok "$system.more: the host reads for a stranger that may read" \
		grep -qaF 'the host DID read for me' "$system.more.log"

	pack_changed "$system.host" "$system" "/<Area name=\"main\"/s/\$/$part/"
	boot "$system.host"
	is "$system: the reference host, which uses none itself, says so" \
		"$(grep 'shared memory' "$system.host.log")" \
		'xhost: cannot start: the host itself uses no shared memory'
done

run "$XPACK" header "$systems/leon3-shared/system.xml" display
is 'a header says where it is, and that a reader only reads' \
	"$(grep SHARED "$run_dir/stdout")" \
	'#define XPACK_SHARED_MEASUREMENTS_ADDR 0x40500000u
#define XPACK_SHARED_MEASUREMENTS_SIZE 0x1000u /* bytes */
#define XPACK_SHARED_MEASUREMENTS_AS(type) ((const volatile type *)0x40500000u)'
run "$XPACK" header "$systems/leon3-shared/system.xml" stranger
unlike 'the header of one that does not share has none' "$(cat "$run_dir/stdout")" SHARED
done_testing
