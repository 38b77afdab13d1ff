/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * One block of SHA-256 (FIPS 180-4, sections 4.1.2, 4.2.2 and 6.2.2) for SPARC V8.
 *
 * There is no rotate instruction, so it is made of shifts.  Functions that are a sum of rotations
 * are nested,
 *
 *   ror2 ^ ror13 ^ ror22 = ror2(x ^ ror11(x ^ ror9(x)))
 *   ror6 ^ ror11 ^ ror25 = ror6(x ^ ror5(x ^ ror14(x)))
 *
 * and the halves of the outer rotation, which have no bit in common, are added to the sum that the
 * function is a term of: 12 instructions.  The eight working variables are two rings of four, a..d
 * and e..h: a round puts its new e where the old h was and its new a where the old d was, so four
 * rounds need no moves.  docs/benchmarks.md has what it costs.
 *
 * Arrays are addressed from their ends with an index that counts up to zero.
 */

#define N_SCHEDULE 192 /* bytes of w[16..63] */
#define N_WORDS 256    /* bytes of w[], and of the constants */

	/* out = ror7(x) ^ ror18(x) ^ (x >> 3) */
	.macro	SMALL0 x, out, t
	srl	\x, 3, \out
	srl	\x, 7, \t
	xor	\out, \t, \out
	srl	\x, 18, \t
	xor	\out, \t, \out
	sll	\x, 14, \t
	xor	\out, \t, \out
	sll	\x, 25, \t
	xor	\out, \t, \out
	.endm

	/* out = ror17(x) ^ ror19(x) ^ (x >> 10) */
	.macro	SMALL1 x, out, t
	srl	\x, 10, \out
	srl	\x, 17, \t
	xor	\out, \t, \out
	srl	\x, 19, \t
	xor	\out, \t, \out
	sll	\x, 13, \t
	xor	\out, \t, \out
	sll	\x, 15, \t
	xor	\out, \t, \out
	.endm

	/* w[t] = w2 = w[t - 16] + s0(w[t - 15]) + w[t - 7] + s1(w[t - 2]); changes w16 */
	.macro	EXPAND w16, w15, w7, w2
	add	\w16, \w7, \w16
	SMALL0	\w15, %o4, %o5
	add	\w16, %o4, \w16
	SMALL1	\w2, %o4, %o5
	add	\w16, %o4, \w2
	.endm

	/* A round.  The new e comes to h, and the new a to d when END_ROUND follows.  bc is b ^ c,
	 * and ab becomes a ^ b, which is the next round's b ^ c:
	 * Maj(a, b, c) = ((a ^ b) & (b ^ c)) ^ b. */
	.macro	ROUND a, b, c, d, e, f, g, h, k, w, ab, bc
	add	\h, \k, \h
	add	\h, \w, \h
	xor	\f, \g, %o4
	and	\e, %o4, %o4
	xor	%o4, \g, %o4
	add	\h, %o4, \h
	srl	\e, 14, %o4
	sll	\e, 18, %o5
	xor	\e, %o4, %o4
	xor	%o4, %o5, %o4
	srl	%o4, 5, %o5
	sll	%o4, 27, %o4
	xor	\e, %o5, %o5
	xor	%o5, %o4, %o5
	srl	%o5, 6, %o4
	add	\h, %o4, \h
	sll	%o5, 26, %o5
	add	\h, %o5, %o7
	add	\d, %o7, \h

	xor	\a, \b, \ab
	and	\ab, \bc, \bc
	xor	\bc, \b, \bc
	add	%o7, \bc, %o7
	srl	\a, 9, %o4
	sll	\a, 23, %o5
	xor	\a, %o4, %o4
	xor	%o4, %o5, %o4
	srl	%o4, 11, %o5
	sll	%o4, 21, %o4
	xor	\a, %o5, %o5
	xor	%o5, %o4, %o5
	srl	%o5, 2, %o4
	add	%o7, %o4, %o7
	sll	%o5, 30, %o5
	.endm

	.macro	END_ROUND d
	add	%o7, %o5, \d
	.endm

	/* state[i] += x, state[i + 1] += y; at: 4 i */
	.macro	ADD_TO_STATE at, x, y
	ldd	[%i0 + \at], %o0
	add	%o0, \x, %o0
	add	%o1, \y, %o1
	std	%o0, [%i0 + \at]
	.endm

	/* void sha256_block(uint32_t state[8], uint32_t w[64]): see sha256.h. */
	.section .text.sha256_block, "ax"
	.global	sha256_block
	.type	sha256_block, #function
sha256_block:
	save	%sp, -96, %sp

	/* w[t] and w[t + 1], from t = 16.  %l6 and %l7 are the two before. */
	ldd	[%i1 + 14 * 4], %l6
	add	%i1, N_SCHEDULE, %g1		/* w[t - 16] */
	add	%i1, N_SCHEDULE + 8, %g2	/* w[t - 14] */
	add	%i1, N_SCHEDULE + 36, %g3	/* w[t - 7] */
	add	%i1, N_SCHEDULE + 40, %g4	/* w[t - 6] */
	add	%i1, N_SCHEDULE + 56, %i2	/* w[t - 2] */
	mov	-N_SCHEDULE, %i3
.Lexpand:
	ldd	[%g1 + %i3], %l0
	ld	[%g2 + %i3], %l2
	ld	[%g3 + %i3], %l3
	ld	[%g4 + %i3], %l4
	EXPAND	%l0, %l1, %l3, %l6
	EXPAND	%l1, %l2, %l4, %l7
	addcc	%i3, 8, %i3
	bne	.Lexpand
	 std	%l6, [%i2 + %i3]		/* the index is the next round's */

	ldd	[%i0], %l0
	ldd	[%i0 + 8], %l2
	ldd	[%i0 + 16], %l4
	ldd	[%i0 + 24], %l6
	xor	%l1, %l2, %i5
	set	.Lconstants + N_WORDS, %g1
	add	%g1, 8, %g2
	add	%i1, N_WORDS, %g3
	add	%i1, N_WORDS + 8, %g4
	mov	-N_WORDS, %i3
.Lrounds:
	ldd	[%g1 + %i3], %o0
	ldd	[%g3 + %i3], %o2
	ROUND	%l0, %l1, %l2, %l3, %l4, %l5, %l6, %l7, %o0, %o2, %i4, %i5
	END_ROUND %l3
	ROUND	%l3, %l0, %l1, %l2, %l7, %l4, %l5, %l6, %o1, %o3, %i5, %i4
	END_ROUND %l2
	ldd	[%g2 + %i3], %o0
	ldd	[%g4 + %i3], %o2
	addcc	%i3, 16, %i3
	ROUND	%l2, %l3, %l0, %l1, %l6, %l7, %l4, %l5, %o0, %o2, %i4, %i5
	END_ROUND %l1
	ROUND	%l1, %l2, %l3, %l0, %l5, %l6, %l7, %l4, %o1, %o3, %i5, %i4
	bne	.Lrounds
	 END_ROUND %l0

	ADD_TO_STATE 0, %l0, %l1
	ADD_TO_STATE 8, %l2, %l3
	ADD_TO_STATE 16, %l4, %l5
	ADD_TO_STATE 24, %l6, %l7
	ret
	 restore

	/* Section 4.2.2. */
	.section .rodata.sha256, "a"
	.align	8
.Lconstants:
	.word	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5
	.word	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
	.word	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3
	.word	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
	.word	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc
	.word	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
	.word	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7
	.word	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
	.word	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13
	.word	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
	.word	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3
	.word	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
	.word	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5
	.word	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
	.word	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208
	.word	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2

	.section .note.GNU-stack, "", @progbits
