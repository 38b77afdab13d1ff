# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# lib: a board of the tests behind a debug link (serve.py).  Source it after tests/flash/lib.sh.

need python3 timeout
links=$top_srcdir/tests/links
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

# fact NAME: what the report says of it.
fact()
{
	sed -n "s/^$1 //p" board/report
}

# as_it_was NAME: nobody gave the chips a wrong command, and the controller is as before.
as_it_was()
{
	is "$1: every command was legal" "$(fact illegal)" ''
	is "$1: the memory controller is as before" "$(fact mcfg1)" restored
	is "$1: the board had no trouble" "$(cat board/log)" ''
}
