#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_killed.sh: a run that is killed where nothing can be put back, and a second one on the board
# as that left it: flash chips in the middle of commands, the processor at the program for narrow
# buses, the SPI chip selected.  OPTIONS, AT and OVER make a campaign of it.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

# killed AT LINK OPTION...: at that byte or datagram.
killed()
{
	local at=$1 what="$2 ${*:3}, killed at $1"
	shift
	rm -rf "$HOME/.local/state" # what shared a sector with the image is not looked at
	serve "$@" "${flash_of[@]}" image=older signal="$at" number=9
	bash -c 'echo $$ >board/pid; exec "$@"' bash "$XPACK" flash --yes --to "$name" \
		leon3-two.itb >said 2>&1
	is "$what" $? 137
	rm -rf "$HOME/.local/state"
	XPACK_LINK_TIMEOUT=3000 flash --to "$name" --minimize leon3-two.itb
	status_is "$what: completed" 0
	end_board
	is "$what: shows its contents" "$(fact shows)" contents
	ok "$what: the boot image is there" cmp -n "$size" board/image leon3-two.prom
}

if [ -n "${OPTIONS:-}" ]; then
	read -ra options <<<"$OPTIONS"
	for at in ${AT:?}; do
		killed "$at" "${OVER:-edcl}" "${options[@]}"
	done
	done_testing
	exit
fi

# A buffer of AMD's has some ten datagrams, a word of chips without one some seven.
for at in 60 {1598..1608..2}; do
	killed "$at" edcl flash=amd
done
for at in {1600..1606..2}; do
	killed "$at" edcl flash=amd odd buffer=0
	killed "$at" edcl flash=intel
done
killed 50 edcl flash=amd locked=0,1,5
killed 40000 ahbuart flash=amd
killed 40000 ahbuart flash=intel
killed 900 edcl flash=amd width=2
killed 900 edcl flash=intel width=1
flash_of=(spim flash_kib=256)
killed 900 edcl
killed 2000 edcl nodsu
killed 40000 ahbuart
done_testing
