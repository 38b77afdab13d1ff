/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "compress.h"

#include <lz4hc.h>
#include <stdlib.h>
#include <string.h>

#include "little.h"
#include "memory.h"

#define MAGIC_SIZE 4u
#define WORD_SIZE 4u

/* XXH32 (xxHash fast digest algorithm 0.1.1), its constants and rotations for what is shorter than
 * 16 bytes. */
#define XXH_PRIME_1 0x9e3779b1u
#define XXH_PRIME_2 0x85ebca77u
#define XXH_PRIME_3 0xc2b2ae3du
#define XXH_PRIME_4 0x27d4eb2fu
#define XXH_PRIME_5 0x165667b1u

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

struct compressor {
	void *state; /* liblz4's */
	uint8_t *block;
};

struct compressor *compress_new(void)
{
	struct compressor *compressor = memory_alloc(sizeof(*compressor));

	compressor->state = memory_alloc((size_t)LZ4_sizeofStateHC());
	compressor->block = memory_alloc(WORD_SIZE + LZ4_BLOCK_SIZE);
	return compressor;
}

void compress_free(struct compressor *compressor)
{
	free(compressor->state);
	free(compressor->block);
	free(compressor);
}

void compress_header(uint8_t header[LZ4_HEADER_SIZE], uint32_t content_size)
{
	memset(header, 0, LZ4_HEADER_SIZE);
	memcpy(header, LZ4_HEADER, sizeof(LZ4_HEADER) - 1);
	put_le32(header + LZ4_AT_CONTENT_SIZE, content_size);
	header[LZ4_AT_CHECKSUM] = compress_checksum((struct span){ header, LZ4_HEADER_SIZE });
}

/* One that does not become shorter is stored as it is. */
struct span compress_block(struct compressor *compressor, struct span bytes)
{
	uint8_t *block = compressor->block;
	int size = 0;

	if (bytes.size > 1)
		size = LZ4_compress_HC_extStateHC(compressor->state, (const char *)bytes.data,
						  (char *)block + WORD_SIZE, (int)bytes.size,
						  (int)bytes.size - 1, LZ4HC_CLEVEL_MAX);
	if (size > 0) {
		put_le32(block, (uint32_t)size);
		return (struct span){ block, WORD_SIZE + (size_t)size };
	}
	put_le32(block, LZ4_STORED | (uint32_t)bytes.size);
	memcpy(block + WORD_SIZE, bytes.data, bytes.size);
	return (struct span){ block, WORD_SIZE + bytes.size };
}

struct buf compress_frame(struct span bytes)
{
	struct compressor *compressor = compress_new();
	struct buf frame = { 0 };

	compress_header(buf_put(&frame, NULL, LZ4_HEADER_SIZE), (uint32_t)bytes.size);
	for (size_t at = 0; at < bytes.size; at += LZ4_BLOCK_SIZE) {
		size_t left = bytes.size - at;
		struct span block = compress_block(
			compressor,
			span_part(bytes, at, left < LZ4_BLOCK_SIZE ? left : LZ4_BLOCK_SIZE));

		buf_put(&frame, block.data, block.size);
	}
	buf_put(&frame, NULL, COMPRESS_END);
	compress_free(compressor);
	return frame;
}
