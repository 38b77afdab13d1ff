/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The guest's start, and the first unit's externals. */
#include "external.inc"

	external l4_print
	external l4_digits

	.section .text.start, "ax"
	.global	_start
_start:
	movl	$stack_end, %esp
	movl	%ebx, %edx
	call	guest_main
1:	ud2
	jmp	1b

	/* Where the address of a resolver would be; nothing of xpack or of the host reads it. */
	.data
	.global	__l4_external_resolver
__l4_external_resolver:
	.long	0

	.bss
	.balign	16
	.skip	0x1000
stack_end:

	.section .note.GNU-stack, "", @progbits
