#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_shared.sh: shared memory on both boards: who may do what with it, and that it stays what it
# is when a partition is restarted.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need qemu-system-sparc qemu-system-x86_64
systems=${top_builddir:?}/tests/systems
"${XPACK:?}" keygen -q --algorithm p256 test.key || exit 99

# build NAME DIRECTORY: pack the system there; what is said stays in $run_dir/stderr.
build()
{
	run "$XPACK" build -q -k test.key -o "$1.itb" "$2/system.xml"
	status_is "$1 is packed" 0
}

# boot NAME: print what the host and the partitions print, without code addresses.
boot()
{
	local image=$1.prom
	[ -e "$image" ] || image=$1.elf
	run "$XPACK" run -q --timeout 60 "$image"
	tr -d '\r' <"$run_dir/stdout" | grep -E '^(xhost: |\[)' |
		sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/'
}

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

# changed NAME SYSTEM SED: the system under another name, its description and its host's edited.
changed()
{
	cp -r "$systems/$2" "$1" && sed -i "$3" "$1"/system.xml "$1"/host-*.xml || exit 99
	build "$1" "$1"
}

# shows NAME TEXT: the text is in the log of $system.
shows()
{
	ok "$system: $1" grep -qaF -e "$2" log
}

build leon3-shared "$systems/leon3-shared"
is 'leon3-shared: without a word' "$(cat "$run_dir/stderr")" ''
is 'LEON3: one writes, one reads, and each that does more is stopped' "$(boot leon3-shared)" \
	"$(expected leon3-shared leon3_generic 0x40500000 'data access fault' \
		'instruction access fault')"
build x86-shared "$systems/x86-shared"
is 'x86-shared: without a word' "$(cat "$run_dir/stderr")" ''
is 'x86: the same' "$(boot x86-shared)" \
	"$(expected x86-shared pc 0x00600000 'page fault' 'page fault')"

is 'the container zeroes it once, in the name of nobody else' \
	"$("$XPACK" list leon3-shared.itb | grep measurements |
		sed -E 's/ +/ /g; s/ [0-9a-f]+$//')" \
	'measurements.zero-0 zero measurements 0x40500000 0 4096'

# What stops them is the description and nothing else: with more rights all goes through.
part='<SharedArea memory="measurements" access="r"\/>'
for system in leon3-shared x86-shared; do
	changed "$system.more" "$system" "
		/name=\"display\"/,/<.Partition>/s/access=\"r\"/access=\"rw\"/
		/name=\"stranger\"/,/<.Partition>/s/<Area name=\"data\".*/&$part/"
	stderr_has "$system: two write" "warning: [shared-writers] partition 'display' writes"
	boot "$system.more" >log
	shows 'a reader that may write writes' '[display] the write went through'
	shows 'and the host for it' '[display] the host DID write for me'
	shows 'a stranger that may read reads' '[stranger] the read went through'
	shows 'and the host for it' 'the host DID read for me'

	changed "$system.host" "$system" "/<Area name=\"main\"/s/\$/$part/"
	is "$system: the reference host, which uses none itself, says so" \
		"$(boot "$system.host" | grep 'shared memory')" \
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
