/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * chain: a program in the place of the loader that has DEPTH `save`s in force at once, prints a
 * letter from there, goes all the way back to the first and halts.
 */

#define UART 0x80000100 /* QEMU's leon3_generic */
#define UART_DATA 0
#define UART_CONTROL 8
#define CONTROL_TRANSMIT 2

	.macro	LINK name, next
	.type	\name, #function
\name:	save	%sp, -96, %sp
	call	\next
	 nop
	ret
	 restore
	.endm

	.text
	.global	loader_main
	.type	loader_main, #function
loader_main:
	save	%sp, -96, %sp
	call	link2
	 nop
	call	halt
	 nop

	.altmacro
	.macro	CHAIN from, to
	LINK	link\from, link\to
	.endm
	.set	n, 2
	.rept	DEPTH - 2
	CHAIN	%n, %(n + 1)
	.set	n, n + 1
	.endr
	.macro	LAST number
	.type	link\number, #function
link\number:
	.endm
	LAST	%n
	save	%sp, -96, %sp
	set	UART, %l0
	mov	CONTROL_TRANSMIT, %l1
	st	%l1, [%l0 + UART_CONTROL]
	mov	'd', %l1
	st	%l1, [%l0 + UART_DATA]
	ret
	 restore

	.section .note.GNU-stack, "", @progbits
