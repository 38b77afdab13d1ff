/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The header, and the entry that its second word says. */

	.section .text.start, "ax"
	.globl	header
header:
	.ascii	"LOAD"
	.long	start
	.skip	72
	.globl	start
start:
	movl	$stack_top, %esp
	call	tell
	movb	$0, %al
	outb	%al, $0xf4	/* QEMU's isa-debug-exit */
1:	cli
	hlt
	jmp	1b

	.bss
	.balign	16
	.skip	0x2000
stack_top:

	.section .note.GNU-stack, "", @progbits
