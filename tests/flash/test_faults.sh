#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_faults.sh: flashing over lines and stubs that fail at random: a verified image or a clear
# error, never silence.  faults.py says what is tried and what has to hold; N=1000 FIRST=5000 try
# others.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need python3
n=${N:-40}
run python3 "$top_srcdir/tests/flash/faults.py" "$XPACK" leon3-two.itb leon3-two.prom \
	"${FIRST:-1}" "$n"
status_is "$n runs end as they have to" 0
read -r _ runs _ written _ despite _ refused <"$run_dir/stdout"
is 'all runs were judged' "$runs" "$n"
ok 'some wrote the image, also despite faults' test "$despite" -gt 0 -a "$written" -ge "$despite"
ok 'some ended with an error' test "$refused" -gt 0
kinds=$(sed -n 's/.*kinds //p' "$run_dir/stdout")
ok 'nearly all of the 19 kinds of faults happened' test "$kinds" -ge 17
run_report
done_testing
