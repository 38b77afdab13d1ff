dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_BEARSSL: the source tree of BearSSL 0.6, from which the loader takes its cryptography.
dnl No Debian binary package ships it: `./quickstart` fetches Debian's source package.
dnl Substitutes BEARSSL_DIR (absolute).  Conditionals: HAVE_BEARSSL, HAVE_LOADER,
dnl HAVE_X86_LOADER.
AC_DEFUN([XPACK_BEARSSL], [
AC_ARG_WITH([bearssl],
	[AS_HELP_STRING([--with-bearssl=DIR], [source tree of BearSSL 0.6, for the loader])],
	[], [with_bearssl=no])
AC_MSG_CHECKING([for the source of BearSSL])
have_bearssl=no
BEARSSL_DIR=
AS_CASE([$with_bearssl],
	[no], [],
	[yes], [AC_MSG_ERROR([--with-bearssl needs a directory])],
	[
		for file in LICENSE.txt inc/bearssl.h src/inner.h src/hash/sha2small.c \
				src/rsa/rsa_i31_pkcs1_vrfy.c src/ec/ecdsa_i31_vrfy_raw.c; do
			AS_IF([test -f "$with_bearssl/$file"], [],
				[AC_MSG_ERROR([$with_bearssl: not BearSSL: no $file])])
		done
		BEARSSL_DIR=$(cd "$with_bearssl" && pwd)
		have_bearssl=yes
	])
AC_MSG_RESULT([${BEARSSL_DIR:-no}])
AC_SUBST([BEARSSL_DIR])
AM_CONDITIONAL([HAVE_BEARSSL], [test $have_bearssl = yes])
AM_CONDITIONAL([HAVE_LOADER], [test $have_bearssl = yes && test $have_sparc = yes])
AM_CONDITIONAL([HAVE_X86_LOADER], [test $have_bearssl = yes && test $have_x86 = yes])
])
