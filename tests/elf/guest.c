/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* guest: one import of each kind, for the trio of guest, ABI object and host of an architecture. */
#include <xpack/import.h>
#include <xpack/license.h>

XPACK_REQUIRE_ABI("tiny", "1");
XPACK_IMPORT(int, tiny_write, (const char *text));
XPACK_IMPORT(int, tiny_log, (int code));
XPACK_IMPORT_WEAK(int, tiny_absent, (void));

XPACK_LICENSE("tiny", "BSD-2-Clause");

void _start(void);

void _start(void)
{
	for (;;)
		tiny_log(tiny_write("x") + tiny_absent());
}
