# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# For tests of example systems: packed with a key of their own, and booted on the emulated board.
. "${top_srcdir:?}/tests/lib/tap.sh"

systems=${top_builddir:?}/tests/systems
key=$tmp/test.key
"${XPACK:?}" keygen -q --algorithm p256 "$key" || exit 99

# pack NAME DIRECTORY: NAME.itb and the boot image beside it, of the description there.  What is
# said stays in $run_dir/stderr.
pack()
{
	run "$XPACK" build -q -k "$key" -o "$1.itb" "$2/system.xml"
	status_is "$1 is packed" 0
}

# pack_changed NAME SYSTEM SED: the example under another name, its descriptions edited.
pack_changed()
{
	cp -r "$systems/$2" "$1" && sed -i "$3" "$1"/*.xml || exit 99
	pack "$1" "$1"
}

# boot NAME: NAME.log is what host and guests print, without what differs from build to build (code
# addresses) or from run to run (times).  All of the console stays in $run_dir/stdout.
boot()
{
	local image=$1.prom
	[ -e "$image" ] || image=$1.elf
	run "$XPACK" run -q --timeout 60 "$image"
	status_is "$1 is booted and stops by itself" 0
	tr -d '\r' <"$run_dir/stdout" | grep -aE '^(xhost: |plain: |\[)' |
		sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/; s/ [0-9]+ ms$/ T ms/' >"$1.log"
}

# shows SYSTEM NAME: its log is standard input, exactly.
shows()
{
	is "$2" "$(cat "$1.log")" "$(cat)"
}

# has SYSTEM LINE
has()
{
	ok "$1: $2" grep -qaxF -e "$2" "$1.log"
}
