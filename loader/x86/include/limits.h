/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The part of <limits.h> that BearSSL looks at.  The compiler's own goes on to the C library's,
 * and there is none. */
#ifndef XPACK_LOADER_LIMITS_H
#define XPACK_LOADER_LIMITS_H

#define CHAR_BIT __CHAR_BIT__
#define INT_MAX __INT_MAX__
#define ULONG_MAX (__LONG_MAX__ * 2UL + 1UL)

#endif
