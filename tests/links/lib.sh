# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# lib: a board of the tests behind a debug link (serve.py).  Source it after tests/flash/lib.sh.

need python3 timeout
links=$top_srcdir/tests/links
size=$(stat -c %s leon3-two.prom)
# sectors_of BYTES: so large are the sectors of the next boards' flash.
sectors_of()
{
	sector=$1
	written=$(((size + sector - 1) / sector * sector))
}
sectors_of 16384
flash_of=(flash_kib=256 sector_kib=16)
head -c 256K /dev/zero | tr '\0' '\132' >older
served=
trap 'end_board; cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT

# serve LINK OPTION...: start it; $name is the target's name.
serve()
{
	local i
	end_board
	rm -rf board
	mkdir board
	python3 "$links/serve.py" "$1" board "${@:2}" >board/log 2>&1 &
	served=$!
	for i in {1..600}; do
		[ ! -e board/name ] || break
		sleep 0.05
	done
	[ -e board/name ] || fail "serve $*: nothing after $i steps" "$(cat board/log)"
	# shellcheck disable=SC2034 # For the tests.
	name=$1:$(cat board/name)
}

# Ends it, so that it leaves board/image and board/report.
end_board()
{
	[ -n "$served" ] || return 0
	touch board/stop
	wait "$served"
	served=
}

# flash_all LINK OPTION...: flash a board whose flash has other bytes, `older`, in sectors of
# $sector bytes; $size is that of the image, $written that in whole sectors.  $flash_of is more of
# the board.
flash_all()
{
	local what="$*"
	serve "$@" "${flash_of[@]}" image=older
	# On a machine that is busy the board may be late.
	XPACK_LINK_TIMEOUT=3000 flash --to "$name" leon3-two.itb
	status_is "$what: flashed" 0
	stderr_is "$what: said" <<END
$name: $written bytes programmed, $size bytes read back and equal
END
	end_board
	as_it_was "$what"
	is "$what: the link's buffer had room for all" "$(fact dropped)" 0
	ok "$what: the boot image is there" cmp -n "$size" board/image leon3-two.prom
	ok "$what: what is behind is as it was" cmp -i "$size" board/image older
}

# fact NAME: what the report says of it.
fact()
{
	sed -n "s/^$1 //p" board/report
}

# as_it_was NAME: nobody gave the chips a wrong command, and controller and processor are as before.
as_it_was()
{
	is "$1: every command was legal" "$(fact illegal)" ''
	is "$1: the memory controller is as before" "$(fact mcfg1)" restored
	is "$1: the processor is as before" "$(fact cpu)" restored
	is "$1: its RAM is as before" "$(fact ram)" restored
	is "$1: the flash shows its contents" "$(fact shows)" contents
	is "$1: the board had no trouble" "$(cat board/log)" ''
}

# interrupted WHAT LINK OPTION...: wherever a signal comes, also while the board is only asked what
# it is, the board is in order when xpack ends.
interrupted()
{
	local what=$1 after flashing
	shift
	for after in 0.1 0.2 0.3 0.4 0.6 0.9; do
		serve "$@"
		"$XPACK" flash --yes --to "$name" leon3-two.itb >said 2>&1 &
		flashing=$!
		sleep "$after"
		kill -TERM "$flashing"
		wait "$flashing"
		is "$what after $after s: ends it" $? 143
		end_board
		as_it_was "$what after $after s"
	done
}
