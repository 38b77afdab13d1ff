/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The header, and the entry that its second word says.  Traps are off and -mflat is used, as in
 * tests/systems/leon3-plain/start.S. */
#define PSR_S 0x80
#define MIN_FRAME 96

	.section .text.start, "ax", @progbits
	.globl	header
header:
	.ascii	"LOAD"
	.long	start
	.skip	72
	.globl	start
start:
	mov	PSR_S, %g1
	wr	%g1, %psr
	nop
	nop
	nop
	wr	%g0, %wim
	nop
	nop
	nop
	set	stack_top - MIN_FRAME, %sp
	call	tell
	 clr	%fp
1:	ta	0
	ba	1b
	 nop

	.section .bss
	.balign	8
	.skip	4096
stack_top:

	.section .note.GNU-stack, "", @progbits
