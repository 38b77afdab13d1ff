#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# `make distcheck`: the released tarball builds out of a read-only tree, installs below DESTDIR,
# uninstalls and cleans up without leaving a file.  Done with clang, warnings being errors and the
# sanitizers on, so that the C tests, which run in it, see both compilers.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need clang
cd "${top_builddir:?}" || exit 99
run make distcheck DISTCHECK_CONFIGURE_FLAGS='CC=clang --enable-werror --enable-sanitizers' \
	TESTS='$(XPACK_UNIT_TESTS)'
status_is 'make distcheck' 0
stdout_has 'the archive is ready' 'archives ready for distribution'
first=$(sha256sum xpack-*.tar.xz)
run make dist
status_is 'make dist' 0
is 'two archives of one tree are equal' "$(sha256sum xpack-*.tar.xz)" "$first"
done_testing
