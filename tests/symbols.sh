#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A function of ours that has the name of a library's function takes its place inside that library
# too, silently: no such name may exist.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
need nm
need ldd

defined()
{
	awk '$2 ~ /[TDBRVW]/ { sub(/@.*/, "", $3); print $3 }' | sort -u
}

nm "${top_builddir:?}"/xpack/libxpack.a "${top_builddir:?}"/loader/libloader.a 2>/dev/null |
	defined >"$tmp/ours"
ldd "${XPACK:?}" | awk '$2 == "=>" { print $3 }' | while read -r library; do
	nm -D --defined-only "$library"
done 2>/dev/null | defined >"$tmp/theirs"

ok "the tool's own symbols are seen" grep -qx container_parse "$tmp/ours"
ok "the libraries' symbols are seen" grep -qx fdt_check_full "$tmp/theirs"
comm -12 "$tmp/ours" "$tmp/theirs" >"$tmp/both"
is "no symbol is defined on both sides" "$(cat "$tmp/both")" ""
done_testing
