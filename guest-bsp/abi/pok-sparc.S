/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pok-sparc: the ABI object of POK on SPARC V8, read by xpack and never linked.
 *
 * A service is `ta 2` with its number in %o0 and its arguments, at most five, in %o1 to %o5; the
 * result comes back in %o0.  The kernel does not ask how many there are.  The glue moves the
 * caller's arguments up by one; what the caller did not set is moved too, and means nothing.
 *
 *     sparc-elf-gcc -mcpu=leon3 -fno-pic -fno-pie $(pkg-config --cflags xpack-guest) \
 *             -c pok-sparc.S -o pok-sparc.o
 */
#include <xpack/export.h>

XPACK_GLUE(pok_call, "BSD-2-Clause")
	mov	%o4, %o5
	mov	%o3, %o4
	mov	%o2, %o3
	mov	%o1, %o2
	mov	%o0, %o1
	mov	xpack_number, %o0
	ta	2
	retl
	 nop
XPACK_GLUE_END

/* clang-format off */
#define POK_SERVICE(feature, number, count, ret, name, args, doc) \
	XPACK_EXPORT_TRAP(ret, name, args, number, pok_call) \
	XPACK_EXPORT_IN(feature, name) \
	XPACK_EXPORT_DOC(name, doc)
/* clang-format on */

#include "pok-services.h"

XPACK_EXPORT_ABI(POK_ABI_NAME, POK_ABI_VERSION)

	.section .note.GNU-stack, "", @progbits
