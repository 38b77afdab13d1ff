/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Small and fast on a processor that has many registers and no unaligned access; docs/benchmarks.md
 * has figures.  What is not tested here for that reason, and why it need not be:
 *
 *   - A length's bytes are read without a look at where the block ends: the frame's end mark, which
 *     was seen to be zero before anything is decoded, ends them at the latest.  Whoever then has
 *     read too far finds it out before a byte is copied.
 *   - A length may wrap; what is copied is held against the rest of input and output alone.
 *   - Both bytes of an offset are read when there is one: behind each block stand four bytes more.
 */

#include "lz4.h"

/* LZ4 Block Format Description. */
#define LENGTH_BITS 4
#define LENGTH_MORE 15u  /* a token's length to which bytes behind it are added */
#define BYTE_MORE 255u   /* such a byte behind which there is one more */
#define MIN_MATCH 4u     /* what the length of a match is counted from */
#define LAST_LITERALS 5u /* bytes at the end of a block that are literals */
#define LAST_MATCH 12u   /* bytes at the end of a block in which no match begins */

#define WORD_SIZE 4u

static uint32_t get_word(const uint8_t *from)
{
	return (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
}

/* Copy the n bytes in front of from_end to those in front of to_end, the lowest first: those that
 * are copied may be some of those that were.  Counted so that it is four instructions a byte.
 * Precondition: n > 0. */
static inline void copy(uint8_t *to_end, const uint8_t *from_end, uint32_t n)
{
	ptrdiff_t i = -(ptrdiff_t)n;

	to_end--;
	do {
		uint8_t byte = from_end[i];

		i++;
		to_end[i] = byte;
	} while (i != 0);
}

/* Decode a block to exactly size bytes.  Precondition: four bytes or more lie behind it, and one of
 * all that follow is zero. */
static bool decode_block(const uint8_t *from, const uint8_t *end, uint8_t *to, uint32_t size)
{
	uint32_t at = 0; /* bytes decoded */

	while (from < end) {
		uint32_t token = *from++;
		uint32_t n = token >> LENGTH_BITS;
		uint32_t byte, room, match;

		if (n == LENGTH_MORE)
			do
				n += byte = *from++;
			while (byte == BYTE_MORE);
		if (n != 0) {
			if ((ptrdiff_t)n > end - from || n > size - at)
				return false;
			from += n;
			at += n;
			copy(to + at, from, n);
		}
		room = size - at;
		if (from == end)
			return room == 0;
		if (room < LAST_MATCH)
			return false;
		match = at - from[0];
		match -= (uint32_t)from[1] << 8;
		if (match >= at) /* the offset is zero, or leads to before the start */
			return false;
		from += 2;
		n = token % (1u << LENGTH_BITS);
		if (n == LENGTH_MORE)
			do
				n += byte = *from++;
			while (byte == BYTE_MORE);
		if (n > room - LAST_LITERALS - MIN_MATCH)
			return false;
		n += MIN_MATCH; /* behind the test, so that it is never zero */
		at += n;
		copy(to + at, to + match + n, n);
	}
	return false;
}

uint32_t lz4_decode(const uint8_t *frame, uint32_t size, uint8_t *to, uint32_t capacity)
{
	const uint8_t *end; /* of the blocks: the end mark's place */
	uint32_t content, left;

	if (size < LZ4_HEADER_SIZE + WORD_SIZE ||
	    memcmp(frame, LZ4_HEADER, sizeof(LZ4_HEADER) - 1) != 0)
		return 0;
	end = frame + size - WORD_SIZE;
	content = get_word(frame + LZ4_AT_CONTENT_SIZE);
	if (content > capacity || get_word(frame + LZ4_AT_CONTENT_SIZE + WORD_SIZE) != 0 ||
	    get_word(end) != 0)
		return 0;
	frame += LZ4_HEADER_SIZE;
	for (left = content; left != 0;) {
		uint32_t block = left < LZ4_BLOCK_SIZE ? left : LZ4_BLOCK_SIZE;
		uint32_t word = get_word(frame); /* the end mark, when there is no block */
		uint32_t n = word & ~LZ4_STORED;

		frame += WORD_SIZE;
		if ((ptrdiff_t)n > end - frame)
			return 0;
		if (word == (LZ4_STORED | block))
			memcpy(to, frame, n);
		else if (word >= block || !decode_block(frame, frame + n, to, block))
			return 0;
		frame += n;
		to += block;
		left -= block;
	}
	return frame == end ? content : 0;
}
