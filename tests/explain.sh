#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The examples of 'xpack explain' do not lie: put into a system, each wrong one is reported with
# its id, and the right one, which differs in nothing else, is not.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need jq python3 yaml2obj

# Rows whose examples are no XML; tests/bad/ID shows each at work.
cat >reasons <<'END'
loader-limits
END

# check_way ID FILE: what is said about a description.
check_way()
{
	cp "$2" system.xml
	"${XPACK:?}" check --enable "$1" system.xml 2>&1
}

# is_shown ID WAY: wrong is reported, right is not, and what would report it did run.
is_shown()
{
	check_way "$1" "$2.wrong.xml" >wrong
	grep -qF ": [$1] " wrong || return 1
	check_way "$1" "$2.right.xml" >right
	! grep -qF ": [$1] " right && ! grep -qE "not checked:.*( $1| all else) \(because" right &&
		{ ! grep -qxF "$1" placing || ! grep -qE 'not checked: ' right; }
}

# show ID: in one way at least.
show()
{
	local way
	for way in "examples/$1"/*.wrong.xml; do
		if is_shown "$1" "${way%.wrong.xml}"; then
			pass "$1: the examples are what they say"
			return
		fi
		cat wrong right >>"said.$1"
	done
	fail "$1: the examples are what they say" "$(sort -u "said.$1")"
}

cp "$top_srcdir"/tests/bad/good/*.yaml "$top_srcdir/tests/explain/display.xml" . || exit 99
for yaml in *.yaml; do
	yaml2obj "$yaml" -o "${yaml%.yaml}.elf" || exit 99
done
"$XPACK" explain --json >table.json
# Placing runs only when nothing else is wrong.
jq -r '.checks[] | select(.part == "Placing and packing") | .id' table.json >placing
mkdir examples
python3 "$top_srcdir/tests/explain/fragments.py" table.json \
	"$top_srcdir/schemas/xpack-system.xsd" examples \
	"$top_srcdir"/tests/explain/{leon3,one-file,x86}.xml >ids || exit 99

is 'examples that are no XML are known' "$(sed -n 's/^- //p' ids | sort)" "$(sort reasons)"
grep -v '^-' ids | while read -r id; do
	show "$id"
done
done_testing
