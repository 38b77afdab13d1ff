#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_ram.sh: systems started from RAM through a debug link (--ram): compressed ones, hosts
# under protocol raw, and what a signal leaves behind at each moment.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

need qemu-system-sparc jq
export XPACK_LINK_TIMEOUT=5000 # the board starts an emulator before it answers
systems=$top_builddir/tests/systems

# started WHAT IMAGE: it is loaded, and runs to its end, by the console.
started()
{
	serve edcl shy dirty
	flash --to "$name" --ram --console "$2" </dev/null
	end_board
	status_is "$1: started" 0
	is "$1: all was legal" "$(fact illegal)" ''
	is "$1: the board had no trouble" "$(cat board/log)" ''
	is "$1: with caches on" "$(fact caches)" 0081000f
	tr -d '\r' <"$run_dir/stdout" | grep -aE '^(xhost: |plain: |\[)' >console
}

# Both partitions are LZ4 frames in the container, and the host too.
mkdir lz4
cp -r "$systems/leon3-two/." lz4
chmod -R u+w lz4
sed -i 's/<\(Host\|Partition\) /<\1 compression="lz4" /' lz4/*.xml
"$XPACK" build -q -o lz4.itb lz4/system.xml || exit 99
is 'lz4: there are compressed images' \
	"$("$XPACK" list --json lz4.itb | jq '[.images[] |
		select(.compression == "lz4")] | length > 3')" true
started 'not compressed' leon3-two.itb
sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/; s/ [0-9]+ ms$/ T ms/' console >wanted
ok 'not compressed: to the end' grep -q '^xhost: halt, status 0' console
started 'lz4' lz4.itb
sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/; s/ [0-9]+ ms$/ T ms/' console >shown
same 'lz4: it prints the same' shown wanted

# A host under protocol raw, compressed too.
mkdir raw
cp -r "$systems/leon3-plain/." raw
chmod -R u+w raw
for compression in none lz4; do
	sed "s/<Host /&compression=\"$compression\" /" "$systems/leon3-plain/system.xml" \
		>raw/system.xml
	"$XPACK" build -q -o raw.itb raw/system.xml || exit 99
	started "raw, $compression" raw.itb
	is "raw, $compression: printed" "$(cat console)" \
		'plain: hello from a bare-metal program
plain: memory is clear'
done
is 'raw: it was compressed' "$("$XPACK" list --json raw.itb | jq -r '.images[0].compression')" lz4

# interrupted SIGNAL PAUSE... -- OPTION...: the signal comes when the board stands still there.
interrupted()
{
	local signal=$1 options=() flashing
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	serve "$link" silent "${options[@]}"
	# A shell's background jobs ignore SIGINT from the start.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$XPACK" flash --yes --to "$name" --ram "$@" leon3-two.itb \
		>"$run_dir/stdout" 2>"$run_dir/stderr" </dev/null &
	flashing=$!
	until_true test -e board/paused
	kill "-$signal" "$flashing"
	touch board/go
	status=0
	wait "$flashing" || status=$?
	end_board
	split_shown
	sed -i "s|$name|LINK|g" "$run_dir/stderr"
	is "$signal, ${options[*]} $*: all was legal" "$(fact illegal)" ''
	is "$signal, ${options[*]} $*: the UART is as before" "$(fact uart)" normal
}

# left_stopped WHAT CODE: nothing was started, and the user knows.
left_stopped()
{
	status_is "$1: exit code" "$2"
	stderr_is "$1: said" <<END
LINK: error: [target] interrupted by a signal
LINK: note: the board's processor was stopped, and is left so; what was in RAM is lost: reset the \
board
END
	is "$1: nothing was started" "$(fact started)" ''
	is "$1: the processor is stopped" "$(fact unit)" '2e stopped'
}

# While the second partition is written, while it is read back, when all is there, and when the
# processor was let run: then all of it runs.
link=edcl
interrupted TERM pause=write at=0x40200000 -- --console
left_stopped 'SIGTERM while loading' 143
interrupted INT pause=write at=0x40200000 -- --json
left_stopped 'SIGINT while loading' 130
is 'SIGINT while loading: not done' "$(grep -c '"phase": "done"' "$run_dir/stdout")" 0
interrupted INT pause=read at=0x40200000 -- --console
left_stopped 'SIGINT while reading back' 130
interrupted TERM pause=write at=0x8000010c --
left_stopped 'SIGTERM before the start' 143
for case in edcl:TERM:143 edcl:INT:130 ahbuart:TERM:143; do
	IFS=: read -r link signal code <<<"$case"
	interrupted "$signal" pause=run -- --console
	status_is "$case after the start: exit code" "$code"
	stderr_is "$case after the start: said" <<END
LINK: note: as after a reset: 1 processor, interrupt controller, 2 timers; a debug support unit \
resets no other device, and they are as they were
LINK: error: [target] interrupted by a signal, when the processor ran
END
	is "$case after the start: it runs" "$(fact started)" 0x40001000
	is "$case after the start: the unit" "$(fact unit)" '0 free'
done
done_testing
