/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi-sparc: what the guest imports, as a trap and as a call. */
#include <xpack/export.h>

XPACK_EXPORT_ABI("tiny", "1")

XPACK_GLUE(tiny_trap, "BSD-2-Clause")
	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop
XPACK_GLUE_END

XPACK_EXPORT_TRAP(int, tiny_write, (const char *text), 1, tiny_trap)
XPACK_EXPORT_CALL(int, tiny_log, (int code))
