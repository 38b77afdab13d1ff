#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Every attack on the loader's trust code and boot sequence, on the build machine: with the tool's
# cryptography and with the loaders' own, with keys of both algorithms.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

# BearSSL's small code takes half a millisecond for RSA and two for ECDSA.  There the manifest's
# bits are taken in steps, but for all bits of the slots; docs/campaigns.md has a run over each.
rsa_step=${XPACK_ATTACK_STEP:-5}
p256_step=${XPACK_ATTACK_STEP:-59}

ok 'a lab with RSA keys' lab_make rsa rsa3072 p256
ok 'a lab with P-256 keys' lab_make p256 p256 rsa3072

# tamper NAME PROGRAM LAB [STEP]
tamper()
{
	local name=$1 before=$tap_count
	shift
	diag "$name"
	"$top_builddir/tests/attack/$1" "${@:2}" >"$tmp/report" 2>"$tmp/errors"
	is "$name: the program ends as it has to" "$? $(cat "$tmp/errors")" '0 '
	lab_report <"$tmp/report"
	ok "$name: there were attacks" test $((tap_count - before)) -gt 100
}

tamper 'RSA, OpenSSL' tamper rsa
tamper 'RSA, BearSSL as on the board' tamper-rsa rsa "$rsa_step"
tamper 'P-256, OpenSSL' tamper p256
tamper 'P-256, BearSSL as on the board' tamper-p256 p256 "$p256_step"

# The reader alone, on manifests that nobody thought of.  docs/campaigns.md has longer runs.
run "$top_builddir/tests/attack/mutate" rsa 1 20000
lab_report <"$run_dir/stdout"
status_is 'manifests changed at random' 0
done_testing
