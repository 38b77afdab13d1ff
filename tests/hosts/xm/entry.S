/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * entry: the host's header, its first instructions, and the way from partitions into the host.
 *
 * A partition comes in through the call gate or an exception.  The host never returns into the
 * middle of its own code: it answers a call where it came from, or enters another partition.
 */
#include "segments.h"

#define STACK_SIZE 8192
#define HAS_ERROR 0x60227d00	/* bit n: exception n stores an error code; SDM 3, table 6-1 */

	.section .header, "a", @progbits
	.globl	xm_header
xm_header:
	.long	0x24584d48		/* $XMH */
	.long	0x20000			/* 4: version of the ABI */
	.long	0x20000			/* 8: of the API */
	.long	0			/* 12: image id */
	.long	0			/* 16: checksum */
	.long	__image			/* 20: first address */
	.long	__module_0		/* 24: end address */
	.long	_start			/* 28: entry */
	.long	1			/* 32: number of modules */
	.long	__module_0, 0		/* 36: address and size of module 0 */
	.long	0, 0
	.long	0, 0

/* 32-bit, flat; nothing else is promised.  Without .bss there is no stack: so before anything else
 * it is looked at whether .bss is clear.  main(flags, cr0, bytes of .bss that were looked at). */
	.text
	.globl	_start
_start:
	cld
	mov	$__bss_start, %edi
	mov	$__bss_end, %ecx
	sub	%edi, %ecx
	xor	%eax, %eax
	repe scasb
	je	1f
	mov	$1, %eax		/* a byte that is not 0 */
1:	mov	$stack_top, %esp
	pushf
	pop	%edx
	push	%eax
	mov	%cr0, %ecx
	push	%ecx
	push	%edx
	push	$0			/* main() does not return */
	jmp	main

/* entry_resume(context): enter a partition with what the context has. */
	.globl	entry_resume
entry_resume:
	mov	4(%esp), %esp
resume:	mov	$SEGMENTS_USER_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	popa
	lret

/* Through the call gate: the processor has changed to the host's stack and stored %ss, %esp, %cs
 * and %eip there. */
	.globl	entry_gate
entry_gate:
	pusha
	mov	$SEGMENTS_HOST_DATA, %ebx
	mov	%ebx, %ds
	mov	%ebx, %es
	cld
	push	%esp
	call	services_call
	add	$4, %esp
	jmp	resume

	.balign	SEGMENTS_VECTOR_SIZE
	.globl	entry_vectors
entry_vectors:
	vector = 0
	.rept	SEGMENTS_N_EXCEPTIONS
	.balign	SEGMENTS_VECTOR_SIZE
	.if	!(HAS_ERROR >> vector & 1)
	push	$0
	.endif
	push	$vector
	jmp	exception
	vector = vector + 1
	.endr

/* fault(vector, error, eip, cs): does not return. */
exception:
	mov	$SEGMENTS_HOST_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	cld
	push	$0
	jmp	partition_fault

	.bss
	.balign	16
	.zero	STACK_SIZE
stack_top:
	.globl	entry_stack
	.balign	16
	.zero	STACK_SIZE
entry_stack:

	.section .note.GNU-stack, "", @progbits
