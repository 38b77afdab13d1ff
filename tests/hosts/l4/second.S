/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The second unit's externals: one of them the first unit has too. */
#include "external.inc"

	external l4_add
	external l4_print, second_print
	external l4_end

	.section .note.GNU-stack, "", @progbits
