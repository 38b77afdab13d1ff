/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * start: trap table and entry of a program that is shaped like one for RTEMS, for a LEON3 with 8
 * register windows.
 *
 * The table is the first of the program and its entry.  One of its unused slots keeps the stack
 * pointer of the boot loader, as the end of RAM, so the program writes to its own text.  What was
 * found is stored, and .bss is looked at, before anything is changed.
 */
#define N_WINDOWS 8
#define PSR_CWP_MASK (N_WINDOWS - 1)
#define PSR_RUN 0xf20 /* SPARC V8 manual, 4.2: PIL = 15, ET = 1 */
#define MIN_FRAME 96  /* System V ABI, SPARC supplement */
#define STACK_ALIGN 16

	.macro UNEXPECTED
	ta	0		/* with traps off: error mode */
	nop
	nop
	nop
	.endm

	.macro TRAP handler
	mov	%wim, %l3
	ba	\handler
	 nop
	nop
	.endm

	.section .text.traps, "ax", @progbits
	.global	start
	.type	start, #function
start:
	.global	trap_table
trap_table:
	ba	hard_start
	 nop
	nop
	nop
	.rept	4
	UNEXPECTED
	.endr
	TRAP	window_overflow
	TRAP	window_underflow
	.rept	0x16 - 7
	UNEXPECTED
	.endr
	TRAP	timer_interrupt		/* level 6, the first timer of leon3_generic */
	.rept	0x7c - 0x17
	UNEXPECTED
	.endr
	.global	end_of_ram
end_of_ram:
	.rept	256 - 0x7c
	UNEXPECTED
	.endr
	.if	. - trap_table - 4096
	.error	"a trap table has 256 slots of 16 bytes"
	.endif

/* Store what the boot loader left; %g registers alone until windows and stack are set up. */
hard_start:
	set	found, %g1
	mov	%psr, %g2
	st	%g2, [%g1]
	mov	%wim, %g3
	st	%g3, [%g1 + 4]
	mov	%tbr, %g3
	st	%g3, [%g1 + 8]
	st	%sp, [%g1 + 12]
	st	%fp, [%g1 + 16]
	set	end_of_ram, %g3
	st	%sp, [%g3]

	set	trap_table, %g3
	mov	%g3, %tbr
	add	%g2, 1, %g3
	and	%g3, PSR_CWP_MASK, %g3
	mov	1, %g4
	sll	%g4, %g3, %g4
	mov	%g4, %wim
	or	%g2, PSR_RUN, %g2
	mov	%g2, %psr
	nop
	nop
	nop

	/* The words of .bss that are not zero; then it is cleared, as RTEMS does for itself. */
	set	__bss_start, %g2
	set	_end, %g3
	clr	%g4
1:	cmp	%g2, %g3
	bcc	2f
	 nop
	ld	[%g2], %g5
	subcc	%g0, %g5, %g0
	addx	%g4, 0, %g4
	st	%g0, [%g2]
	ba	1b
	 add	%g2, 4, %g2
2:	st	%g4, [%g1 + 20]

	set	initial_stack, %g2
	tst	%g2
	bne,a	3f
	 mov	%g2, %sp
3:	sub	%sp, 4, %sp
	andn	%sp, STACK_ALIGN - 1, %sp
	mov	%sp, %fp
	call	main
	 sub	%sp, MIN_FRAME, %sp

	/* The end: a trap with ET = 0. */
	mov	%psr, %g1
	andn	%g1, 0x20, %g1
	mov	%g1, %psr
	nop
	nop
	nop
	ta	0
	nop

/* The invalid window moves down by one; the window that it comes to is stored (V8, 7.1 and
 * appendix D).  A trap handler owns its %l registers, and %l3 holds WIM. */
window_overflow:
	mov	%g1, %l7
	srl	%l3, 1, %l4
	sll	%l3, N_WINDOWS - 1, %l5
	or	%l4, %l5, %g1
	save
	mov	%g1, %wim
	nop
	nop
	nop
	std	%l0, [%sp]
	std	%l2, [%sp + 8]
	std	%l4, [%sp + 16]
	std	%l6, [%sp + 24]
	std	%i0, [%sp + 32]
	std	%i2, [%sp + 40]
	std	%i4, [%sp + 48]
	std	%i6, [%sp + 56]
	restore
	mov	%l7, %g1
	jmp	%l1
	 rett	%l2

window_underflow:
	sll	%l3, 1, %l4
	srl	%l3, N_WINDOWS - 1, %l5
	or	%l4, %l5, %l4
	mov	%l4, %wim
	nop
	nop
	nop
	restore
	restore
	ldd	[%sp], %l0
	ldd	[%sp + 8], %l2
	ldd	[%sp + 16], %l4
	ldd	[%sp + 24], %l6
	ldd	[%sp + 32], %i0
	ldd	[%sp + 40], %i2
	ldd	[%sp + 48], %i4
	ldd	[%sp + 56], %i6
	save
	save
	jmp	%l1
	 rett	%l2

/* Nothing here changes the condition codes. */
timer_interrupt:
	set	ticks, %l4
	ld	[%l4], %l5
	add	%l5, 1, %l5
	st	%l5, [%l4]
	jmp	%l1
	 rett	%l2

	.section .note.GNU-stack, "", @progbits
