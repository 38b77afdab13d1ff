dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_BUILD_OPTIONS: how the host tool and its tests are compiled.
dnl Substitutes WARN_CFLAGS (warnings, good for every C compiler here), HOST_CFLAGS and
dnl HOST_LDFLAGS (sanitizers and coverage; for the build machine only).
AC_DEFUN([XPACK_BUILD_OPTIONS], [
AC_ARG_ENABLE([werror],
	[AS_HELP_STRING([--enable-werror], [warnings are errors (for CI)])],
	[], [enable_werror=no])
AC_ARG_ENABLE([sanitizers],
	[AS_HELP_STRING([--enable-sanitizers],
		[tool and tests with address and undefined-behaviour sanitizer])],
	[], [enable_sanitizers=no])
AC_ARG_ENABLE([coverage],
	[AS_HELP_STRING([--enable-coverage], [tool and tests count what is executed, for gcov])],
	[], [enable_coverage=no])
AC_ARG_ENABLE([fuzzing],
	[AS_HELP_STRING([--enable-fuzzing],
		[tests/fuzz/fuzz_*, with clang's libFuzzer and the sanitizers (CC=clang)])],
	[], [enable_fuzzing=no])
AS_IF([test "x$enable_fuzzing" = xyes], [enable_sanitizers=yes])
AM_CONDITIONAL([FUZZING], [test "x$enable_fuzzing" = xyes])

WARN_CFLAGS="-Wall -Wextra -Wshadow -Wconversion -Wundef -Wvla -Wstrict-prototypes"
WARN_CFLAGS="$WARN_CFLAGS -Wmissing-prototypes"
AS_IF([test "x$enable_werror" = xyes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])

HOST_CFLAGS=
HOST_LDFLAGS=
AS_IF([test "x$enable_sanitizers" = xyes], [
	flags="-fsanitize=address,undefined -fno-sanitize-recover=all"
	HOST_CFLAGS="$HOST_CFLAGS $flags -fno-omit-frame-pointer"
	HOST_LDFLAGS="$HOST_LDFLAGS $flags"
])
AS_IF([test "x$enable_fuzzing" = xyes], [HOST_CFLAGS="$HOST_CFLAGS -fsanitize=fuzzer-no-link"])
AS_IF([test "x$enable_coverage" = xyes], [
	HOST_CFLAGS="$HOST_CFLAGS --coverage"
	HOST_LDFLAGS="$HOST_LDFLAGS --coverage"
])
XPACK_TRY_FLAGS([$HOST_CFLAGS $HOST_LDFLAGS])
AC_SUBST([WARN_CFLAGS])
AC_SUBST([HOST_CFLAGS])
AC_SUBST([HOST_LDFLAGS])
])

dnl XPACK_TRY_FLAGS(FLAGS): stop when the compiler cannot link with them.
AC_DEFUN([XPACK_TRY_FLAGS], [
AS_IF([test -n "$(echo $1)"], [
	AC_MSG_CHECKING([whether $CC links with $1])
	xpack_save_cflags=$CFLAGS
	CFLAGS="$CFLAGS $1"
	AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AC_MSG_RESULT([yes])], [
		AC_MSG_RESULT([no])
		AC_MSG_ERROR([$CC cannot link with $1])
	])
	CFLAGS=$xpack_save_cflags
])
])

dnl XPACK_REPRODUCIBLE_DIST: `make dist` twice gives the same bytes where tar is GNU tar.
AC_DEFUN([XPACK_REPRODUCIBLE_DIST], [
AS_IF([tar --sort=name --version >/dev/null 2>&1], [
	am__tar='tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner'
	am__tar="$am__tar"' --mtime=@$${SOURCE_DATE_EPOCH-0} -chf - "$$tardir"'
])
])
