#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_agent.sh: the program that xpack runs on boards with narrow or SPI flash, alone: each of
# its operations, waiting on, and jobs that were spoilt on the way, of which it does nothing.
# agent.py has the jobs.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need python3 qemu-system-sparc
run python3 "$top_srcdir/tests/links/agent.py" "$top_builddir/xpack/agent/agent.bin"
status_is 'all jobs were run' 0
stdout_is 'what they did' <<'END'
no operation: done, ticket 77, trap 0x81, value 0, left 0, rest kept
three times: done, ticket 77, trap 0x81, value 0, left 0, rest kept
  20=ff
  20=ff
  20=ff
bytes: done, ticket 77, trap 0x81, value 34, left 0, rest kept
  555=a0
  1000=12
  1000?1
  1000?1
  555=a0
  1001=34
  1001?1
halfwords: done, ticket 77, trap 0x81, value 8080, left 0, rest kept
  1000=0040
  1000=6162
  1002=6364
  0?2
  0?2
  1004=0040
  1004=6566
  1006=6768
  0?2
  0=ffff
a failure: failed, ticket 77, trap 0x81, value 80a0, left 0, rest kept
  1000=0040
  1000=6162
  1002=6364
  0?2
  1004=0040
  1004=6566
  1006=6768
  0?2
until it is still: done, ticket 77, trap 0x81, value 5, left 0, rest kept
  4?1
  4?1
  4?1
  4?1
  4?1
  4?1
an offer: busy, ticket 77, trap 0x81, value 2, left 0, rest kept
  8=e8
  8?1
  8=e8
  8?1
an offer, going on: done, ticket 77, trap 0x81, value c0, left 0, rest kept
  8=e8
  8?1
  8=e8
  8?1
a slow chip: busy, ticket 77, trap 0x81, value 93, left 1, rest kept
  555=a0
  1000=12
  1000?1
  1000?1
a slow chip, going on: done, ticket 77, trap 0x81, value 34, left 0, rest kept
  1000?1
  1000?1
  555=a0
  1001=34
  1001?1
never still: busy, ticket 77, trap 0x81, value 3, left 0, rest kept
  4?1
  4?1
  4?1
  4?1
the count is used up, then a slow chip: busy, ticket 77, trap 0x81, value 0, left 0, rest kept
  4?1
  4?1
two pages: done, ticket 77, trap 0x81, value 2, left 0, rest kept
  selected
  05 00
  ff 00
  let go: 9
  selected
  06 00
  let go: 9
  selected
  05 00
  ff 02
  let go: 9
  selected
  02 00
  61 00
  62 00
  let go: 9
  selected
  05 00
  ff 02
  let go: 9
  selected
  05 00
  ff 00
  let go: 9
  selected
  06 00
  let go: 9
  selected
  05 00
  ff 02
  let go: 9
  selected
  02 00
  61 00
  62 00
  let go: 9
  selected
  05 00
  ff 02
  let go: 9
no write enable: failed, ticket 77, trap 0x81, value 0, left 4, rest kept
  selected
  05 ff
  ff 01
  ff 00
  let go: 9
  selected
  06 ff
  let go: 9
  selected
  05 ff
  ff 00
  let go: 9
a busy chip: busy, ticket 77, trap 0x81, value 1, left 1, rest kept
  selected
  05 00
  ff 00
  let go: 9
  selected
  06 00
  let go: 9
  selected
  05 00
  ff 02
  let go: 9
  selected
  02 00
  61 00
  62 00
  let go: 9
  selected
  05 00
  ff 01
  let go: 9
a busy chip, going on: done, ticket 77, trap 0x81, value 0, left 0, rest kept
  selected
  05 01
  ff 00
  let go: 9
no byte gets through: stuck, ticket 77, trap 0x81, value 0, left 6, rest kept
  selected
  05 00
  ff 00
  let go: 9
  selected
  06 nothing
a bit of the code is wrong: wrong, ticket 77, trap 0x81, value 0, left 0, rest kept
a bit of the script is wrong: wrong, ticket 77, trap 0x81, value 0, left 0, rest kept
a bit of the data is wrong: wrong, ticket 77, trap 0x81, value 0, left 0, rest kept
far too long: wrong, ticket 77, trap 0x81, value 0, left 0, rest kept
of no words: wrong, ticket 77, trap 0x81, value 0, left 0, rest kept
END

# QEMU's processor makes the same of random jobs as that of the tests' board.
run python3 "$top_srcdir/tests/links/twin.py" "$top_builddir/xpack/agent/agent.bin" \
	"${FIRST:-1}" "${N:-400}"
status_is 'on two processors all jobs end alike' 0
for result in 'done' busy 'then done' failed stuck wrong; do
	ok "$result: several jobs" test "$(sed -n "s/^$result: //p" "$run_dir/stdout")" -gt 3
done
run_report
done_testing
