#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A container with U-Boot's signature, compressed images and a second container beside it, one byte
# changed at a time: loader, boot sequence and tool say the same.  Here bytes are taken in steps;
# XPACK_SWEEP_STEP=1 takes all of them, docs/campaigns.md has the figures.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

step=${XPACK_SWEEP_STEP:-53}

# sweep LAB
sweep()
{
	"$top_builddir/tests/attack/sweep" "$1" "$step" >"$tmp/report" 2>"$tmp/errors"
	is "$1: the program ends as it has to" "$? $(cat "$tmp/errors")" '0 '
	lab_report <"$tmp/report"
	is "$1: all parts were there" "$(grep -c '^ok ' "$tmp/report")" 9
}

ok 'a lab with RSA keys' lab_make_full rsa rsa3072 p256
ok 'a lab with P-256 keys' lab_make_full p256 p256 rsa3072
sweep rsa
sweep p256

# The reader alone, as in tamper.sh, on manifests that have U-Boot's signature.
run "$top_builddir/tests/attack/mutate" rsa 1 10000
lab_report <"$run_dir/stdout"
status_is 'manifests changed at random' 0
done_testing
