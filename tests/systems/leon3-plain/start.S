/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * start: under the protocol `raw` the entry and nothing else is promised.  The program is compiled
 * with -mflat and runs with traps off, so it needs neither windows nor a trap table.
 */
#define PSR_S 0x80	/* SPARC V8 manual, 4.2: supervisor, CWP = 0, traps off */
#define MIN_FRAME 96	/* System V ABI, SPARC supplement */

	.section .text.start, "ax", @progbits
	.globl	_start
_start:
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
	call	main
	 clr	%fp
1:	ta	0		/* with traps off this ends the board (error mode) */
	ba	1b
	 nop

	.section .bss
	.balign	8
	.skip	4096
stack_top:

	.section .note.GNU-stack, "", @progbits
