#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# make-page.sh XPACK TEMPLATE AWK-PROGRAM VERSION DATE: xpack(1) on standard output.  The line
# @COMMANDS@ of the template becomes a subsection for each command, made from its --help.
set -eu -o pipefail
xpack=$1 template=$2 program=$3 version=$4 date=$5

# names WORD...: the commands that a help lists.
names()
{
	"$xpack" "$@" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# A command may have commands of its own.
commands()
{
	local command name
	for command in $(names); do
		echo "$command"
		for name in $(names "$command"); do
			echo "$command $name"
		done
	done
}

sections()
{
	local command words
	commands | while read -r command; do
		read -r -a words <<<"$command"
		"$xpack" "${words[@]}" --help </dev/null |
			awk -v command="$command" -f "$program"
	done
}

sections=$(sections)
[ -n "$sections" ]
while IFS= read -r line; do
	case $line in
	@COMMANDS@) printf '%s\n' "$sections" ;;
	*) printf '%s\n' "$line" ;;
	esac
done <"$template" | sed "s/@VERSION@/$version/; s/@DATE@/$date/"
