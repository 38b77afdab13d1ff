dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_SPARC: find a compiler for LEON3.
dnl Substitutes SPARC_CC, SPARC_CXX (with the flags that select LEON3), SPARC_AR, SPARC_NM,
dnl SPARC_OBJCOPY, SPARC_OBJDUMP, SPARC_READELF, SPARC_SIZE, SPARC_STRIP and SPARC_INCLUDE, the
dnl directory of the compiler's own headers (for -nostdinc).
dnl Conditionals: HAVE_SPARC, HAVE_SPARC_CXX.
AC_DEFUN([XPACK_SPARC], [
AC_ARG_WITH([sparc-toolchain],
	[AS_HELP_STRING([--with-sparc-toolchain=PREFIX],
		[compiler for LEON3, e.g. sparc-rtems6- or /opt/bcc/bin/sparc-gaisler-elf-;
		 'no' builds the tool alone @<:@first found@:>@])],
	[], [with_sparc_toolchain=yes])
AS_CASE([$with_sparc_toolchain],
	[no], [candidates=],
	[yes], [candidates="sparc-gaisler-elf- sparc-rtems6- sparc-elf- sparc64-linux-gnu-"],
	[*-], [candidates=$with_sparc_toolchain],
	[candidates=$with_sparc_toolchain-])
have_sparc=no
have_sparc_cxx=no
for candidate in $candidates; do
	AC_MSG_CHECKING([for a LEON3 compiler: ${candidate}gcc])
	AS_CASE([$candidate],
		[*sparc64-*], [flags="-m32 -mcpu=leon3"],
		[flags="-mcpu=leon3"])
	XPACK_TRY_LEON3([${candidate}gcc $flags], [c], [have_sparc=yes], [have_sparc=no])
	AC_MSG_RESULT([$have_sparc])
	AS_IF([test $have_sparc = yes], [break])
done
AS_IF([test $have_sparc = no && test "x$with_sparc_toolchain" != xyes &&
       test "x$with_sparc_toolchain" != xno],
	[AC_MSG_ERROR([${candidate}gcc does not make a LEON3 program; config.log says why])])
AS_IF([test $have_sparc = yes], [
	SPARC_CC="${candidate}gcc $flags"
	SPARC_CXX="${candidate}g++ $flags"
	SPARC_INCLUDE=$($SPARC_CC -print-file-name=include)
	sparc_version=$($SPARC_CC -dumpversion)
	for tool in ar nm objcopy objdump readelf size strip; do
		AS_IF([command -v "$candidate$tool" >/dev/null], [],
			[AC_MSG_ERROR([${candidate}gcc is there but $candidate$tool is not])])
	done
	AC_MSG_CHECKING([whether ${candidate}g++ makes LEON3 programs])
	XPACK_TRY_LEON3([$SPARC_CXX], [cc], [have_sparc_cxx=yes], [SPARC_CXX=])
	AC_MSG_RESULT([$have_sparc_cxx])
])
AC_SUBST([SPARC_CC])
AC_SUBST([SPARC_CXX])
AC_SUBST([SPARC_INCLUDE])
AC_SUBST([SPARC_AR], [${candidate}ar])
AC_SUBST([SPARC_NM], [${candidate}nm])
AC_SUBST([SPARC_OBJCOPY], [${candidate}objcopy])
AC_SUBST([SPARC_OBJDUMP], [${candidate}objdump])
AC_SUBST([SPARC_READELF], [${candidate}readelf])
AC_SUBST([SPARC_SIZE], [${candidate}size])
AC_SUBST([SPARC_STRIP], [${candidate}strip])
AC_SUBST([SPARC_PREFIX], [$candidate])
AM_CONDITIONAL([HAVE_SPARC], [test $have_sparc = yes])
AM_CONDITIONAL([HAVE_SPARC_CXX], [test $have_sparc_cxx = yes])
])

dnl XPACK_TRY_LEON3(COMPILER, SUFFIX, IF-WORKS, IF-NOT): compile and link a program with a trap and
dnl a cache flush, and look at the result: 32-bit, big-endian, ET_EXEC, EM_SPARC (2).  A compiler
dnl that makes v8plus code gives EM_SPARC32PLUS (18), which LEON3 does not execute.
AC_DEFUN([XPACK_TRY_LEON3], [
rm -f conftest.leon3 conftest.leon3.$2
cat >conftest.leon3.$2 <<'_XPACK_EOF'
#ifdef __cplusplus
extern "C"
#endif
int start(int *word);
int start(int *word)
{
	__asm__ volatile("flush %%g0\n\tta 0x70\n\trd %%asr17, %%g1" : : : "g1", "memory");
	return *word * 3;
}
_XPACK_EOF
xpack_try="$1 -Os -ffreestanding -msoft-float -fno-pic -fno-pie -static -nostdlib"
xpack_try="$xpack_try -Wl,--build-id=none -Wl,-e,start -Wl,-Ttext=0x40000000"
AS_IF([AC_TRY_COMMAND([$xpack_try -o conftest.leon3 conftest.leon3.$2 >&AS_MESSAGE_LOG_FD]) &&
       xpack_head=$(od -An -tx1 -N20 conftest.leon3 | tr -d ' \n') &&
       echo "ELF header: $xpack_head" >&AS_MESSAGE_LOG_FD &&
       expr "x$xpack_head" : 'x7f454c460102.*00020002$' >/dev/null], [$3], [$4])
rm -f conftest.leon3 conftest.leon3.$2
])
