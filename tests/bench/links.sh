#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# links.sh RUNS LINK...: make an image and run links.py with it; `make bench-links`.
set -eu
tmp=$(mktemp -d "${TMPDIR:-/tmp}/xpack-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
export HOME=$tmp XDG_STATE_HOME=$tmp/state
"${XPACK:?}" keygen -q key.pem
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub
"$XPACK" build -q "${top_builddir:?}/tests/systems/leon3-two/system.xml"
python3 "${top_srcdir:?}/tests/bench/links.py" "$XPACK" "$top_builddir/tests/bench/replay" \
	leon3-two.itb leon3-two.prom "$@"
