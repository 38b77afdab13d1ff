#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_link_faults.sh: flashing over links, and into flash, that fail at random: the boot image,
# or a clear error and a flash that does not half boot.  faults.py says what has to hold; N=100
# FIRST=500 JOBS=2 try others, two at a time.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need python3 timeout
run python3 "$top_srcdir/tests/links/faults.py" "$XPACK" leon3-two.itb leon3-two.prom \
	"${FIRST:-1}" "${N:-1}" wide
status_is 'runs end as they have to' 0
is 'all kinds were tried' "$(grep -c " ${N:-1} runs, " "$run_dir/stdout")" 12
is 'what a link may lose, reorder or double costs nothing' \
	"$(grep -cE "^wide-(lose|reorder|duplicate): .* 0 errors" "$run_dir/stdout")" 3
run_report
done_testing
