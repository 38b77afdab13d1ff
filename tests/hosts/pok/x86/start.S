/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * start: the kernel's Multiboot header and entry.  What follows is the reference host's traps.S,
 * which wants another magic and passes %ebx on.
 */
#include <xpack/start.h>

#include "loader/multiboot.h"

	.section .multiboot, "a", @progbits
	.balign	4
	.long	MULTIBOOT_HEADER_MAGIC
	.long	0
	.long	-MULTIBOOT_HEADER_MAGIC

	.section .text.start, "ax", @progbits
	.globl	pok_start
	.type	pok_start, @function
pok_start:
	cmp	$MULTIBOOT_START, %eax
	jne	1f
	mov	$XPACK_START_MAGIC, %eax
	jmp	_start
1:	cli
	hlt
	jmp	1b
	.size	pok_start, . - pok_start

	.section .note.GNU-stack, "", @progbits
