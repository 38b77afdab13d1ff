/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* fill: constants, so that a program has the size of a small application for RTEMS. */
	.section .rodata.fill, "a", @progbits
	.fill	300 * 1024 / 4, 4, 0x72746d73

	.section .note.GNU-stack, "", @progbits
