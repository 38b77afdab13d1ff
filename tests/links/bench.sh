#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# bench.sh: make an image and run tests/bench/links.py with it; `make bench-links`.
set -eu
tmp=$(mktemp -d "${TMPDIR:-/tmp}/xpack-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
"${XPACK:?}" keygen -q key.pem
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub
"$XPACK" build -q "${top_builddir:?}/tests/systems/leon3-two/system.xml"
python3 "${top_srcdir:?}/tests/bench/links.py" "$XPACK" "$top_builddir/tests/bench/ask" \
	leon3-two.itb leon3-two.prom
