#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_ports.sh: partitions that talk, and health actions, on both boards from one description.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-sparc qemu-system-x86_64

# expected BOARD FAULT: what it prints on that board; FAULT is what the processor calls one.
expected()
{
	cat <<-END
		xhost: system 'ports' 1.0 on $1, 3 partitions
		[receiver] frame 0: temperature 20000 mC
		[receiver] event a of 0
		[faulty] memory is pristine
		xhost: partition 'faulty' restarted: $2 at 0xfffffff0 (write), pc PC
		[sender] no room for events: 2
		[receiver] frame 1: temperature 20500 mC
		[receiver] event a of 1, lost: 2
		[receiver] event b of 1
		[receiver] event c of 1
		[faulty] memory is pristine
		xhost: partition 'faulty' restarted: deadline missed, pc PC
		[receiver] frame 2: temperature 21000 mC
		[receiver] event a of 2
		[faulty] memory is pristine
		xhost: partition 'faulty' stopped: illegal instruction, pc PC
		[receiver] frame 3: temperature 21000 mC
		[receiver] event a of 3
		xhost: partition 'sender' goes on: $2 at 0xfffffff0 (read), pc PC
		[receiver] frame 4: temperature 21000 mC, stale
		[receiver] event a of 4
		xhost: partition 'sender' goes on: $2 at 0xfffffff0 (read), pc PC
		[receiver] frame 5: temperature 21000 mC, stale
		xhost: partition 'sender' goes on: $2 at 0xfffffff0 (read), pc PC
		[receiver] faulty: events 3, restarts 2, stopped
		xhost: partition 'receiver' stops the system: division by zero, pc PC
		xhost: a partition's health action
		xhost: halt, status 4
	END
}

pack ports-leon3 "$systems/ports-leon3"
boot ports-leon3
expected leon3_generic 'data access fault' | shows ports-leon3 \
	'LEON3: messages arrive, queues overflow, samples get stale, health actions are taken'
pack ports-x86 "$systems/ports-x86"
boot ports-x86
expected pc 'page fault' | shows ports-x86 'x86: the same'

# A queue of 4 MiB is more than the host's area of 1 MiB has room for.
for name in ports-leon3 ports-x86; do
	pack_changed "$name.large" "$name" \
		'/name="events"/s/16B/8KiB/; s/depth="3"/depth="512"/'
	boot "$name.large"
	is "$name: the host does not start without room for its messages" \
		"$(grep '^xhost: ' "$name.large.log" | tail -n 2)" \
		'xhost: cannot start: the host has no room for the messages of a channel
xhost: halt, status 2'
done

run "$XPACK" header "$systems/ports-x86/system.xml" receiver
status_is 'the header of a partition is printed' 0
is 'the header has ids, sizes, depth and validity' \
	"$(grep -c -x -e '#define XPACK_PORT_EVENTS 2u' -e '#define XPACK_SIZE_EVENTS 16u .*' \
		-e '#define XPACK_DEPTH_EVENTS 3u .*' -e '#define XPACK_PARTITION_ID 1u' \
		-e '#define XPACK_VALIDITY_TEMPERATURE 150000000u .*' "$run_dir/stdout")" 5
run "$XPACK" header "$systems/ports-x86/system.xml" recever
status_is 'a partition that does not exist is refused' 2

done_testing
