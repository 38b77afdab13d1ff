/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * edge_call(function, n_words, words): the stack is put to the very end of the partition's memory.
 * What lies there, frames of the callers, is kept and put back.
 */
#define KEPT_WORDS 32
#define EBX 0x0b0b0b0b
#define ESI 0x51515151
#define EDI 0xd1d1d1d1
#define EBP 0xeb9eb9eb

	.text
	.globl	edge_call
	.type	edge_call, @function
edge_call:
	push	%ebp
	push	%ebx
	push	%esi
	push	%edi
	mov	20(%esp), %eax
	mov	24(%esp), %edx
	mov	28(%esp), %ebx
	mov	%esp, stack
	cld
	mov	$_stack_top - 4 * KEPT_WORDS, %esi
	mov	$kept, %edi
	mov	$KEPT_WORDS, %ecx
	rep movsl

	mov	%ebx, %esi
	mov	%edx, %ecx
	neg	%edx
	lea	_stack_top(, %edx, 4), %esp
	mov	%esp, %edi
	rep movsl
	mov	$EBX, %ebx
	mov	$ESI, %esi
	mov	$EDI, %edi
	mov	$EBP, %ebp
	call	*%eax

	xor	%edx, %edx
	cmp	$EBX, %ebx
	jne	1f
	cmp	$ESI, %esi
	jne	1f
	cmp	$EDI, %edi
	jne	1f
	cmp	$EBP, %ebp
	jne	1f
	inc	%edx
1:	mov	%edx, edge_registers_kept

	mov	$kept, %esi
	mov	$_stack_top - 4 * KEPT_WORDS, %edi
	mov	$KEPT_WORDS, %ecx
	rep movsl
	mov	stack, %esp
	pop	%edi
	pop	%esi
	pop	%ebx
	pop	%ebp
	ret
	.size	edge_call, . - edge_call

	.bss
	.balign	4
	.globl	edge_registers_kept
edge_registers_kept:
	.zero	4
stack:	.zero	4
kept:	.zero	4 * KEPT_WORDS

	.section .note.GNU-stack, "", @progbits
