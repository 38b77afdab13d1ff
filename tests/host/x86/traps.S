/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * traps: start of the host, where the processor's vectors lead, and the way from a partition into
 * the host and back.
 *
 * The host runs with interrupts off from the loader's jump to the board's stop; they are on while
 * a partition runs.  Every trap stores all of the partition's registers in its context; the host's
 * C code then runs on its own stack, and resumes the same or another partition.
 */
#include <xpack/start.h>

#include "context.h"

#define STACK_SIZE 8192
#define VECTOR_SIZE 16	/* bytes of code for each */
#define N_VECTORS 128
#define N_EXCEPTIONS 32
#define HAS_ERROR 0x60227d00	/* bit n: exception n stores an error code; SDM 3, table 6-1 */

/* From the loader: 32-bit, flat, paging and interrupts off; %ebx = system device tree. */
	.section .text.start, "ax", @progbits
	.globl	_start
	.type	_start, @function
_start:
	cmp	$XPACK_START_MAGIC, %eax
	jne	halt
	mov	$stack_top - 16, %esp	/* aligned to 16 where arguments begin */
	xor	%ebp, %ebp
	cld
	mov	$__bss_start, %edi
	mov	$__bss_end, %ecx
	sub	%edi, %ecx
	xor	%eax, %eax
	rep stosb
	mov	%ebx, (%esp)
	call	host_main
halt:
	cli
	hlt
	jmp	halt
	.size	_start, . - _start

	.globl	traps_vectors
	.balign	VECTOR_SIZE
traps_vectors:
	.set	vector, 0
	.rept	N_VECTORS
	.balign	VECTOR_SIZE
	.if	vector >= N_EXCEPTIONS
	pushl	$0
	.elseif	(HAS_ERROR >> vector & 1) == 0
	pushl	$0
	.endif
	pushl	$vector
	jmp	trap_enter
	.set	vector, vector + 1
	.endr

/* The stack is the end of the context that runs; were it the host that trapped, its own. */
trap_enter:
	pusha
	push	%ds
	push	%es
	push	%fs
	push	%gs
	cld
	mov	$HOST_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%esp, %eax
	testl	$RING_MASK, CONTEXT_CS(%esp)
	jz	1f
	mov	$stack_top - 16, %esp
	mov	%eax, (%esp)
	call	traps_handle		/* does not return */
1:	and	$-16, %esp
	sub	$16, %esp
	mov	%eax, (%esp)
	call	traps_host		/* does not return */

/* _Noreturn void traps_resume(struct context *context) */
	.globl	traps_resume
	.type	traps_resume, @function
traps_resume:
	mov	4(%esp), %esp
	pop	%gs
	pop	%fs
	pop	%es
	pop	%ds
	popa
	add	$8, %esp		/* vector and error code */
	iret
	.size	traps_resume, . - traps_resume

	.section .bss
	.balign	16
	.skip	STACK_SIZE
stack_top:

	.section .note.GNU-stack, "", @progbits
