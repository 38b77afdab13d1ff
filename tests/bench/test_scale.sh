#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A system of 1,000 partitions, 10,000 areas, 10,000 ports and 100,000 slots is checked whole, and
# what was made wrong in it is found, no less and no more.  How long that takes, bench.sh measures.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

generate=${top_builddir:?}/tests/bench/generate

# made NAME=NUMBER...: check a system of that shape.
made()
{
	rm -rf system
	"$generate" system "$@" || exit 99
	run "${XPACK:?}" check system/system.xml
}

# right NAME SHAPE...
right()
{
	local name=$1
	shift
	made "$@"
	status_is "$name: exit code 0" 0
	is "$name: nothing is found" "$(grep -cE ' (error|warning): ' "$run_dir/stderr")" 0
}

# wrong NAME 'NUMBER ID...' SHAPE...: so many errors of each of those ids, all at a place.
wrong()
{
	local name=$1 wanted=$2
	shift 2
	made "$@"
	status_is "$name: exit code 1" 1
	# shellcheck disable=SC2086
	set -- $wanted
	while [ $# -gt 0 ]; do
		is "$name: $1 of $2" "$(grep -c ": error: \[$2\] " "$run_dir/stderr")" "$1"
		shift 2
	done
	is "$name: each has a place" "$(grep ' error: ' "$run_dir/stderr" |
		grep -cvE '^system/[a-z0-9-]+\.xml:[0-9]+:[0-9]+: ')" 0
}

right 'one file'
right 'a file for each partition' split=1
right '16 processors' processors=16
wrong 'malformed times' '10000 schema' wrong_times=10000
wrong 'unknown partitions' '100000 slot-partition' wrong_slots=100000
# Of 875 partitions, 8 areas lie on the data: of each pair of 9, so 36, the later one is told.
wrong 'areas and ports' \
	"$((875 * 36)) area-overlap 900 area-outside-ram 300 channel-port 300 port-unconnected \
200 port-size" \
	wrong_areas=7000 wrong_outside=900 wrong_channels=300 wrong_sizes=200
done_testing
