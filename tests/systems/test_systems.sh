#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_systems.sh: the example systems on the emulated board, from their descriptions to what the
# board prints.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-sparc

pack leon3-two "$systems/leon3-two"
boot leon3-two
shows leon3-two 'control and telemetry take turns in the order of the plan' <<'END'
xhost: system 'leon3-two' 1.0 on leon3_generic, 2 partitions
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

pack leon3-isolation "$systems/leon3-isolation"
boot leon3-isolation
shows leon3-isolation 'each intruder is stopped where it writes and the observer runs on' <<'END'
xhost: system 'leon3-isolation' 1.0 on leon3_generic, 4 partitions
[observer] frame 0
[to-neighbour] writing to 0x40118000
xhost: partition 'to-neighbour' stopped: data access fault at 0x40118000 (write), pc PC
[to-host] writing to 0x40000000
xhost: partition 'to-host' stopped: data access fault at 0x40000000 (write), pc PC
[to-uart] writing to 0x80000100
xhost: partition 'to-uart' stopped: data access fault at 0x80000100 (write), pc PC
[observer] frame 1
[observer] frame 2
[observer] partition 1 was stopped at 0x40118000 in its slot 1
[observer] partition 2 was stopped at 0x40000000 in its slot 1
[observer] partition 3 was stopped at 0x80000100 in its slot 1
[observer] own memory is intact
xhost: halt, status 0
END

pack leon3-faults "$systems/leon3-faults"
boot leon3-faults
has leon3-faults "[judge] the device tree is mine"
has leon3-faults \
	"xhost: partition 'bad-stack' stopped: window overflow fault at 0x40000000 (write), pc PC"
has leon3-faults \
	"xhost: partition 'bad-read' stopped: data access fault at 0x40008000 (read), pc PC"
has leon3-faults "xhost: partition 'bad-instruction' stopped: privileged instruction, pc PC"
has leon3-faults "xhost: partition 'bad-service' stopped: unknown service, pc PC"
ok 'leon3-faults: jump to data' \
	grep -q "^xhost: partition 'bad-jump' stopped: instruction access" leon3-faults.log
ok 'leon3-faults: misaligned' \
	grep -q "^xhost: partition 'bad-alignment' stopped: misaligned access" leon3-faults.log
is 'leon3-faults: seven bad pointers are refused' \
	"$(grep -c '^\[bad-service\] .*: refused$' leon3-faults.log)" 7
has leon3-faults "[worker] time passes, 0 of 60 sums are wrong"
has leon3-faults "[judge] surprises: 0"
has leon3-faults "[judge] ?[31mxhost: forged?"
not_ok 'leon3-faults: nobody survives a fault' grep -q -e survived -e 'NOT refused' leon3-faults.log
has leon3-faults "xhost: halt, status 0"

pack leon3-plain "$systems/leon3-plain"
boot leon3-plain
shows leon3-plain 'a bare-metal program boots and finds clear memory' <<'END'
plain: hello from a bare-metal program
plain: memory is clear
END

# A loader without console says nothing; what the host prints shows that it was started.
pack_changed silent leon3-plain 's/ console="[^"]*"//'
boot silent
is 'the loader is silent' "$(tr -d '\r' <"$run_dir/stdout")" \
	$'plain: hello from a bare-metal program\nplain: memory is clear'

done_testing
