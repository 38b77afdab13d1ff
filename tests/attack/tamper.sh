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

# A verification of ECDSA takes BearSSL's small code a millisecond: there the manifest's bits are
# taken in steps.
p256_step=29

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
tamper 'RSA, BearSSL as on the board' tamper-rsa rsa
tamper 'P-256, OpenSSL' tamper p256
tamper 'P-256, BearSSL as on the board' tamper-p256 p256 "$p256_step"
done_testing
