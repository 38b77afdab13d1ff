dnl SPDX-FileCopyrightText: 2026 The xpack authors
dnl SPDX-License-Identifier: BSD-2-Clause

dnl XPACK_MANUAL(DATE): what the manual pages are made with; DATE is that of this release.
dnl Substitutes RELEASE_DATE and XSLTPROC.
AC_DEFUN([XPACK_MANUAL], [
AC_SUBST([RELEASE_DATE], [$1])
AC_ARG_VAR([XSLTPROC], [XSLT processor of libxslt, makes xpack-system(5)])
AC_PATH_PROG([XSLTPROC], [xsltproc])
AS_IF([test -z "$XSLTPROC"], [AC_MSG_ERROR([xsltproc is needed (Debian: xsltproc)])])
])
