/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * start: where a guest begins on SPARC V8, in user mode.
 *
 * On entry %o0 is the address of the partition's device tree.  Nothing else is promised: the stack
 * pointer is not valid, and RAM behind the file-backed bytes need not be clear.  Window overflow
 * and underflow are handled by the host, which writes to the guest's stack.
 */
#include <xpack/license.h>

XPACK_LICENSE("xpack guest-bsp", "BSD-2-Clause")

/* What the callee may write above %sp: 16 registers, the address of a returned struct, 6 arguments;
 * System V ABI, SPARC supplement, "The Stack Frame", rounded up to 8 bytes. */
#define MIN_FRAME 96

	.section .text.start, "ax", @progbits
	.globl _start
	.type _start, @function
_start:
	set	_stack_top - MIN_FRAME, %sp
	clr	%fp			/* ends a chain of frames */
	mov	%o0, %l0

	set	__bss_start, %l1
	set	__bss_end, %l2
	ba	2f
	 cmp	%l1, %l2
1:	st	%g0, [%l1]
	inc	4, %l1
	cmp	%l1, %l2
2:	bcs	1b
	 nop

	set	__init_array_start, %l1
	set	__init_array_end, %l2
	ba	4f
	 cmp	%l1, %l2
3:	ld	[%l1], %l3
	call	%l3
	 inc	4, %l1
	cmp	%l1, %l2
4:	bcs	3b
	 nop

	call	xpack_main
	 mov	%l0, %o0
5:	ba	5b			/* a partition that has returned idles in its slots */
	 nop
	.size _start, . - _start

	.section .note.GNU-stack, "", @progbits
