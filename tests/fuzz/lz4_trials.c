/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The trials of lz4_oracle.h: where the cases come from. */

#include <stdlib.h>

#include "loader/lz4.h"
#include "tests/fuzz/lz4_oracle.h"
#include "tests/unit/random.h"
#include "xpack/compress.h"

#define MAX_SIZE 700u /* bytes of content; lengths with one and two bytes more occur */
#define CHANGES 12u   /* changed frames of each content */

/* Runs of new bytes, of one byte, and of what was there before. */
static void fill(uint64_t *seed, uint8_t *bytes, uint32_t size)
{
	uint32_t letters = 1 + random_below(seed, 255);

	for (uint32_t at = 0; at < size;) {
		uint32_t n = 1 + random_below(seed, random_below(seed, 4) == 0 ? 300 : 20);
		uint32_t kind = random_below(seed, 3);
		uint32_t back = at == 0 ? 0 : 1 + random_below(seed, at);

		for (; n > 0 && at < size; n--, at++)
			bytes[at] = kind == 0 || at == 0 ? (uint8_t)random_below(seed, letters)
				    : kind == 1          ? bytes[at - 1]
							 : bytes[at - back];
	}
}

/* One change behind the header, or rarely in it. */
static void change(uint64_t *seed, struct buf *frame)
{
	static const uint8_t special[] = { 0, 1, 4, 15, 16, 127, 240, 255 };
	uint32_t first = random_below(seed, 8) == 0 ? 0 : LZ4_HEADER_SIZE;
	uint32_t at = first + random_below(seed, (uint32_t)frame->size - first);
	uint32_t n = 1 + random_below(seed, 4);

	switch (random_below(seed, 6)) {
	case 0: /* a bit */
		frame->data[at] ^= (uint8_t)(1u << random_below(seed, 8));
		break;
	case 1: /* a byte of those that mean something */
		frame->data[at] = special[random_below(seed, sizeof(special))];
		break;
	case 2: /* any byte */
		frame->data[at] = (uint8_t)random_below(seed, 256);
		break;
	case 3: /* some are missing */
		if (n > frame->size - at)
			n = (uint32_t)frame->size - at;
		memmove(frame->data + at, frame->data + at + n, frame->size - at - n);
		frame->size -= n;
		break;
	case 4: /* some are more */
		buf_put(frame, NULL, n);
		memmove(frame->data + at + n, frame->data + at, frame->size - at - n);
		break;
	default: /* some stand elsewhere too */
		for (uint32_t i = 0; i < n && at + i < frame->size; i++)
			frame->data[at + i] =
				frame->data[random_below(seed, (uint32_t)frame->size)];
	}
}

/* The block's length, as it has to be for what lies there. */
static void mend_length(struct buf *frame)
{
	uint32_t n;

	if (frame->size < LZ4_HEADER_SIZE + 9)
		return;
	n = (uint32_t)frame->size - LZ4_HEADER_SIZE - 8;
	for (unsigned i = 0; i < 4; i++)
		frame->data[LZ4_HEADER_SIZE + i] = (uint8_t)(n >> (8 * i));
}

static bool try_changed(uint64_t *seed, const struct buf *good, uint32_t size)
{
	struct buf frame = { 0 };
	bool is_good;

	buf_put(&frame, good->data, good->size);
	do
		change(seed, &frame);
	while (frame.size > LZ4_HEADER_SIZE + 1 && random_below(seed, 3) == 0);
	if (random_below(seed, 2) == 0)
		mend_length(&frame);
	is_good = lz4_agree(frame.data, (uint32_t)frame.size, size + random_below(seed, 2));
	buf_free(&frame);
	return is_good;
}

uint32_t lz4_trials(uint64_t seed, uint32_t n)
{
	uint8_t bytes[MAX_SIZE];
	uint32_t n_good = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t size = 1 + random_below(&seed, i % 4 == 0 ? MAX_SIZE : 80);
		struct buf frame;
		uint8_t again[MAX_SIZE];

		fill(&seed, bytes, size);
		frame = compress_frame((struct span){ bytes, size });
		if (!lz4_agree(frame.data, (uint32_t)frame.size, size) ||
		    lz4_agree(frame.data, (uint32_t)frame.size, size - 1) ||
		    lz4_decode(frame.data, (uint32_t)frame.size, again, size) != size ||
		    memcmp(again, bytes, size) != 0)
			abort();
		for (unsigned j = 0; j < CHANGES; j++)
			n_good += try_changed(&seed, &frame, size);
		buf_free(&frame);
	}
	return n_good;
}
