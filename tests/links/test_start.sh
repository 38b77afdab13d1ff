#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_start.sh: boards that start what was written to them, by the debug support unit of the
# tests' board: from the PROM (--reset) and from RAM (--ram), with a console over the link.  What
# they start runs in QEMU, with the board's memory.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

need qemu-system-sparc
export XPACK_LINK_TIMEOUT=5000 # the board starts an emulator before it answers

# starts WHAT LINK OPTION... -- ARGUMENT...: flash with those, on that board.
starts()
{
	local what=$1 options=()
	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	serve "${options[@]}" "${flash_of[@]}"
	flash --to "$name" "${@:2}" </dev/null
	end_board
	status_is "$what" 0
	said
}

# said: what the last run said, without what differs from run to run.
said()
{
	sed -i "/^console /d; s|$name|LINK|g; s|: [0-9]* bytes of RAM|: N bytes of RAM|" \
		"$run_dir/stderr"
}

# showed WHAT: the system ran to its end, and printed what it prints.
showed()
{
	tr -d '\r' <"$run_dir/stdout" >console
	is "$1: both partitions ran" \
		"$(grep -cE '^\[(control|telemetry)\] frame [0-4]:' console)" 10
	ok "$1: to the end" grep -q '^xhost: halt, status 0' console
}

# calm WHAT: nobody did what is not allowed, and the memory controller is as before.
calm()
{
	is "$1: all was legal" "$(fact illegal)" ''
	is "$1: the memory controller is as before" "$(fact mcfg1)" restored
	is "$1: the board had no trouble" "$(cat board/log)" ''
}

# left WHAT: the board is as it has to be afterwards.
left()
{
	calm "$1"
	is "$1: the unit is as before" "$(fact unit)" '0 free'
	is "$1: so is the UART" "$(fact uart)" normal
}

for link in ahbuart edcl; do
	starts "$link: reset" "$link" -- --reset --console leon3-two.itb
	stderr_is "$link: reset: said" <<END
LINK: note: as after a reset: 1 processor, interrupt controller, 2 timers; a debug support unit \
resets no other device, and they are as they were
LINK: note: the processor is in error mode: it stands still
LINK: $written bytes programmed, $size bytes read back and equal
END
	showed "$link: reset"
	left "$link: reset"
	is "$link: reset: started" "$(fact started)" 0x00000000
	is "$link: reset: with caches off" "$(fact caches)" 00000000
	starts "$link: ram" "$link" shy -- --ram --console leon3-two.itb
	stderr_is "$link: ram: said" <<END
LINK: note: as after a reset: 1 processor, interrupt controller, 2 timers; a debug support unit \
resets no other device, and they are as they were
LINK: note: the processor is in error mode: it stands still
LINK: N bytes of RAM written, read back and equal; started at 0x40001000
END
	showed "$link: ram"
	left "$link: ram"
	is "$link: ram: nothing was erased" "$(fact erases)" 0
	is "$link: ram: with caches on" "$(fact caches)" 0081000f
done

# Other processors sleep; one in error mode is taken out of it.
starts 'two processors' edcl cpus=2 error -- --reset --console leon3-two.itb
showed 'two processors'
calm 'two processors'
is 'two processors: only the first runs' "$(fact started)" 0x00000000

# What is typed comes in by the UART.
serve edcl "${flash_of[@]}"
printf 'typed\n' >input
timeout 60 "$XPACK" flash --yes --to "$name" --ram --console leon3-two.itb <input >console 2>said
is 'typed: started' $? 0
end_board
is 'typed: it arrived' "$(fact typed)" 74797065640a
calm 'typed'

# UARTs without FIFOs, which have one byte each way; programs that leave the debug mode alone where
# flow control is on too.
serve edcl nofifo kind "${flash_of[@]}"
timeout 60 "$XPACK" flash --yes --to "$name" --ram --console leon3-two.itb <input \
	>"$run_dir/stdout" 2>said
is 'no FIFOs: started' $? 0
end_board
showed 'no FIFOs'
left 'no FIFOs'
is 'no FIFOs: nothing went by the line' "$(fact wire)" 0
is 'no FIFOs: what was typed arrived' "$(fact typed)" 74797065640a

# Ctrl-C ends the console, and only that; other signals end xpack.
codes=
for signal in INT TERM; do
	serve edcl silent "${flash_of[@]}"
	# A shell's background jobs ignore SIGINT from the start.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$XPACK" flash --yes --to "$name" --reset --console \
		leon3-two.itb >"shown-$signal" 2>"said-$signal" </dev/null &
	flashing=$!
	until_true grep -q '^console ' "said-$signal"
	kill "-$signal" "$flashing"
	wait "$flashing"
	codes+=" $?"
	end_board
	left "SIG$signal in the console"
done
is 'Ctrl-C is the end of a console, SIGTERM that of xpack' "$codes" ' 0 143'

# Over a bad line: it is started, and then all is right, or there is an error.
export XPACK_LINK_TIMEOUT=1000
starts 'a front end' edcl -- --json --ram leon3-two.itb
calm 'a front end'
is 'a front end: how it went' "$(python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
print(lines[0]["phase"], lines[-1]["phase"], lines[-1]["programmed"] == lines[0]["bytes"])' \
	"$run_dir/stdout")" 'target done True'

# That all is done is the last that is said, and not said of a board that is not as it was found.
serve edcl writable "${flash_of[@]}"
flash --json --to "$name" leon3-two.itb </dev/null
end_board
status_is 'left writable' 5
said
stderr_is 'left writable: said' <<END
LINK: error: [target] the register at 0x80000000 has 0x00000a11, not 0x00000211
LINK: error: [target] the board's PROM was left writable: reset the board
LINK: note: but for that, all is done: LINK: $written bytes programmed, $size bytes read back and \
equal
END
like 'left writable: the last line' "$(tail -n 1 "$run_dir/stdout")" '^\{"phase": "verify",'

export XPACK_LINK_TIMEOUT=150
starts 'lost datagrams' edcl fault=lose every=400 -- --ram leon3-two.itb
calm 'lost datagrams'
is 'lost datagrams: started' "$(fact started)" 0x40001000
for fault in drop double flip; do
	serve ahbuart fault=$fault every=60000 "${flash_of[@]}"
	flash --to "$name" --ram leon3-two.itb </dev/null
	end_board
	if [ "$status" = 0 ]; then
		is "$fault: started" "$(fact started)" 0x40001000
	else
		stderr_has "$fault: an error" 'error: ['
	fi
done
export XPACK_LINK_TIMEOUT=5000

# Boards that cannot: what is said, and that nothing was started.
refuses()
{
	local what=$1
	local options
	read -ra options <<<"$2"
	serve edcl "${options[@]}" "${flash_of[@]}"
	flash --to "$name" "${@:3}" leon3-two.itb </dev/null
	end_board
	status_is "$what" 5
	said
	stderr_is "$what: said"
	calm "$what"
	is "$what: nothing was started" "$(fact started)" ''
	is "$what: nor written" "$(fact erases) $(fact programs)" '0 0'
	is "$what: the processor is as before" "$(fact cpu)" restored
}
refuses 'no debug support unit' nodsu --ram <<END
LINK: error: [target] the board has no debug support unit that could stop and start its processor
END
refuses 'a unit that is turned off' 'off break' --ram <<END
LINK: error: [target] the debug support unit at 0x90000000 is turned off: the board's signal \
DSUEN is low
END
refuses 'a processor that does not stop' nostop --ram <<END
LINK: error: [target] processor 0 does not stop: the debug support unit's control register has \
0x000000ae
END
refuses 'no debug support unit, to reset' nodsu --reset <<END
LINK: error: [target] the board has no debug support unit that could stop and start its processor
END
serve edcl noram
flash --to "$name" --ram leon3-two.itb
end_board
status_is 'no RAM' 1
said
stderr_is 'no RAM: said' <<END
LINK: error: [flash-board] the image's board has RAM at 0x40000000..0x47ffffff, and here there \
is none
LINK: help: 'xpack flash --list --to LINK' shows what there is
END

# What is said of the command line.
refuses_line()
{
	local wanted=$1
	shift
	flash "$@" leon3-two.itb
	status_is "$*" 2
	is "$*: said" "$(head -n 1 "$run_dir/stderr")" "xpack: error: [usage] $wanted"
}
refuses_line 'file:PATH cannot load into RAM and start that' --to file:chip --ram
refuses_line 'gdb:HOST:PORT cannot show what the board prints' --to gdb:unix:gdb --reset --console
refuses_line '--ram writes nothing that stays' --to edcl:127.0.0.2 --ram --minimize
refuses_line '--console shows what --reset or --ram started' --to edcl:127.0.0.2 --console
refuses_line '--console and --json would both print on stdout' \
	--to edcl:127.0.0.2 --ram --console --json
done_testing
