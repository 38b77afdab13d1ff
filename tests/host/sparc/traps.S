/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * traps: start of the host, the trap table, and the way from a partition into the host and back.
 *
 * The host is compiled with -mflat, so its code never executes save or restore, and runs with
 * traps off from the loader's jump to the board's stop, except while a partition runs.  Every trap
 * saves all of the partition's registers into its context; the host's C code then runs on its own
 * stack with WIM = 0, and resumes the same or another partition.
 */
#include "context.h"

#define PSR_RESUME (CONTEXT_N_WINDOWS - 1)	/* CWP: rett steps from 7 to 0 */

	.section .text.start, "ax", @progbits
	.globl trap_table
	.balign 4096
	.macro TRAP type
	rd	%psr, %l0
	rd	%wim, %l4
	ba	trap_enter
	 mov	\type, %l3
	.endm
trap_table:
	.set	trap_type, 0
	.rept	256
	TRAP	trap_type
	.set	trap_type, trap_type + 1
	.endr

/* From the loader: supervisor, traps off, %o0 = system device tree.  Nothing else is relied on. */
	.globl	_start
	.type	_start, @function
_start:
	mov	PSR_S, %g1		/* ET = 0, CWP = 0 */
	wr	%g1, %psr
	nop
	nop
	nop
	wr	%g0, %wim
	set	trap_table, %g2
	wr	%g2, %tbr
	nop
	nop
	nop
	set	stack_top - MIN_FRAME, %sp
	clr	%fp
	set	__bss_start, %g1
	set	__bss_end, %g2
1:	cmp	%g1, %g2
	bcc	2f
	 nop
	st	%g0, [%g1]
	ba	1b
	 inc	4, %g1
2:	call	host_main
	 nop
	.size	_start, . - _start

/* In the trap window: %l0 = PSR, %l1 = PC, %l2 = nPC, %l3 = trap type, %l4 = WIM. */
trap_enter:
	set	running, %l5
	ld	[%l5], %l5
	rd	%y, %l6
	st	%l0, [%l5 + CONTEXT_PSR]
	st	%l1, [%l5 + CONTEXT_PC]
	st	%l2, [%l5 + CONTEXT_NPC]
	st	%l6, [%l5 + CONTEXT_Y]
	st	%l4, [%l5 + CONTEXT_WIM]
	st	%g1, [%l5 + CONTEXT_GLOBALS + 4]
	std	%g2, [%l5 + CONTEXT_GLOBALS + 8]
	std	%g4, [%l5 + CONTEXT_GLOBALS + 16]
	std	%g6, [%l5 + CONTEXT_GLOBALS + 24]
	mov	%l5, %g1
	mov	%l3, %g2
	wr	%g0, %wim
	nop
	nop
	nop
	restore				/* to the partition's current window */
	add	%g1, CONTEXT_WINDOWS, %g3
	mov	CONTEXT_N_WINDOWS, %g4
1:	std	%l0, [%g3]
	std	%l2, [%g3 + 8]
	std	%l4, [%g3 + 16]
	std	%l6, [%g3 + 24]
	std	%i0, [%g3 + 32]
	std	%i2, [%g3 + 40]
	std	%i4, [%g3 + 48]
	std	%i6, [%g3 + 56]
	add	%g3, CONTEXT_WINDOW_SIZE, %g3
	deccc	%g4
	bne	1b
	 restore			/* eight of them come back to where they began */
	set	stack_top - MIN_FRAME, %sp
	clr	%fp
	mov	%g1, %o0
	call	traps_handle		/* does not return */
	 mov	%g2, %o1

/* _Noreturn void traps_resume(struct context *context) */
	.globl	traps_resume
	.type	traps_resume, @function
traps_resume:
	mov	%o0, %g1
	set	running, %g2
	st	%g1, [%g2]
	mov	PSR_S, %g2		/* window 0 becomes the partition's current one */
	wr	%g2, %psr
	nop
	nop
	nop
	add	%g1, CONTEXT_WINDOWS, %g3
	mov	CONTEXT_N_WINDOWS, %g4
1:	ldd	[%g3], %l0
	ldd	[%g3 + 8], %l2
	ldd	[%g3 + 16], %l4
	ldd	[%g3 + 24], %l6
	ldd	[%g3 + 32], %i0
	ldd	[%g3 + 40], %i2
	ldd	[%g3 + 48], %i4
	ldd	[%g3 + 56], %i6
	add	%g3, CONTEXT_WINDOW_SIZE, %g3
	deccc	%g4
	bne	1b
	 restore
	save				/* to window 7, whose locals are free */
	mov	%g1, %l5
	ld	[%l5 + CONTEXT_PSR], %l0
	ld	[%l5 + CONTEXT_PC], %l1
	ld	[%l5 + CONTEXT_NPC], %l2
	ld	[%l5 + CONTEXT_INVALID], %l4
	ld	[%l5 + CONTEXT_Y], %l6
	wr	%l6, %y
	mov	1, %l3
	sll	%l3, %l4, %l4
	andn	%l0, PSR_CWP, %l0
	or	%l0, PSR_RESUME, %l0
	ld	[%l5 + CONTEXT_GLOBALS + 4], %g1
	ldd	[%l5 + CONTEXT_GLOBALS + 8], %g2
	ldd	[%l5 + CONTEXT_GLOBALS + 16], %g4
	ldd	[%l5 + CONTEXT_GLOBALS + 24], %g6
	wr	%l0, %psr
	nop
	nop
	nop
	wr	%l4, %wim
	nop
	nop
	nop
	jmp	%l1
	 rett	%l2
	.size	traps_resume, . - traps_resume

/* _Noreturn void machine_stop(void): with traps off, a trap ends the board (error mode). */
	.globl	machine_stop
	.type	machine_stop, @function
machine_stop:
	ta	0
	ba	machine_stop
	 nop
	.size	machine_stop, . - machine_stop

	.section .bss
	.balign	8
running:				/* context of the partition that runs */
	.skip	8
	.skip	8192
stack_top:

	.section .note.GNU-stack, "", @progbits
