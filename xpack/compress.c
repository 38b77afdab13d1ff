/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "compress.h"

#include <lz4hc.h>

#include "loader/lz4.h"

#define MAGIC_SIZE 4u
#define WORD_SIZE 4u

/* XXH32 (xxHash fast digest algorithm 0.1.1), its constants and rotations for what is shorter than
 * 16 bytes. */
#define XXH_PRIME_1 0x9e3779b1u
#define XXH_PRIME_2 0x85ebca77u
#define XXH_PRIME_3 0xc2b2ae3du
#define XXH_PRIME_4 0x27d4eb2fu
#define XXH_PRIME_5 0x165667b1u

static uint32_t get_le32(const uint8_t *from)
{
	return __builtin_bswap32(get_be32(from));
}

static void put_le32(struct buf *buf, uint32_t value)
{
	buf_put_be32(buf, __builtin_bswap32(value));
}

static uint32_t rotate_left(uint32_t value, unsigned bits)
{
	return value << bits | value >> (32 - bits);
}

/* With seed 0.  Precondition: less than 16 bytes. */
static uint32_t xxh32_short(const uint8_t *data, uint32_t size)
{
	uint32_t hash = XXH_PRIME_5 + size;

	for (; size >= WORD_SIZE; size -= WORD_SIZE, data += WORD_SIZE)
		hash = rotate_left(hash + get_le32(data) * XXH_PRIME_3, 17) * XXH_PRIME_4;
	for (; size > 0; size--)
		hash = rotate_left(hash + *data++ * XXH_PRIME_5, 11) * XXH_PRIME_1;
	hash = (hash ^ hash >> 15) * XXH_PRIME_2;
	hash = (hash ^ hash >> 13) * XXH_PRIME_3;
	return hash ^ hash >> 16;
}

uint8_t compress_checksum(struct span frame)
{
	/* "LZ4 Frame Format Description", header checksum: the second byte. */
	return (uint8_t)(xxh32_short(frame.data + MAGIC_SIZE, LZ4_AT_CHECKSUM - MAGIC_SIZE) >> 8);
}

bool compress_is_checksum_good(struct span frame)
{
	return frame.size >= LZ4_HEADER_SIZE &&
	       frame.data[LZ4_AT_CHECKSUM] == compress_checksum(frame);
}

uint64_t compress_content_size(struct span frame)
{
	if (frame.size < LZ4_HEADER_SIZE)
		return 0;
	return (uint64_t)get_le32(frame.data + LZ4_AT_CONTENT_SIZE + WORD_SIZE) << 32 |
	       get_le32(frame.data + LZ4_AT_CONTENT_SIZE);
}

static void put_header(struct buf *frame, size_t size)
{
	buf_put(frame, LZ4_HEADER, sizeof(LZ4_HEADER) - 1);
	put_le32(frame, (uint32_t)size);
	put_le32(frame, 0);
	buf_put(frame, NULL, 1);
	frame->data[LZ4_AT_CHECKSUM] = compress_checksum(buf_span(frame));
}

/* One that does not become shorter is stored as it is. */
static void put_block(struct buf *frame, struct span block)
{
	int size = 0;

	buf_reserve(frame, WORD_SIZE + block.size);
	if (block.size > 1)
		size = LZ4_compress_HC((const char *)block.data,
				       (char *)frame->data + frame->size + WORD_SIZE,
				       (int)block.size, (int)block.size - 1, LZ4HC_CLEVEL_MAX);
	if (size > 0) {
		put_le32(frame, (uint32_t)size);
		frame->size += (size_t)size; /* they stand there already */
		return;
	}
	put_le32(frame, LZ4_STORED | (uint32_t)block.size);
	buf_put(frame, block.data, block.size);
}

struct buf compress_frame(struct span bytes)
{
	struct buf frame = { 0 };

	put_header(&frame, bytes.size);
	for (size_t at = 0; at < bytes.size; at += LZ4_BLOCK_SIZE) {
		size_t left = bytes.size - at;

		put_block(&frame,
			  span_part(bytes, at, left < LZ4_BLOCK_SIZE ? left : LZ4_BLOCK_SIZE));
	}
	put_le32(&frame, 0);
	return frame;
}
