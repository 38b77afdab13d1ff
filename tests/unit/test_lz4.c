/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/lz4.c and xpack/compress.c: frames by hand at the edges of the rules, a large one, and
 * random ones against two other readers. */

#include "loader/lz4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "tests/fuzz/lz4_oracle.h"
#include "xpack/compress.h"

#define TRIALS 3000u

static struct buf frame;
static uint8_t out[64];

static void put_le32(uint32_t value)
{
	buf_put_be32(&frame, __builtin_bswap32(value));
}

static void begin(uint32_t content)
{
	buf_free(&frame);
	frame = (struct buf){ 0 };
	buf_put(&frame, LZ4_HEADER, sizeof(LZ4_HEADER) - 1);
	put_le32(content);
	put_le32(0);
	buf_put(&frame, NULL, 1);
}

/* A block's length with that flag, and the block: bytes in hexadecimal and 'text'. */
static void put_block(const char *block, uint32_t flag)
{
	size_t at = frame.size;
	unsigned byte;

	put_le32(0);
	while (*block != '\0')
		if (*block == ' ') {
			block++;
		} else if (*block == '\'') {
			for (block++; *block != '\''; block++)
				buf_put(&frame, block, 1);
			block++;
		} else {
			assert_int_equal(sscanf(block, "%2x", &byte), 1);
			buf_put(&frame, &(uint8_t){ (uint8_t)byte }, 1);
			block += 2;
		}
	put_be32(frame.data + at, __builtin_bswap32((uint32_t)(frame.size - at - 4) | flag));
}

/* What the decoder makes of the frame.  lz4_agree() holds it against the other readers. */
static uint32_t decode(uint32_t capacity)
{
	bool is_good = lz4_agree(frame.data, (uint32_t)frame.size, capacity);
	uint32_t size = lz4_decode(frame.data, (uint32_t)frame.size, out, capacity);

	assert_int_equal(is_good, size != 0);
	return size;
}

/* A frame of one compressed block: its size when it is good. */
static uint32_t decode_block(const char *block, uint32_t content)
{
	begin(content);
	put_block(block, 0);
	put_le32(0);
	return decode(content);
}

/* "abcd" and eight more of it, then five literals: nothing can be left out. */
#define SMALLEST "44 'abcd' 0400 50 'efghi'"

static void test_block(void **state)
{
	(void)state;
	assert_int_equal(decode_block(SMALLEST, 17), 17);
	assert_memory_equal(out, "abcdabcdabcdefghi", 17);
	/* overlap: the match copies what it has just written */
	assert_int_equal(decode_block("1b 'x' 0100 50 'efghi'", 21), 21);
	assert_memory_equal(out, "xxxxxxxxxxxxxxxxefghi", 21);
	/* lengths with bytes behind them: 15 + 0 literals, 15 + 3 + 4 of a match */
	assert_int_equal(decode_block("ff00 '0123456789abcde' 0f0003 50 'efghi'", 42), 42);
	assert_memory_equal(out, "0123456789abcde0123456789abcde0123456efghi", 42);
	/* a match of no literals behind a match */
	assert_int_equal(decode_block("40 'abcd' 0400 000200 80 'efghijkl'", 20), 20);
	assert_memory_equal(out, "abcdabcdcdcdefghijkl", 20);
}

static void test_offset(void **state)
{
	(void)state;
	/* zero; one too far; as far as can be is in test_block() */
	assert_int_equal(decode_block("44 'abcd' 0000 50 'efghi'", 17), 0);
	assert_int_equal(decode_block("44 'abcd' 0500 50 'efghi'", 17), 0);
	assert_int_equal(decode_block("44 'abcd' 0401 50 'efghi'", 17), 0);
	assert_int_equal(decode_block("04 0100 50 'efghi'", 13), 0);
}

static void test_end_rules(void **state)
{
	(void)state;
	/* the last five are literals */
	assert_int_equal(decode_block("45 'abcd' 0400 40 'efgh'", 17), 0);
	assert_int_equal(decode_block("49 'abcd' 0400 00", 17), 0);
	/* a match begins twelve before the end, not eleven */
	assert_int_equal(decode_block("43 'abcd' 0400 50 'efghi'", 16), 16);
	assert_int_equal(decode_block("52 'abcde' 0400 50 'efghi'", 16), 0);
	/* the block does not end with a match, nor inside a sequence */
	assert_int_equal(decode_block("44 'abcd' 0400", 12), 0);
	assert_int_equal(decode_block("44 'abcd' 04", 17), 0);
	assert_int_equal(decode_block("44 'abcd' 0400 50 'efgh'", 17), 0);
	assert_int_equal(decode_block("44 'abcd' 0400 50 'efghij'", 17), 0);
	assert_int_equal(decode_block("44 'abc'", 17), 0);
	assert_int_equal(decode_block("f0", 17), 0);
	assert_int_equal(decode_block("f0ff", 17), 0);
}

static void test_size(void **state)
{
	(void)state;
	/* literals and matches beyond the content, and less than it */
	assert_int_equal(decode_block(SMALLEST, 16), 0);
	assert_int_equal(decode_block(SMALLEST, 18), 0);
	assert_int_equal(decode_block("4f 'abcd' 0400ffffff00 50 'efghi'", 29), 0);
	assert_int_equal(decode_block("f0ffffffffff00", 15), 0);
	/* the content and the room for it */
	begin(17);
	put_block(SMALLEST, 0);
	put_le32(0);
	assert_int_equal(decode(17), 17);
	assert_int_equal(decode(18), 17);
	assert_int_equal(decode(16), 0);
	frame.data[LZ4_AT_CONTENT_SIZE + 4] = 1; /* 4 GiB more */
	assert_int_equal(decode(17), 0);
	begin(0);
	put_le32(0);
	assert_int_equal(decode(17), 0);
}

static void test_blocks(void **state)
{
	(void)state;
	begin(3);
	put_block("'abc'", LZ4_STORED);
	put_le32(0);
	assert_int_equal(decode(3), 3);
	assert_memory_equal(out, "abc", 3);
	buf_put(&frame, "", 1); /* something behind the end */
	assert_int_equal(decode(3), 0);
	begin(3);
	put_block("'abc'", LZ4_STORED); /* no end mark */
	assert_int_equal(decode(3), 0);
	buf_put(&frame, NULL, 3);
	assert_int_equal(decode(3), 0);
	begin(3); /* blocks that are not full */
	put_block("'ab'", LZ4_STORED);
	put_block("'c'", LZ4_STORED);
	put_le32(0);
	assert_int_equal(decode(3), 0);
	begin(3);
	put_block("'abc'", LZ4_STORED);
	put_block("''", LZ4_STORED);
	put_le32(0);
	assert_int_equal(decode(3), 0);
	begin(4); /* the block is longer than what it holds */
	put_block("40 'abcd'", 0);
	put_le32(0);
	assert_int_equal(decode(4), 0);
	begin(3); /* the block is longer than the frame */
	put_le32(3 | LZ4_STORED);
	put_le32(0);
	assert_int_equal(decode(3), 0);
}

/* Each bit of magic, flags and block size: checksums, a dictionary, blocks that depend on others,
 * other sizes of blocks.  And every place to cut the frame. */
static void test_header(void **state)
{
	(void)state;
	begin(17);
	put_block(SMALLEST, 0);
	put_le32(0);
	for (unsigned bit = 0; bit < 8 * LZ4_AT_CONTENT_SIZE; bit++) {
		frame.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(decode(17), 0);
		frame.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (; frame.size > 0; frame.size--) {
		uint32_t size = lz4_decode(frame.data, (uint32_t)frame.size, out, 17);

		assert_int_equal(size, frame.data[frame.size - 1] == 0 && size != 0 ? 17 : 0);
		assert_int_equal(decode(17), size);
	}
}

/* Three blocks, of which the second does not become shorter. */
static void test_large(void **state)
{
	uint32_t size = 2 * LZ4_BLOCK_SIZE + 100000, number = 1;
	uint8_t *bytes = calloc(1, size);
	struct buf packed;

	(void)state;
	assert_non_null(bytes);
	for (uint32_t i = LZ4_BLOCK_SIZE; i < 2 * LZ4_BLOCK_SIZE; i++) {
		number = number * 1664525 + 1013904223;
		bytes[i] = (uint8_t)(number >> 24);
	}
	packed = compress_frame((struct span){ bytes, size });
	assert_in_range(packed.size, LZ4_BLOCK_SIZE, LZ4_BLOCK_SIZE + 40000);
	assert_true(lz4_agree(packed.data, (uint32_t)packed.size, size));
	assert_false(lz4_agree(packed.data, (uint32_t)packed.size, size - 1));
	packed.data[LZ4_HEADER_SIZE + 1]++; /* the first block's length */
	assert_false(lz4_agree(packed.data, (uint32_t)packed.size, size));
	buf_free(&packed);
	free(bytes);
}

/* What `lz4 -BI --content-size --no-frame-crc` writes in front of a file of five bytes. */
/* Bytes that lengthen a match to 2^32 - 4, 2^32 and beyond go far behind their block. */
static void test_wrapped(void **state)
{
	static const uint8_t last[] = { 0xed, 0xf1, 0xf5 };

	(void)state;
	for (size_t i = 0; i < sizeof(last); i++) {
		begin(60);
		put_block("1f 41 01 00", 0);
		memset(buf_put(&frame, NULL, 16843008), 0xff, 16843008);
		buf_put(&frame, &last[i], 1);
		put_le32(0);
		put_le32(0);
		assert_int_equal(decode(sizeof(out)), 0);
	}
}

static void test_checksum(void **state)
{
	static const uint8_t header[] = { 0x04, 0x22, 0x4d, 0x18, 0x68, 0x40, 5,   0,
					  0,    0,    0,    0,    0,    0,    0x61 };

	(void)state;
	assert_int_equal(compress_checksum((struct span){ header, sizeof(header) }),
			 header[LZ4_AT_CHECKSUM]);
}

static void test_trials(void **state)
{
	(void)state;
	assert_in_range(lz4_trials(7, TRIALS), TRIALS, 12 * TRIALS - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_block),     cmocka_unit_test(test_offset),
		cmocka_unit_test(test_end_rules), cmocka_unit_test(test_size),
		cmocka_unit_test(test_blocks),    cmocka_unit_test(test_header),
		cmocka_unit_test(test_large),     cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_trials),    cmocka_unit_test(test_wrapped),
	};
	int failed = cmocka_run_group_tests_name("lz4", tests, NULL, NULL);

	buf_free(&frame);
	return failed;
}
