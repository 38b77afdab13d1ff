/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xhost-abi: the ABI object of the reference host, read by xpack and never linked.
 *
 * A service is called with its number in %eax and the arguments where a C call leaves them: on the
 * stack, behind the address that the window returns to.  The host reads them from there.  The
 * result comes back in %eax, or in %eax and %edx; every other register survives.
 */
#include <xhost/list.h>
#include <xpack/export.h>

XPACK_EXPORT_ABI(XHOST_ABI_NAME, XHOST_ABI_VERSION)

XPACK_GLUE(xh_trap, "BSD-2-Clause")
	mov	$xpack_number, %eax
	int	$0x70
	ret
XPACK_GLUE_END

#define XHOST_EXPORT(number, ret, name, args) XPACK_EXPORT_TRAP(ret, name, args, number, xh_trap)

#define XHOST_IN_PORTS(number, ret, name, args) XPACK_EXPORT_IN("ports", name)

XHOST_ALL_SERVICES(XHOST_EXPORT)
XHOST_TYPES(XPACK_EXPORT_TYPE)
XHOST_DOCS(XPACK_EXPORT_DOC)
XPACK_EXPORT_FEATURE("ports", XHOST_PORTS)
XHOST_PORT_SERVICES(XHOST_IN_PORTS)

	.section .note.GNU-stack, "", @progbits
