/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* A partition that nobody runs: code, words that the packer sets, one behind the file's bytes. */

	.section .text, "ax", @progbits
	.globl	start
start:
	.long	0
	.section .data, "aw", @progbits
	.balign	8
	.globl	words, wide
	.type	words, @object
	.size	words, 8
words:	.long	0x11111111, 0x22222222
	.type	wide, @object
	.size	wide, 8
wide:	.quad	0x3333333333333333
	.section .bss, "aw", @nobits
	.balign	8
	.globl	later
later:	.skip	16

	.section .note.GNU-stack, "", @progbits
