/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Reset of a LEON3 (SPARC V8 manual, chapters 4 and 5; GRLIB IP core manual, LEON3), and the start
 * of the host.
 *
 * There is no trap table: traps are off from the first instruction to the host's own, and a trap
 * with ET=0 stops the processor in error mode, which is what a loader wants.
 *
 * C code uses register windows as the compiler does by itself, and no window trap can give it more
 * than there are.  loader_main() is called from window 0 and does not return, so window 0 itself is
 * the invalid one: N_WINDOWS - 1 calls may be inside each other.  tests/sparc/test_windows.sh holds
 * the loaders to that.
 */

#include "loader/params_layout.h"
#include "loader/prom.h"

#define PSR_QUIET 0xf80 /* S=1, ET=0, PIL=15, EF=0, CWP=0 */
#define WIM_LOADER 1    /* window 0 invalid: from there seven saves, then an overflow trap */
#define WIM_START 2     /* window 1 invalid: a host has six */

#define ASR17_INDEX_SHIFT 28 /* number of this processor */
#define ASR17_WINDOWS 0x1f   /* number of windows - 1 */
#define N_WINDOWS 8          /* at least */

#define ASI_CACHE 2 /* system registers; cache control at address 0 */
/* DS snooping, FD and FI flush, IB burst fetch, DCS and ICS caches on */
#define CACHE_START 0x0081000f
#define CACHE_FLUSH 0x00600000
#define CACHE_PENDING 0x0000c000 /* DP and IP: a flush is under way */

#define FRAME_SIZE 96 /* SPARC ABI: the least that a function's caller owns at its %sp */

	.section .text.reset, "ax"
	.global	_start
	.type	_start, #function
_start:
	ba	reset
	 nop
	nop
	nop
	.if	. - _start - PROM_MARK
	.error	"the mark is not where prom.h says"
	.endif
	.word	PROM_MAGIC
	.word	PROM_VERSION
	.word	loader_params
	.word	loader_end

reset:
	set	PSR_QUIET, %g1
	wr	%g1, %g0, %psr
	nop
	nop
	nop
	wr	%g0, %g0, %wim
	wr	%g0, %g0, %tbr
	wr	%g0, %g0, %y
	nop
	nop
	nop

	/* Every processor starts here; the first one boots. */
	rd	%asr17, %g1
	srl	%g1, ASR17_INDEX_SHIFT, %g2
	cmp	%g2, 0
	bne	park
	 and	%g1, ASR17_WINDOWS, %g1
	cmp	%g1, N_WINDOWS - 1
	blu	halt
	 nop

	/* A register file with error detection traps on what was never written. */
clear_window:
	clr	%l0
	clr	%l1
	clr	%l2
	clr	%l3
	clr	%l4
	clr	%l5
	clr	%l6
	clr	%l7
	clr	%i0
	clr	%i1
	clr	%i2
	clr	%i3
	clr	%i4
	clr	%i5
	clr	%i6
	clr	%i7
	subcc	%g1, 1, %g1
	bcc	clear_window
	 save	%g0, %g0, %g0
	clr	%g2
	clr	%g3
	clr	%g4
	clr	%g5
	clr	%g6
	clr	%g7
	mov	WIM_LOADER, %g1
	wr	%g1, %g0, %wim

	call	flush_caches
	 nop

	/* Nothing of the block is believed before its magic and version are seen. */
	set	loader_params, %g1
	ld	[%g1 + PARAMS_AT_MAGIC], %g2
	set	PARAMS_MAGIC, %g3
	cmp	%g2, %g3
	bne	halt
	 ld	[%g1 + PARAMS_AT_VERSION], %g2
	cmp	%g2, PARAMS_VERSION
	bne	halt
	 ld	[%g1 + PARAMS_AT_N_WRITES], %g2
	cmp	%g2, PARAMS_MAX_RANGES
	bgu	halt
	 add	%g1, PARAMS_AT_WRITES, %g3

	/* The board's register writes: after them there is RAM. */
write_register:
	subcc	%g2, 1, %g2
	bcs	written
	 nop
	ld	[%g3], %g4
	ld	[%g3 + 4], %g5
	st	%g5, [%g4]
	ba	write_register
	 add	%g3, PARAMS_RANGE_SIZE, %g3
written:

	ld	[%g1 + PARAMS_AT_WORK_ADDR], %g2
	ld	[%g1 + PARAMS_AT_WORK_SIZE], %g3
	add	%g2, %g3, %g2
	andn	%g2, PARAMS_WORK_ALIGN - 1, %g2
	sub	%g2, FRAME_SIZE, %sp
	call	loader_main
	 clr	%fp

	/* void halt(void): a trap with ET=0 ends in error mode. */
	.global	halt
	.type	halt, #function
halt:
	ta	0
	ba	halt
	 nop

	/* Processors that nobody has asked for sleep, without RAM and without a stack. */
park:
	wr	%g0, %g0, %asr19
	ba	park
	 nop

	/* Empty both caches, whatever is in them, and leave them on.  Changes %o4 and %o5. */
flush_caches:
	flush	%g0
	set	CACHE_START | CACHE_FLUSH, %o5
	sta	%o5, [%g0] ASI_CACHE
	set	CACHE_PENDING, %o4
pending:
	lda	[%g0] ASI_CACHE, %o5
	andcc	%o5, %o4, %g0
	bne	pending
	 nop
	retl
	 nop

	/* void start_host(uint32_t entry, uint32_t dtb_addr, uint32_t stack) */
	.global	start_host
	.type	start_host, #function
start_host:
	mov	%o0, %g1
	mov	%o1, %g2
	call	flush_caches
	 mov	%o2, %g4
	set	PSR_QUIET, %g3
	wr	%g3, %g0, %psr
	nop
	nop
	nop
	mov	WIM_START, %g3
	wr	%g3, %g0, %wim
	wr	%g0, %g0, %y
	mov	%g4, %sp
	mov	%g4, %fp
	nop
	jmp	%g1
	 mov	%g2, %o0

	.section .note.GNU-stack, "", @progbits
