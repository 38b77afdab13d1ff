/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * memcpy() and memset() (C11, section 7.24).  An image is copied whole out of slow storage, the
 * hash copies every block, and the rest of an area is zeroed: in doublewords, where the addresses
 * allow it.  Both are leaves and use no register window.
 *
 * A loop counts an index up to zero, from addresses behind the last unit, so that the index is the
 * test.  The store stands in the delay slot, where the index is the next round's already.
 */

	/* Copy %g1 bytes in units, forward.  %o1: from, %o3: to; both move, and %o2 falls. */
	.macro	COPY_UNITS load, store, size, none
	add	%o1, %g1, %o1
	add	%o3, %g1, %o3
	sub	%o2, %g1, %o2
	subcc	%g0, %g1, %g1
	be	\none
	 sub	%o3, \size, %o5
1:	\load	[%o1 + %g1], %g2
	addcc	%g1, \size, %g1
	bne	1b
	 \store	%g2, [%o5 + %g1]
	.endm

	/* void *memcpy(void *restrict to, const void *restrict from, size_t size) */
	.section .text.memcpy, "ax"
	.global	memcpy
	.type	memcpy, #function
memcpy:
	or	%o0, %o1, %o4
	mov	%o0, %o3
	andcc	%o4, 7, %g0
	be	.Lcopy_pairs
	 andn	%o2, 7, %g1
	andcc	%o4, 3, %g0
	bne	.Lcopy_bytes
	 andn	%o2, 3, %g1
	COPY_UNITS ld, st, 4, .Lcopy_bytes
	ba	.Lcopy_bytes
	 nop
.Lcopy_pairs:
	COPY_UNITS ldd, std, 8, .Lcopy_bytes
.Lcopy_bytes:
	mov	%o2, %g1
	COPY_UNITS ldub, stb, 1, .Lcopied
.Lcopied:
	retl
	 nop

	/* void *memset(void *to, int value, size_t size) */
	.section .text.memset, "ax"
	.global	memset
	.type	memset, #function
memset:
	and	%o1, 0xff, %o1
	sll	%o1, 8, %g2
	or	%o1, %g2, %g2
	sll	%g2, 16, %g3
	or	%g2, %g3, %g2
	mov	%g2, %g3
	mov	%o0, %o3
.Lset_next:
	andcc	%o3, 7, %g0
	bne	.Lset_byte
	 andncc	%o2, 7, %g1
	be	.Lset_byte
	 sub	%o2, %g1, %o2
	add	%o3, %g1, %o3
	neg	%g1
	sub	%o3, 8, %o5
.Lset_pair:
	addcc	%g1, 8, %g1
	bne	.Lset_pair
	 std	%g2, [%o5 + %g1]
.Lset_byte:
	subcc	%o2, 1, %o2
	bcs	.Lset
	 nop
	stb	%g2, [%o3]
	ba	.Lset_next
	 inc	%o3
.Lset:
	retl
	 nop

	.section .note.GNU-stack, "", @progbits
