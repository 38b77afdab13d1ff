# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# tap: what a shell test is written with.  Source it first:
#
#	. "${top_srcdir:?}/tests/lib/tap.sh"
#	need dtc                                the test fails here when dtc is missing
#	run "$XPACK" list file.itb              keeps exit code and both outputs
#	status_is 'list succeeds' 0
#	stdout_is 'list prints one line' <<'END'
#	...
#	END
#	ok 'the file is there' test -f file     passes when the command succeeds
#	is 'the size' "$size" 4096              passes when both are equal
#	done_testing
#
# A test runs in a directory of its own, $tmp, that is removed at the end.  A script that ends
# before done_testing has no plan, and so fails as a whole.  Nothing is ever skipped.

set -u
shopt -s lastpipe # so that a check can stand at the end of a pipeline
unset MAKEFLAGS MFLAGS MAKELEVEL XPACK_KEY XPACK_PUBKEY CDPATH
tap_count=0
tap_failed=0
tmp=$(mktemp -d "${TMPDIR:-/tmp}/xpack-test.XXXXXX") || exit 99
trap 'cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM
cd "$tmp" || exit 99
run_dir=$tmp/.run
mkdir "$run_dir" || exit 99

# diag TEXT: lines for the reader of the log.
diag()
{
	printf '%s\n' "$*" | sed 's/^/# /'
}

# pass NAME / fail NAME [TEXT]: one result.
pass()
{
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s\n' "$tap_count" "${1//#/ }"
}

fail()
{
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_count" "${1//#/ }"
	[ $# -lt 2 ] || diag "$2"
}

# ok NAME COMMAND...: the command succeeds.  not_ok NAME COMMAND...: it does not.
ok()
{
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then pass "$name"; else fail "$name" "$* failed: $output"; fi
}

not_ok()
{
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then fail "$name" "$* succeeded: $output"; else pass "$name"; fi
}

# is NAME GOT WANTED: equal texts.
is()
{
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:    $2"$'\n'"wanted: $3"; fi
}

# like NAME TEXT REGEX: the text has a part that matches (bash's extended regular expressions).
like()
{
	if [[ $2 =~ $3 ]]; then pass "$1"; else fail "$1" "no match of: $3"$'\n'"in: $2"; fi
}

# unlike NAME TEXT REGEX: it has none.
unlike()
{
	if [[ $2 =~ $3 ]]; then fail "$1" "a match of: $3"$'\n'"in: $2"; else pass "$1"; fi
}

# same NAME FILE FILE: two files with the same bytes.
same()
{
	ok "$1" cmp -- "$2" "$3"
}

# run COMMAND...: $status, and the outputs in $run_dir/stdout and $run_dir/stderr.
run()
{
	run_command=$*
	status=0
	"$@" >"$run_dir/stdout" 2>"$run_dir/stderr" </dev/null || status=$?
}

# What run kept, for a log.
run_report()
{
	diag "command: $run_command"
	diag "status:  $status"
	sed 's/^/# stdout: /' "$run_dir/stdout" | tail -n 40
	sed 's/^/# stderr: /' "$run_dir/stderr" | tail -n 40
}

# status_is NAME WANTED: exit code of the last run.
status_is()
{
	if [ "$status" -eq "$2" ]; then pass "$1"; else fail "$1" "wanted status $2"; run_report; fi
}

# stdout_is NAME / stderr_is NAME: the whole output is what stands on standard input.
stdout_is()
{
	tap_output_is "$1" stdout
}

stderr_is()
{
	tap_output_is "$1" stderr
}

tap_output_is()
{
	cat >"$run_dir/wanted"
	if diff -u "$run_dir/wanted" "$run_dir/$2" >"$run_dir/diff"; then
		pass "$1"
	else
		fail "$1" "$2 is not as wanted (-) but (+):"
		sed 's/^/# /' "$run_dir/diff" | head -n 80
	fi
}

# stdout_has NAME TEXT / stderr_has NAME TEXT: the output has this text in a line.
stdout_has()
{
	tap_output_has "$1" stdout "$2"
}

stderr_has()
{
	tap_output_has "$1" stderr "$2"
}

tap_output_has()
{
	if grep -qF -e "$3" "$run_dir/$2"; then
		pass "$1"
	else
		fail "$1" "$2 has not: $3"
		run_report
	fi
}

# need TOOL...: each must be there.  When one is not, the test fails and ends here.
need()
{
	local tool
	for tool in "$@"; do
		# The tool may be a command line, as $SPARC_CC is.
		if [ -z "$tool" ] || ! command -v "${tool%% *}" >/dev/null; then
			fail "needs ${tool:-a tool that configure did not find}"
			done_testing
		fi
	done
}

# done_testing: print the plan and end.  The exit code says the same as the results.
done_testing()
{
	printf '1..%d\n' "$tap_count"
	[ "$tap_failed" -eq 0 ] && [ "$tap_count" -gt 0 ]
	exit
}
