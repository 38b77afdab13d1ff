dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_ROW(WHAT, TEXT): one row of the summary.  XPACK_MORE(TEXT): its next line.
AC_DEFUN([XPACK_ROW], [printf '  %-23s %s\n' "$1" "$2"])
AC_DEFUN([XPACK_MORE], [XPACK_ROW([], [$1])])

dnl XPACK_SUMMARY: what will be built, what is missing, and what follows from that.
AC_DEFUN([XPACK_SUMMARY], [
printf '\n%s will be installed in %s\n\n' "$PACKAGE_STRING" "$prefix"
XPACK_ROW([xpack, the host tool], [yes, with $CC])
AS_IF([test $have_sparc = yes], [
	XPACK_ROW([guest-bsp for SPARC], [yes, with $SPARC_CC ($sparc_version)])
], [
	XPACK_ROW([guest-bsp for SPARC], [headers only: there is no LEON3 compiler])
	XPACK_MORE([(on Debian: gcc-sparc64-linux-gnu; or --with-sparc-toolchain=PREFIX)])
])
AS_IF([test $have_x86 = yes], [
	XPACK_ROW([guest-bsp for x86], [yes, with $X86_CC ($x86_version)])
], [
	XPACK_ROW([guest-bsp for x86], [headers only: there is no compiler for 32-bit x86])
	XPACK_MORE([(--with-x86-compiler=COMMAND)])
])
AS_IF([test $have_x86 = yes && test $have_bearssl = yes], [
	XPACK_ROW([loader for x86], [yes, with BearSSL in $BEARSSL_DIR])
], [
	XPACK_ROW([loader for x86], [no])
])
AS_IF([test $have_sparc = yes && test $have_bearssl = yes], [
	XPACK_ROW([loader for LEON3], [yes, with BearSSL in $BEARSSL_DIR])
], [
	XPACK_ROW([loader for LEON3],
		[no: needs a LEON3 compiler ($have_sparc) and --with-bearssl=DIR ($have_bearssl).])
	XPACK_MORE([Without it 'xpack build' makes containers, but no boot image,])
	XPACK_MORE([and 'xpack run' has nothing to start.])
])
AS_IF([test $have_sparc = yes],
	[XPACK_ROW([example systems], [yes])],
	[XPACK_ROW([example systems], [no: they need a LEON3 compiler])])
AS_IF([test -n "$tests_missing"], [
	XPACK_ROW([tests], [missing:$tests_missing (Debian's names); 'make check' will fail])
], [test $have_sparc = yes && test $have_bearssl = yes && test $have_sparc_cxx = yes], [
	XPACK_ROW([tests], [yes])
], [
	XPACK_ROW([tests], [in part: 'make check' fails where it needs the loader or a guest,])
	XPACK_MORE([C++ guests (${SPARC_PREFIX}g++: $have_sparc_cxx) included])
])
AS_IF([test "x$enable_fuzzing" = xyes],
	[XPACK_ROW([fuzzing], [tests/fuzz/fuzz_container; give it a directory with containers])])
XPACK_ROW([warnings are errors], [$enable_werror])
XPACK_ROW([sanitizers, coverage], [$enable_sanitizers, $enable_coverage])
echo
])
