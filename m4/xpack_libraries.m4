dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_HOST_LIBRARIES: what the tool and its tests link.  A missing library of the tool is an
dnl error; all missing ones are named at once, with Debian's package.
AC_DEFUN([XPACK_HOST_LIBRARIES], [
PKG_PROG_PKG_CONFIG([0.29])
missing=
XPACK_PKG([LIBELF], [libelf], [libelf-dev])
XPACK_PKG([LIBDW], [libdw], [libdw-dev])
XPACK_PKG([LIBXML], [libxml-2.0 >= 2.9], [libxml2-dev])
XPACK_PKG([LIBCRYPTO], [libcrypto >= 3.0], [libssl-dev])
XPACK_PKG([LIBLZ4], [liblz4 >= 1.9], [liblz4-dev])

dnl Debian's libfdt-dev has no .pc file.
XPACK_PLAIN_LIBRARY([LIBFDT], [fdt], [fdt_finish], [libfdt.h],
	[missing="$missing libfdt-dev"])
AS_IF([test -n "$missing"],
	[AC_MSG_ERROR([libraries are missing; on Debian: apt-get install$missing])])

dnl For tests only.  BearSSL on the build machine runs the loader's crypto against OpenSSL's.
tests_missing=
PKG_CHECK_MODULES([CMOCKA], [cmocka >= 1.1.5], [],
	[CMOCKA_LIBS=-lcmocka tests_missing="$tests_missing libcmocka-dev"])
XPACK_PLAIN_LIBRARY([LIBBEARSSL], [bearssl], [br_rsa_i31_pkcs1_vrfy], [bearssl.h],
	[LIBBEARSSL_LIBS=-lbearssl tests_missing="$tests_missing libbearssl-dev"])
])

dnl XPACK_PKG(VARIABLE, MODULE, DEBIAN-PACKAGE)
AC_DEFUN([XPACK_PKG],
[PKG_CHECK_MODULES([$1], [$2], [], [missing="$missing $3"])])

dnl XPACK_PLAIN_LIBRARY(VARIABLE, LIBRARY, FUNCTION, HEADER, IF-MISSING)
AC_DEFUN([XPACK_PLAIN_LIBRARY], [
AC_CHECK_LIB([$2], [$3], [AC_CHECK_HEADER([$4], [$1_LIBS=-l$2], [$5])], [$5])
AC_SUBST([$1_LIBS])
])
