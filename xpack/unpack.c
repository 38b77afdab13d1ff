/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "unpack.h"

#include <stdlib.h>
#include <string.h>

#include "compress.h"
#include "little.h"
#include "memory.h"

#define WORD_SIZE 4u
#define FRAMING (LZ4_HEADER_SIZE + WORD_SIZE + WORD_SIZE) /* of a frame of one block */

struct unpacker {
	const struct unpack_job *job;
	struct payload_reader reader;
	uint8_t header[LZ4_HEADER_SIZE];
	uint8_t *one;    /* a frame of one block */
	uint8_t *bytes;  /* what it holds */
	const char *why; /* it cannot be read */
};

static bool read_at(struct unpacker *unpacker, uint64_t at, uint8_t *to, size_t size)
{
	unpacker->why = payload_read(&unpacker->reader, at, to, size);
	return unpacker->why == NULL;
}

/* How many bytes the frame says that it holds; 0: it is none that is taken. */
static uint32_t read_header(struct unpacker *unpacker)
{
	struct span header = { unpacker->header, LZ4_HEADER_SIZE };
	uint64_t size = unpacker->job->source->size;
	uint8_t end[WORD_SIZE];
	uint64_t content;

	if (size < LZ4_HEADER_SIZE + WORD_SIZE ||
	    !read_at(unpacker, 0, unpacker->header, LZ4_HEADER_SIZE) ||
	    !read_at(unpacker, size - WORD_SIZE, end, sizeof(end)))
		return 0;
	content = compress_content_size(header);
	if (!compress_is_checksum_good(header) || get_le32(end) != 0 || content > UINT32_MAX ||
	    content > unpacker->job->capacity)
		return 0;
	return (uint32_t)content;
}

/* The block at `at` of the frame, which holds `block` bytes, as a frame of its own: the size of
 * that; 0: there is no such block. */
static uint32_t read_one(struct unpacker *unpacker, uint64_t at, uint32_t block)
{
	uint64_t end = unpacker->job->source->size - WORD_SIZE;
	uint8_t *word = unpacker->one + LZ4_HEADER_SIZE;
	uint32_t n;

	if (!range_fits(end, at, WORD_SIZE) || !read_at(unpacker, at, word, WORD_SIZE))
		return 0;
	n = get_le32(word) & ~LZ4_STORED;
	if (n > block || !range_fits(end, at + WORD_SIZE, n) ||
	    !read_at(unpacker, at + WORD_SIZE, word + WORD_SIZE, n))
		return 0;
	memcpy(unpacker->one, unpacker->header, LZ4_HEADER_SIZE);
	put_le32(unpacker->one + LZ4_AT_CONTENT_SIZE, block);
	memset(word + WORD_SIZE + n, 0, WORD_SIZE);
	return FRAMING + n;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Whether the frame holds these bytes, no more and no less. */
static bool decode(struct unpacker *unpacker, uint32_t content)
{
	const struct unpack_job *job = unpacker->job;
	uint64_t at = LZ4_HEADER_SIZE;
	uint32_t done, block;

	for (done = 0; done < content; done += block) {
		uint32_t size;

		block = smaller(content - done, LZ4_BLOCK_SIZE);
		size = read_one(unpacker, at, block);
		if (size == 0 || lz4_decode(unpacker->one, size, unpacker->bytes, block) != block)
			return false;
		if (job->take != NULL &&
		    !job->take(job->context, done, (struct span){ unpacker->bytes, block }))
			return false;
		if (job->member != NULL)
			crew_step(job->member, block);
		at += size - LZ4_HEADER_SIZE - WORD_SIZE;
	}
	return at == job->source->size - WORD_SIZE;
}

const char *unpack_run(const struct unpack_job *job, uint32_t *size)
{
	struct unpacker unpacker = { .job = job };
	const char *why = payload_open(job->source, &unpacker.reader);
	uint32_t content, block;

	*size = 0;
	if (why != NULL)
		return why;
	content = read_header(&unpacker);
	block = smaller(content, LZ4_BLOCK_SIZE);
	if (content != 0) {
		unpacker.one = memory_alloc(FRAMING + block);
		unpacker.bytes = memory_alloc(block);
		*size = decode(&unpacker, content) ? content : 0;
		free(unpacker.one);
		free(unpacker.bytes);
	}
	why = payload_close(&unpacker.reader);
	return unpacker.why != NULL ? unpacker.why : why;
}
