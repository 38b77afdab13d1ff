#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_states.sh: boards whose processors are found asleep, halted or under another debugger: they
# run xpack's program for narrow flash and are then as they were, and they start a system.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

export XPACK_LINK_TIMEOUT=5000 # the board may be slow on a machine that is busy

# narrow WHAT OPTION...: flash that board's bus of 16 bits.
narrow()
{
	serve edcl width=2 "${flash_of[@]}" "${@:2}"
	flash --to "$name" leon3-two.itb </dev/null
	end_board
	status_is "$1: flashed" 0
	ok "$1: the boot image is there" cmp -n "$size" board/image leon3-two.prom
	as_it_was "$1"
}

# starts WHAT OPTION...: reset that board, on which nothing executes.
starts()
{
	serve edcl silent "${flash_of[@]}" "${@:2}"
	flash --to "$name" --reset leon3-two.itb </dev/null
	end_board
	status_is "$1: reset" 0
	is "$1: all was legal" "$(fact illegal)" ''
	is "$1: the first processor runs, and no other" "$(fact started)" 0x00000000
}

narrow 'asleep' asleep=1
starts 'asleep' asleep=1
narrow 'all asleep' cpus=3 asleep=7
is 'all asleep: others are not woken' "$(fact started)" ''
starts 'all asleep' cpus=3 asleep=7
narrow 'halted' cpus=2 halted=3
is 'halted: none is let go' "$(fact started)" ''
starts 'halted' cpus=2 halted=3
starts 'several' cpus=4
starts 'several that cannot sleep' cpus=3 nosleep
narrow 'stopped by others' cpus=2 mask=3
starts 'stopped by others' cpus=2 mask=3
is 'stopped by others: the mask is as before' "$(fact mask)" 3
done_testing
