/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "tests/fuzz/lz4_oracle.h"

#include "loader/lz4.h"

/* Bytes that are read one by one, and whether there were enough. */
struct input {
	struct span bytes;
	size_t at;
	bool ended;
};

struct output {
	uint8_t *bytes;
	size_t block; /* where the block starts */
	size_t at;
	size_t end; /* of the block */
	enum lz4_verdict verdict;
};

static void judge(struct output *output, enum lz4_verdict verdict)
{
	if (output->verdict == LZ4_GOOD || verdict == LZ4_BROKEN)
		output->verdict = verdict;
}

static uint64_t take(struct input *input, unsigned n)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < n; i++) {
		if (input->at == input->bytes.size) {
			input->ended = true;
			return 0;
		}
		value |= (uint64_t)input->bytes.data[input->at++] << (8 * i);
	}
	return value;
}

static uint64_t take_length(struct input *input, uint64_t nibble)
{
	uint64_t length = nibble;
	uint64_t byte = 255;

	if (nibble < 15)
		return length;
	while (byte == 255 && !input->ended) {
		byte = take(input, 1);
		length += byte;
	}
	return length;
}

static void put_literals(struct input *input, struct output *output, uint64_t n)
{
	for (; n > 0; n--) {
		uint8_t byte = (uint8_t)take(input, 1);

		if (input->ended || output->at == output->end) {
			judge(output, LZ4_BROKEN);
			return;
		}
		output->bytes[output->at++] = byte;
	}
}

static void put_match(struct output *output, uint64_t offset, uint64_t n)
{
	if (offset > output->at - output->block) {
		judge(output, LZ4_BROKEN);
		return;
	}
	if (offset == 0 || output->end - output->at < 12)
		judge(output, LZ4_STRICT);
	for (; n > 0; n--) {
		if (output->at == output->end) {
			judge(output, LZ4_BROKEN);
			return;
		}
		output->bytes[output->at] = output->bytes[output->at - offset];
		output->at++;
	}
	if (output->end - output->at < 5)
		judge(output, LZ4_STRICT);
}

static void put_sequences(struct input *input, struct output *output)
{
	while (output->verdict != LZ4_BROKEN) {
		uint64_t token = take(input, 1);
		uint64_t offset;

		put_literals(input, output, take_length(input, token >> 4));
		if (input->ended || output->verdict == LZ4_BROKEN)
			break;
		if (input->at == input->bytes.size)
			return;
		offset = take(input, 2);
		put_match(output, offset, take_length(input, token & 15) + 4);
		if (input->ended)
			break;
	}
	judge(output, LZ4_BROKEN);
}

static void put_block(struct input *input, struct output *output)
{
	uint64_t word = take(input, 4);
	uint64_t n = word & 0x7fffffff;
	struct input block = { .bytes = { input->bytes.data + input->at, n } };

	if (input->ended || word == 0 || n > input->bytes.size - input->at) {
		judge(output, LZ4_BROKEN);
		return;
	}
	input->at += n;
	if (word >> 31 != 0)
		put_literals(&block, output, n);
	else
		put_sequences(&block, output);
	if (word >> 31 == 0 && n >= output->end - output->block)
		judge(output, LZ4_STRICT);
	/* liblz4 takes blocks that are not full. */
	if (output->at != output->end)
		judge(output, LZ4_STRICT);
}

/* All of the content, when every block is full.  When one is not, that is as much as is known. */
static void put_blocks(struct input *input, struct output *output, uint64_t content)
{
	while (output->at < content && output->verdict == LZ4_GOOD) {
		uint64_t left = content - output->at;

		output->block = output->at;
		output->end = output->at + (left < 4194304 ? left : 4194304);
		put_block(input, output);
	}
}

enum lz4_verdict lz4_oracle(struct span frame, uint8_t *to, uint32_t capacity, uint32_t *size)
{
	struct input input = { .bytes = frame };
	struct output output = { .bytes = to, .verdict = LZ4_GOOD };
	uint64_t magic = take(&input, 4);
	uint64_t flags = take(&input, 1), block_size = take(&input, 1);
	uint64_t content = take(&input, 8);

	take(&input, 1);
	if (input.ended || magic != 0x184d2204)
		return LZ4_BROKEN;
	if (flags != 0x68 || block_size != 0x70 || content == 0)
		return LZ4_STRICT;
	if (content > capacity)
		return LZ4_TOO_LARGE;
	put_blocks(&input, &output, content);
	if (output.verdict != LZ4_GOOD)
		return output.verdict;
	if (input.at == frame.size)
		return LZ4_BROKEN;
	*size = (uint32_t)content;
	/* liblz4 takes blocks of no bytes. */
	return take(&input, 4) == 0 && !input.ended && input.at == frame.size ? LZ4_GOOD
									      : LZ4_STRICT;
}
