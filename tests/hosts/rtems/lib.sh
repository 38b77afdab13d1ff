# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# For tests of the templates in docs/hosts/rtems: packed as they stand, and booted from RAM that is
# full of what is not zero.
. "${top_srcdir:?}/tests/lib/tap.sh"

# shellcheck disable=SC2034 # the tests use them
templates=$top_srcdir/docs/hosts/rtems programs=${top_builddir:?}/tests/hosts/rtems
key=$tmp/test.key
"${XPACK:?}" keygen -q "$key" || exit 99

# Bytes that are not zero, for RAM: of each end of it.
head -c 1M /dev/zero | tr '\0' '\245' >"$tmp/poison" || exit 99

# pack NAME: NAME.itb and the boot image, of the description and the file app.exe in the directory
# NAME: checked, built and verified, and never a word too much.
pack()
{
	run "$XPACK" check "$1/system.xml"
	status_is "$1: right" 0
	stderr_is "$1: nothing else is said" <<<"$1/system.xml: no errors"
	run "$XPACK" build -q -k "$key" -o "$1.itb" "$1/system.xml"
	status_is "$1: packed" 0
	run "$XPACK" verify -q -p "$key.pub" --against "$1/system.xml" "$1.itb"
	status_is "$1: verified against its description" 0
	[ "$status" -eq 0 ] || run_report
}

# console QEMU ARGUMENT...: NAME.console is what the board prints until it stops.
console()
{
	local name=$1
	shift
	run timeout 60 "$@" -display none -serial stdio -monitor none
	tr -d '\r' <"$run_dir/stdout" >"$name.console"
}

# shows NAME TEST: the program's lines, exactly those of standard input.
shows()
{
	is "$2" "$(grep -a '^program: ' "$1.console")" "$(cat)"
}
