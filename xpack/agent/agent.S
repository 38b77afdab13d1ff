/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The flash agent: what xpack runs on a LEON board whose PROM has a bus of 8 or 16 bits, because a
 * debug link has no cycles so narrow, or is an SPI chip, because each byte of that is a request.
 * It does the operations of a script (xpack/nor_bus.h, xpack/spinor_bus.h) and stops with a
 * breakpoint, for the debug support unit.
 *
 * It lies anywhere in RAM, uses no register window but the one that it finds, and no stack; traps
 * are off.  xpack/agent.h has what lies in front of it and behind it.  Nothing is done before code,
 * script and data have the sums that they should have: two sums over all words, of the words and of
 * these sums, which two words at the end make 0.  How often a run may look at a busy flash is
 * limited for the run as a whole; then it stops with its state in front of it, and is run again
 * from its second entry.  Readings that end a wait count too, so the count may pass 0.
 *
 * The caches are off meanwhile: a load that is cached fetches whole words, and debug links write
 * past the cache.
 */

#include "xpack/agent/layout.h"

#define ASI_CACHE 2 /* system registers; cache control at address 0 */

/* The SPI controller, from its status register on. */
#define SPI_CONTROL -4
#define SPI_DESELECTED 8
#define SPI_DONE 1 /* in the status: the byte is through; written: forget it */
#define SPI_RECEIVE 4
#define SPI_TRANSMIT 8
#define SPI_POLLS 0x10000 /* many times what the slowest clock needs for a byte */

/* Only registers that xpack/dsu.h saves: globals, and the outs of one window.  %g1 to %g5 are for
 * whatever is at hand. */
#define width %g6  /* of the bus, bytes */
#define polls %g7  /* that are left */
#define next %o0   /* operation */
#define at %o1     /* on the bus, where the next data go */
#define data %o2   /* the next */
#define left %o3   /* units of them */
#define value %o4  /* as read last */
#define last %o5   /* of the data, as put last */
#define cache %o6  /* control, as it was */
#define self %o7   /* where this begins */
#define is_more %g5
#define result %g5
#define spins last /* of one byte: SPI has no use for the other */

#define JOB (agent_end - agent) /* behind it */

	/* Put %g4 to the address. */
	.macro	PUT where
	cmp	width, 1
	be,a	7f
	 stb	%g4, [\where]
	sth	%g4, [\where]
7:
	.endm

	/* Get a unit from there. */
	.macro	GET where, to
	cmp	width, 1
	be,a	7f
	 ldub	[\where], \to
	lduh	[\where], \to
7:
	.endm

	/* The chip is selected (andn) or let go (or). */
	.macro	SELECT how
	ld	[%g2 + SPI_CONTROL], %g5
	\how	%g5, SPI_DESELECTED, %g5
	st	%g5, [%g2 + SPI_CONTROL]
	.endm

	/* The byte %g1 to the SPI controller, and what comes back to value. */
	.macro	EXCHANGE
	mov	SPI_DONE, %g5
	st	%g5, [%g2]
	st	%g1, [%g2 + SPI_TRANSMIT]
	sethi	%hi(SPI_POLLS), spins
7:	subcc	spins, 1, spins
	be	stop
	 mov	AGENT_STUCK, result
	ld	[%g2], %g5
	andcc	%g5, SPI_DONE, %g0
	be	7b
	 nop
	ld	[%g2 + SPI_RECEIVE], value
	and	value, 0xff, value
	.endm

	.text
	.global	agent
agent:
	ba	begin
	 mov	0, is_more
	.if	. - agent - AGENT_MORE
	.error	"the second entry is not where layout.h says"
	.endif
	ba	begin
	 mov	1, is_more
begin:
	call	1f
	 lda	[%g0] ASI_CACHE, cache
1:	sta	%g0, [%g0] ASI_CACHE
	sub	%o7, begin - agent, self
	ld	[self + JOB + JOB_WIDTH], width
	ld	[self + JOB + JOB_POLLS], polls
	tst	is_more
	bne	more

	/* The sums. */
	 ld	[self + JOB + JOB_WORDS], %g1
	sub	%g1, 1, %g2
	cmp	%g2, JOB_MAX_WORDS
	bgeu	stop
	 mov	AGENT_WRONG, result
	mov	self, %g2
	clr	%g3
	clr	%g4
1:	ld	[%g2], %g5
	add	%g2, 4, %g2
	add	%g3, %g5, %g3
	subcc	%g1, 1, %g1
	bne	1b
	 add	%g4, %g3, %g4
	orcc	%g3, %g4, %g0
	bne	stop
	 mov	AGENT_WRONG, result
	add	self, JOB + JOB_SCRIPT, next
	clr	value
	clr	last
	ld	[self + JOB + JOB_AT], at
	ld	[self + JOB + JOB_DATA], data
	ba	step
	 ld	[self + JOB + JOB_LEFT], left

more:
	ld	[self - AGENT_STATE + STATE_NEXT], next
	ld	[self - AGENT_STATE + STATE_AT], at
	ld	[self - AGENT_STATE + STATE_DATA], data
	ld	[self - AGENT_STATE + STATE_LEFT], left
	ld	[self - AGENT_STATE + STATE_LAST], last

step:
	ld	[next], %g1
	ld	[next + 4], %g2
	ld	[next + 8], %g3
	ld	[next + 12], %g4
	add	next, 16, next
	andcc	%g1, SCRIPT_HERE, %g0
	bne,a	1f
	 add	%g2, at, %g2
1:	andcc	%g1, SCRIPT_LAST, %g0
	bne,a	1f
	 mov	last, %g4
1:	and	%g1, SCRIPT_CODE, %g1
	cmp	%g1, SCRIPT_PUT
	be	put
	 cmp	%g1, SCRIPT_DATA
	be	move
	 cmp	%g1, SCRIPT_WAIT
	be	wait
	 cmp	%g1, SCRIPT_STILL
	be	still
	 cmp	%g1, SCRIPT_TEST
	be	test
	 cmp	%g1, SCRIPT_NEXT
	be	again
	 cmp	%g1, SCRIPT_OFFER
	be	offer
	 cmp	%g1, SCRIPT_SEND
	be	send
	 cmp	%g1, SCRIPT_ASK
	be	ask
	 mov	AGENT_DONE, result
	ba,a	stop

	/* %g4 to %g2, %g3 times */
put:
	PUT	%g2
	subcc	%g3, 1, %g3
	bne	put
	 nop
	ba,a	step

	/* %g3 units from data to at */
move:
	GET	data, %g4
	PUT	at
	add	data, width, data
	add	at, width, at
	subcc	%g3, 1, %g3
	bne	move
	 sub	left, 1, left
	ba	step
	 mov	%g4, last

	/* Until what is at %g2 has, under the mask %g3, the value %g4. */
wait:
	GET	%g2, value
	and	value, %g3, %g5
	cmp	%g5, %g4
	be	step
	 subcc	polls, 1, polls
	bg	wait
	 nop
busy:
	mov	AGENT_BUSY, result
	ba	stop
	 sub	next, 16, next

	/* Until what is at %g2 is the same twice. */
still:
	GET	%g2, value
	GET	%g2, %g4
	cmp	value, %g4
	be	step
	 subcc	polls, 1, polls
	bg	still
	 nop
	ba,a	busy

	/* %g4 to %g2, until what is read there has all the bits of %g3. */
offer:
	PUT	%g2
	GET	%g2, value
	andncc	%g3, value, %g0
	be	step
	 subcc	polls, 1, polls
	bg	offer
	 nop
	ba,a	busy

	/* Does what was read last have it? */
test:
	and	value, %g3, %g5
	cmp	%g5, %g4
	be	step
	 mov	AGENT_FAILED, result
	ba,a	stop

	/* %g3 bytes of data to the chip */
send:
	SELECT	andn
1:	ldub	[data], %g1
	EXCHANGE
	add	data, 1, data
	subcc	%g3, 1, %g3
	bne	1b
	 sub	left, 1, left
	SELECT	or
	ba,a	step

	/* One of them, and 0xff until the answer has, under the mask %g3, the value %g4.  It counts
	 * as sent when that is so, for who goes on with it asks anew. */
ask:
	SELECT	andn
	ldub	[data], %g1
1:	EXCHANGE
	cmp	%g1, 0xff
	bne,a	1b
	 mov	0xff, %g1
	and	value, %g3, %g5
	cmp	%g5, %g4
	be	2f
	 subcc	polls, 1, polls
	bg	1b
	 nop
	SELECT	or
	ba,a	busy
2:	SELECT	or
	add	data, 1, data
	ba	step
	 sub	left, 1, left

	/* From the first operation on, as long as there are data. */
again:
	tst	left
	bne,a	step
	 add	self, JOB + JOB_SCRIPT, next
	ba,a	step

stop:
	ld	[self + JOB + JOB_TICKET], %g1
	st	result, [self - AGENT_STATE + STATE_RESULT]
	st	%g1, [self - AGENT_STATE + STATE_TICKET]
	st	value, [self - AGENT_STATE + STATE_VALUE]
	st	last, [self - AGENT_STATE + STATE_LAST]
	st	next, [self - AGENT_STATE + STATE_NEXT]
	st	at, [self - AGENT_STATE + STATE_AT]
	st	data, [self - AGENT_STATE + STATE_DATA]
	st	left, [self - AGENT_STATE + STATE_LEFT]
	ld	[self - AGENT_STATE], %g0 /* after this all is in the RAM */
	sta	cache, [%g0] ASI_CACHE
	ta	1
	ba	.
	 nop
agent_end:

	.section .note.GNU-stack, "", @progbits
