#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_x86.sh: the example systems on an emulated PC, from their descriptions to what the board
# prints.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-x86_64

pack x86-two "$systems/x86-two"
boot x86-two
shows x86-two 'control and telemetry take turns in the order of the plan' <<'END'
xhost: system 'x86-two' 1.0 on pc, 2 partitions
[control] frame 0: temperature 20000 mC, drive 1000/1000
[telemetry] frame 0: control is waiting, slots 1, T ms
[control] frame 1: temperature 32000 mC, drive 770/1000
[telemetry] frame 1: control is waiting, slots 2, T ms
[control] frame 2: temperature 40040 mC, drive 618/1000
[telemetry] frame 2: control is waiting, slots 3, T ms
[control] frame 3: temperature 45452 mC, drive 519/1000
[telemetry] frame 3: control is waiting, slots 4, T ms
[control] frame 4: temperature 49135 mC, drive 454/1000
[telemetry] frame 4: control is waiting, slots 5, T ms
[telemetry] end of the demonstration
xhost: halt, status 0
END

pack x86-isolation "$systems/x86-isolation"
boot x86-isolation
shows x86-isolation 'each intruder is stopped where it writes and the observer runs on' <<'END'
xhost: system 'x86-isolation' 1.0 on pc, 4 partitions
[observer] frame 0
[to-neighbour] writing to 0x00218000
xhost: partition 'to-neighbour' stopped: page fault at 0x00218000 (write), pc PC
[to-host] writing to 0x00100000
xhost: partition 'to-host' stopped: page fault at 0x00100000 (write), pc PC
[to-uart] writing to port 0x3f8
xhost: partition 'to-uart' stopped: general protection fault, pc PC
[observer] frame 1
[observer] frame 2
[observer] partition 1 was stopped at 0x00218000 in its slot 1
[observer] partition 2 was stopped at 0x00100000 in its slot 1
[observer] partition 3 was stopped at 0x00000000 in its slot 1
[observer] own memory is intact
xhost: halt, status 0
END

pack x86-faults "$systems/x86-faults"
boot x86-faults
has x86-faults "[judge] the device tree is mine"
has x86-faults "xhost: partition 'bad-stack' stopped: page fault at 0x00100000 (write), pc PC"
has x86-faults "xhost: partition 'bad-read' stopped: page fault at 0x00108000 (read), pc PC"
has x86-faults "xhost: partition 'bad-illegal' stopped: illegal instruction, pc PC"
has x86-faults "xhost: partition 'bad-instruction' stopped: general protection fault, pc PC"
has x86-faults "xhost: partition 'bad-service' stopped: unknown service, pc PC"
ok 'x86-faults: jump to data' \
	grep -Eq "^xhost: partition 'bad-jump' stopped: page fault at 0x[0-9a-f]{8} \(execute\)" \
	x86-faults.log
is 'x86-faults: seven bad pointers are refused' \
	"$(grep -c '^\[bad-service\] .*: refused$' x86-faults.log)" 7
has x86-faults "[worker] time passes, 0 of 60 sums are wrong"
has x86-faults "[judge] surprises: 0"
not_ok 'x86-faults: nobody survives a fault' grep -q -e survived -e 'NOT refused' x86-faults.log
has x86-faults "xhost: halt, status 0"

done_testing
