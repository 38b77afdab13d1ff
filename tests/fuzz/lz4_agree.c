/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The readers of lz4_oracle.h held against one another. */

#include <lz4frame.h>
#include <stdio.h>
#include <stdlib.h>

#include "loader/lz4.h"
#include "tests/fuzz/lz4_oracle.h"
#include "xpack/compress.h"
#include "xpack/unpack.h"

/* Does liblz4 take it, all of it, and for that many bytes?  Precondition: room for them. */
static bool does_liblz4(struct span frame, uint8_t *to, size_t *size)
{
	static LZ4F_dctx *context;
	size_t in = frame.size;
	size_t left;

	if (context == NULL &&
	    LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		abort();
	LZ4F_resetDecompressionContext(context);
	left = LZ4F_decompress(context, to, size, frame.data, &in, NULL);
	return left == 0 && in == frame.size;
}

static void disagree(const char *text, struct span frame)
{
	fprintf(stderr, "%s; the frame of %zu bytes:", text, frame.size);
	for (size_t i = 0; i < frame.size && i < 512; i++)
		fprintf(stderr, " %02x", frame.data[i]);
	fputc('\n', stderr);
	abort();
}

static uint8_t *allocate(size_t size)
{
	uint8_t *bytes = malloc(size);

	if (bytes == NULL && size != 0)
		abort();
	return bytes;
}

static bool is_same(void *context, uint64_t at, struct span block)
{
	const uint8_t *wanted = context;

	return memcmp(wanted + at, block.data, block.size) == 0;
}

/* What the tool makes of it block by block; 0 too when that is not what is wanted. */
static uint32_t unpack(struct span frame, uint32_t capacity, uint8_t *wanted)
{
	const struct payload_source source = payload_memory(frame);
	const struct unpack_job job = {
		.source = &source,
		.capacity = capacity,
		.take = wanted == NULL ? NULL : is_same,
		.context = wanted,
	};
	uint32_t size;

	if (unpack_run(&job, &size) != NULL)
		disagree("the tool cannot read it", frame);
	return size;
}

static void compare(struct span frame, uint32_t capacity, uint8_t *ours, uint8_t *plain,
		    uint8_t *theirs, enum lz4_verdict *verdict)
{
	uint32_t n = lz4_decode(frame.data, (uint32_t)frame.size, ours, capacity);
	uint32_t plain_size = 0;
	size_t their_size = capacity;
	bool taken;

	if (unpack(frame, capacity, n != 0 ? ours : NULL) != n)
		disagree("the decoder and the tool differ", frame);
	*verdict = lz4_oracle(frame, plain, capacity, &plain_size);
	if ((*verdict == LZ4_GOOD) != (n != 0))
		disagree("the decoder and the plain reader differ", frame);
	if (n != 0 && (n != plain_size || memcmp(ours, plain, n) != 0))
		disagree("the decoder and the plain reader give other bytes", frame);
	taken = does_liblz4(frame, theirs, &their_size);
	if (*verdict == LZ4_GOOD && !taken)
		disagree("liblz4 does not take it", frame);
	if (*verdict == LZ4_BROKEN && taken)
		disagree("liblz4 takes it", frame);
	if (n != 0 && (n != their_size || memcmp(ours, theirs, n) != 0))
		disagree("liblz4 gives other bytes", frame);
}

bool lz4_agree(const uint8_t *frame, uint32_t size, uint32_t capacity)
{
	uint8_t *bytes = allocate(size);
	uint8_t *ours = allocate(capacity), *plain = allocate(capacity);
	uint8_t *theirs = allocate(capacity);
	enum lz4_verdict verdict;

	memcpy(bytes, frame, size);
	if (size >= LZ4_HEADER_SIZE)
		bytes[LZ4_AT_CHECKSUM] = compress_checksum((struct span){ bytes, size });
	compare((struct span){ bytes, size }, capacity, ours, plain, theirs, &verdict);
	free(bytes);
	free(ours);
	free(plain);
	free(theirs);
	return verdict == LZ4_GOOD;
}
