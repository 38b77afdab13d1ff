#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# xpack header: what a guest is compiled with, and what it refuses.
. "${top_srcdir:?}/tests/cli/lib.sh"

make_system good
rm good/*.elf # no ELF file has to be there yet

run "$XPACK" header good/system.xml control
status_is 'no ports' 0
stderr_empty 'no ports: nothing on stderr'
stdout_is 'no ports: the whole' <<'END'
/* Partition 'control' of system 'good': made from the system description. */
#ifndef XPACK_PARTITION_H
#define XPACK_PARTITION_H

#define XPACK_PARTITION_NAME "control"
#define XPACK_PARTITION_ID 0u

#endif
END

sed -i 's|license="MIT"|& period="50ms" duration="5000000001ns"|' good/guest.xml
run "$XPACK" header good/system.xml control
status_is 'a duration that no period can hold' 1
sed -i 's|50ms|50s|' good/guest.xml
run "$XPACK" header good/system.xml control
status_is 'needs' 0
is 'needs: in nanoseconds' "$(grep -A9 PARTITION_ID "$run_dir/stdout")" "$(cat <<'END'
#define XPACK_PARTITION_ID 0u
#define XPACK_PARTITION_PERIOD 50000000000u /* nanoseconds */
#define XPACK_PARTITION_DURATION 5000000001u /* nanoseconds of it */

#endif
END
)"
sed -i 's| period=".*ns"||' good/guest.xml

sed -i 's|</Partition>|\
<Port name="in-1" kind="queuing" direction="destination" size="1KiB" depth="3"/>\
<Port name="out" kind="queuing" direction="source" size="16B"/>\
<Port name="state" kind="sampling" direction="source" size="4B"/>\
<Port name="view" kind="sampling" direction="destination" size="4B" validity="100ms"/>\
&|' good/guest.xml
sed -i 's|<xi:include href="plan.xml"/>|<Channel><Source partition="control" port="out"/>\
<Destination partition="display" port="in"/></Channel>\
<Channel><Source partition="control" port="state"/><Destination partition="display" port="view"/>\
</Channel>\
<Channel><Source partition="display" port="out"/><Destination partition="control" port="in-1"/>\
</Channel>\
<Channel><Source partition="display" port="state"/><Destination partition="control" port="view"/>\
</Channel>&|
s|<xi:include href="guest.xml"/>|&\
<Partition id="1" name="display" file="display.elf" license="MIT">\
<Area name="code" start="0x40050000" size="64KiB" access="rx"/>\
<Port name="in" kind="queuing" direction="destination" size="16B" depth="3"/>\
<Port name="out" kind="queuing" direction="source" size="16B"/>\
<Port name="state" kind="sampling" direction="source" size="4B"/>\
<Port name="view" kind="sampling" direction="destination" size="4B"/></Partition>|' good/system.xml
sed -i 's|</Plan>|<Slot partition="display" start="40ms" duration="40ms"/>&|' good/plan.xml
run "$XPACK" header good/system.xml control
status_is 'four ports' 0
sed -n '/queuing dest/,/#endif/p' "$run_dir/stdout" >ports.h
is 'four ports: numbers, sizes, depth, validity' "$(cat ports.h)" "$(cat <<'END'
/* queuing destination */
#define XPACK_PORT_IN_1 1u
#define XPACK_SIZE_IN_1 1024u /* bytes of the largest message */
#define XPACK_DEPTH_IN_1 3u /* messages */

/* queuing source */
#define XPACK_PORT_OUT 2u
#define XPACK_SIZE_OUT 16u /* bytes of the largest message */

/* sampling source */
#define XPACK_PORT_STATE 3u
#define XPACK_SIZE_STATE 4u /* bytes of the largest message */

/* sampling destination */
#define XPACK_PORT_VIEW 4u
#define XPACK_SIZE_VIEW 4u /* bytes of the largest message */
#define XPACK_VALIDITY_VIEW 100000000u /* nanoseconds */

#endif
END
)"
cp "$run_dir/stdout" partition.h
printf '#include "partition.h"\nint x[XPACK_PORT_VIEW];\n' >use.c
ok 'it compiles' "${CC:-cc}" -std=c11 -Wall -Werror -c use.c -o use.o

sed -i 's|.*<Port name="in-1"|<SharedArea memory="raw-samples" access="r"/>\
<SharedArea memory="state" access="rw"/>&|' good/guest.xml
sed -i 's|</Host>|<SharedArea memory="raw-samples" access="rw"/>\
<SharedArea memory="state" access="r"/>&|' good/host.xml
sed -i 's|<xi:include href="guest.xml"/>|\
<SharedMemory name="raw-samples" start="0x40040000" size="8KiB"/>\
<SharedMemory name="state" start="0x40042000" size="4KiB"/>&|' good/system.xml
run "$XPACK" header good/system.xml control
status_is 'shared memory' 0
sed -n '/shared memory/,/#endif/p' "$run_dir/stdout" >shared.h
is 'shared memory: address, size, and a pointer that allows what the access does' \
	"$(cat shared.h)" "$(cat <<'END'
/* shared memory, r */
#define XPACK_SHARED_RAW_SAMPLES_ADDR 0x40040000u
#define XPACK_SHARED_RAW_SAMPLES_SIZE 0x2000u /* bytes */
#define XPACK_SHARED_RAW_SAMPLES_AS(type) ((const volatile type *)0x40040000u)

/* shared memory, rw */
#define XPACK_SHARED_STATE_ADDR 0x40042000u
#define XPACK_SHARED_STATE_SIZE 0x1000u /* bytes */
#define XPACK_SHARED_STATE_AS(type) ((volatile type *)0x40042000u)

#endif
END
)"
cp "$run_dir/stdout" partition.h
for name in RAW_SAMPLES STATE; do
	printf '#include "partition.h"\nvoid f(void) { *XPACK_SHARED_%s_AS(int) = 1; }\n' \
		$name >$name.c
done
compile=("${CC:-cc}" -std=c11 -Wno-int-to-pointer-cast -c -o use.o)
ok 'a writer compiles' "${compile[@]}" STATE.c
not_ok 'a write of a reader does not' "${compile[@]}" RAW_SAMPLES.c

run "$XPACK" header good/system.xml contrl
status_is 'a partition that does not exist' 2
stderr_is 'a partition that does not exist: said' <<'END'
good/system.xml:5:1: error: [usage] no partition is named 'contrl'
good/system.xml:5:1: help: did you mean 'control'?
END

sed -i 's|port="view"|port="vie"|' good/system.xml
run "$XPACK" header good/system.xml control
status_is 'a description with an error' 1

done_testing
