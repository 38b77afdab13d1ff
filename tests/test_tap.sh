#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The test library itself: every one of its checks can fail, and says so.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

# verdict SNIPPET: what a test of that one line prints first, and the exit code.
verdict()
{
	printf '. "$top_srcdir/tests/lib/tap.sh"\n%s\ndone_testing\n' "$1" >snippet.sh
	bash snippet.sh >output 2>&1
	echo "status $?" >>output
	sed -n '1p;$p' output | tr '\n' '|'
}

good='ok 1 - name|status 0|'
bad='not ok 1 - name|status 1|'

is 'ok passes' "$(verdict 'ok name true')" "$good"
is 'ok fails' "$(verdict 'ok name false')" "$bad"
is 'not_ok passes' "$(verdict 'not_ok name false')" "$good"
is 'not_ok fails' "$(verdict 'not_ok name true')" "$bad"
is 'is passes' "$(verdict 'is name a a')" "$good"
is 'is fails' "$(verdict 'is name a b')" "$bad"
is 'like fails' "$(verdict 'like name abc ^b')" "$bad"
is 'unlike fails' "$(verdict 'unlike name abc ^a')" "$bad"
is 'same fails' "$(verdict 'same name /dev/null snippet.sh')" "$bad"
is 'status_is passes' "$(verdict 'run false; status_is name 1')" "$good"
is 'status_is fails' "$(verdict 'run false; status_is name 0')" "$bad"
is 'stdout_is passes' "$(verdict 'run echo a; stdout_is name <<<a')" "$good"
is 'stdout_is fails' "$(verdict 'run echo a; stdout_is name <<<b')" "$bad"
is 'stderr_is fails on any output' "$(verdict 'run ls --nosuch; stderr_is name </dev/null')" "$bad"
is 'stdout_has fails' "$(verdict 'run echo a; stdout_has name b')" "$bad"
is 'stderr_has passes' "$(verdict 'run ls --nosuch; stderr_has name nosuch')" "$good"
is 'need passes over what is there' "$(verdict 'need cat; pass name')" "$good"
is 'need fails' "$(verdict 'need no-such-tool')" 'not ok 1 - needs no-such-tool|status 1|'
is 'need fails without a name' "$(verdict 'need ""')" \
	'not ok 1 - needs a tool that configure did not find|status 1|'
is 'no result at all fails' "$(verdict ':')" '1..0|status 1|'
verdict 'exit 0' >/dev/null
not_ok 'a script that ends early prints no plan' grep -q '^1\.\.' output
done_testing
