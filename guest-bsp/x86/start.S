/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * start: where a guest begins on x86, 32-bit, in ring 3.
 *
 * On entry %eax is XPACK_START_MAGIC and %ebx the address of the partition's device tree; all
 * segments are flat.  Nothing else is promised: the stack pointer is not valid, and RAM behind the
 * file-backed bytes need not be clear.
 */
#include <xpack/license.h>

XPACK_LICENSE("xpack guest-bsp", "BSD-2-Clause")

/* System V ABI, Intel386 supplement, 2.2.2: the stack is aligned to 16 where arguments begin. */
#define ALIGNMENT 16

	.section .text.start, "ax", @progbits
	.globl _start
	.type _start, @function
_start:
	mov	$_stack_top - ALIGNMENT, %esp
	xor	%ebp, %ebp		/* ends a chain of frames */
	cld

	mov	$__bss_start, %edi
	mov	$__bss_end, %ecx
	sub	%edi, %ecx
	xor	%eax, %eax
	rep stosb

	mov	$__init_array_start, %esi
1:	cmp	$__init_array_end, %esi
	jae	2f
	call	*(%esi)
	add	$4, %esi
	jmp	1b

2:	mov	%ebx, (%esp)
	call	xpack_main
3:	pause				/* a partition that has returned idles in its slots */
	jmp	3b
	.size _start, . - _start

	.section .note.GNU-stack, "", @progbits
