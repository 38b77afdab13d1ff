/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The whole boot sequence, loader/main.c and load.c, on a board that is an array, with
 * one container.
 *
 * What the loader may write is known: the work area, the destinations of images, and staging as far
 * as a compressed image goes.  Everything else has to be poison afterwards.
 */

#include "loader/board.h"
#include "loader/load.h"

#include <stdio.h>
#include <string.h>

#include "cmocka_all.h"
#include "fake_board.h"
#include "fake_keys.h"

static struct fake_key key;

/* Nothing but destinations and the work area was touched. */
static void assert_others_untouched(void)
{
	const struct fake *const fakes[] = { &fake };

	assert_rest_untouched(fakes, 1);
}

/* The last line, and that no host runs and nothing of the images or the manifest is left.
 * n_touched: images that the loader had come to. */
static void assert_refused(const char *line, uint32_t n_touched)
{
	size_t size = strlen(line);

	assert_false(board.is_started);
	assert_true(board.report_size > size);
	assert_string_equal(board.report + board.report_size - size, line);
	for (uint32_t i = 0; i < fake.n_images; i++)
		assert_true(is_filled(fake.images[i].load, fake.images[i].mem_size,
				      i < n_touched ? 0 : POISON));
	assert_true(is_filled(0x400c0000, 0x4000, 0)); /* the manifest copy */
	assert_others_untouched();
}

static const char report[] = "xpack loader array-both 1.2.3\n"
			     "storage 0x00001000, bytes 0x00020000\n"
			     "key 0x00000000 in slot 0x0\n"
			     "container, bytes 0x00000000\n"
			     "system leon3-two, board leon3_generic, security version 0x00000003\n"
			     "image host-0 at 0x40000000, bytes 0x00000105 of 0x00000300\n"
			     "image control.code at 0x40010000, bytes 0x00000040 of 0x00000040\n"
			     "image control.zero at 0x40020000, bytes 0x00000000 of 0x00001001\n"
			     "image system at 0x40030000, bytes 0x0000002b of 0x00001000\n"
			     "start host-0 at 0x40000010\n";

/* Replace the zeros behind a text of the expected report by a number. */
static void expect_number(char *text, const char *before, uint32_t number)
{
	char digits[9];
	char *place = strstr(text, before);

	assert_non_null(place);
	snprintf(digits, sizeof(digits), "%08x", number);
	memcpy(place + strlen(before), digits, 8);
}

static void make(void)
{
	fake_params_init(&block, &key, 1);
	fake_make(&fake, &key);
}

static void test_start(void **state)
{
	char wanted[sizeof(report)];

	(void)state;
	make();
	boot();
	memcpy(wanted, report, sizeof(report));
	expect_number(wanted, "key 0x", get_be32(key.id));
	expect_number(wanted, "container, bytes 0x", fake.size);
	assert_string_equal(board.report, wanted);
	assert_true(board.is_started);
	assert_int_equal(board.entry, 0x40000010);
	assert_int_equal(board.dtb_addr, 0x40030000);
	assert_loaded(&fake);
	assert_others_untouched();
}

static void test_without_dtb(void **state)
{
	(void)state;
	make();
	fake.n_images = 1;
	fake.fdt = FAKE_NONE;
	fake_tokenize(&fake);
	fake_write(&fake);
	fake_sign(&fake, 0, &key);
	boot();
	assert_true(board.is_started);
	assert_int_equal(board.dtb_addr, 0);
}

/* Refused before anything is loaded. */
static void test_refuses(void **state)
{
	(void)state;
	make();
	fake.bytes[CONTAINER_SLOTS_OFFSET + 50] ^= 1;
	boot();
	assert_refused("\nREFUSED 0x21 signature\n", 0);
	make();
	memset(fake.bytes + CONTAINER_SLOTS_OFFSET, 0, CONTAINER_SLOT_SIZE);
	boot();
	assert_refused("\nREFUSED 0x20 no known key\n", 0);
	make();
	fake_params_set(&block, PARAMS_AT_SECURITY_VERSION, 4);
	boot();
	assert_refused("\nREFUSED 0x62 security version\n", 0);
	make();
	fake.protocol = "raw"; /* which this board does not have */
	fake_tokenize(&fake);
	fake_write(&fake);
	fake_sign(&fake, 0, &key);
	boot();
	assert_refused("\nREFUSED 0x63 start protocol\n", 0);
}

/* A flipped byte of an image: it and those before it are wiped. */
static void test_refuses_image(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t offset;

		make();
		if (fake.images[i].data_size == 0)
			continue;
		offset = fake.manifest_size;
		for (uint32_t j = 0; j < i; j++)
			offset += (fake.images[j].data_size + 7) / 8 * 8;
		fake.bytes[offset + fake.images[i].data_size - 1] ^= 0x80;
		boot();
		assert_refused("\nREFUSED 0x70 image hash\n", i + 1);
	}
}

/* Wherever it is refused once there was something to read: what a board wrote for a host before
 * that does not stay. */
static void test_refuses_boot_information(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		make();
		fake_params_set(&block, PARAMS_AT_BOOT_ADDR, FAKE_STAGING + 8);
		fake_params_set(&block, PARAMS_AT_BOOT_SIZE, 0x101);
		fake.bytes[i == 0 ? 0 : fake.manifest_size] ^= 0x80;
		boot();
		assert_false(board.is_started);
		assert_int_equal(board.n_prepared, i);
		assert_true(is_filled(FAKE_STAGING, 8, POISON));
		assert_true(is_filled(FAKE_STAGING + 8, 0x101, 0));
		assert_true(is_filled(FAKE_STAGING + 0x109, 1, POISON));
	}
}

#define CONTENT 0x105u

/* A frame of blocks that are not compressed: what the format is, test_lz4.c knows. */
static uint32_t make_frame(uint8_t *frame)
{
	static const uint8_t header[] = { 0x04, 0x22, 0x4d, 0x18, 0x68, 0x70, CONTENT & 0xff, 1, 0,
					  0,    0,    0,    0,    0,    0 };
	static const uint8_t length[] = { CONTENT & 0xff, 1, 0, 0x80 };

	memcpy(frame, header, sizeof(header));
	memcpy(frame + sizeof(header), length, sizeof(length));
	for (uint32_t i = 0; i < CONTENT; i++)
		frame[sizeof(header) + sizeof(length) + i] = fake_byte(0, i);
	memset(frame + sizeof(header) + sizeof(length) + CONTENT, 0, 4);
	return (uint32_t)(sizeof(header) + sizeof(length) + CONTENT + 4);
}

/* The host's image is compressed, and the container signed. */
static void make_compressed(const uint8_t *frame, uint32_t size, uint32_t entry)
{
	make();
	fake_params_set(&block, PARAMS_AT_STAGING_ADDR, FAKE_STAGING);
	fake_params_set(&block, PARAMS_AT_STAGING_SIZE, FAKE_STAGING_SIZE);
	fake.images[0].lz4 = frame;
	fake.images[0].data_size = size;
	fake.images[0].entry = entry;
	fake_tokenize(&fake);
	fake_write(&fake);
	fake_sign(&fake, 0, &key);
}

static void boot_compressed(uint32_t staged)
{
	boot_reading(UINT32_MAX, UINT32_MAX);
	board.staged = staged;
}

static void test_compressed(void **state)
{
	uint8_t frame[CONTENT + 64];
	uint32_t size = make_frame(frame);

	(void)state;
	make_compressed(frame, size, 0x40000100);
	boot_compressed(size);
	assert_true(board.is_started);
	for (uint32_t i = 0; i < CONTENT; i++)
		assert_int_equal(at(0x40000000)[i], fake_byte(0, i));
	assert_true(is_filled(0x40000000 + CONTENT, 0x300 - CONTENT, 0));
	assert_memory_equal(at(FAKE_STAGING), frame, size);
	assert_others_untouched();
}

static void test_refuses_compressed(void **state)
{
	uint8_t frame[FAKE_STAGING_SIZE + 1] = { 0 };
	uint32_t size = make_frame(frame);

	(void)state;
	make_compressed(frame, size, 0x40000104); /* half an instruction */
	boot_compressed(size);
	assert_refused("\nREFUSED 0x53 entry\n", 1);
	assert_true(is_filled(FAKE_STAGING, size, 0));
	make_compressed(frame, size, 0x40000000);
	fake.bytes[fake.manifest_size + 20] ^= 1;
	boot_compressed(size);
	assert_refused("\nREFUSED 0x70 image hash\n", 1);
	assert_true(is_filled(FAKE_STAGING, size, 0));
	make_compressed(frame, size - 1, 0x40000000);
	boot_compressed(size - 1);
	assert_refused("\nREFUSED 0x71 compressed data\n", 1);
	assert_true(is_filled(FAKE_STAGING, size - 1, 0));
	make_compressed(frame, FAKE_STAGING_SIZE + 1, 0x40000000);
	boot_compressed(0);
	assert_refused("\nREFUSED 0x55 staging\n", 0);
}

/* Storage that fails or lies, once, at any of its reads: either it is noticed, and nothing is left,
 * or the host that starts is the signed one. */
static void test_any_read(void **state)
{
	unsigned n_reads;

	(void)state;
	make();
	boot();
	n_reads = board.n_reads;
	assert_true(n_reads > 6);
	for (unsigned i = 0; i < n_reads; i++) {
		boot_reading(i, UINT32_MAX);
		assert_false(board.is_started);
		assert_non_null(strstr(board.report, "\nREFUSED 0x10 truncated\n"));
		boot_reading(UINT32_MAX, i);
		if (board.is_started) {
			assert_memory_equal(at(0x40000000), fake.bytes + fake.manifest_size, 0x105);
			continue;
		}
		assert_non_null(strstr(board.report, "\nREFUSED 0x"));
		for (uint32_t j = 0; j < fake.n_images; j++)
			assert_true(
				is_filled(fake.images[j].load, fake.images[j].mem_size, 0) ||
				is_filled(fake.images[j].load, fake.images[j].mem_size, POISON));
		assert_others_untouched();
	}
}

static void test_bad_parameters(void **state)
{
	static const char line[] = "\nREFUSED 0x80 parameters\n";

	(void)state;
	make();
	fake_params_set(&block, PARAMS_AT_N_KEYS, 3);
	boot();
	assert_false(board.is_started);
	assert_string_equal(board.report + board.report_size - strlen(line), line);
	assert_true(is_filled(FAKE_RAM_ADDR, FAKE_RAM_SIZE, POISON));
}

/* Every status has a text of its own. */
static void test_status_texts(void **state)
{
	unsigned n_texts = 0;

	(void)state;
	for (int i = 0; i < 0x100; i++) {
		const char *text = status_text((enum status)i);

		if (strcmp(text, "?") == 0)
			continue;
		n_texts++;
		for (int j = 0; j < i; j++)
			assert_string_not_equal(status_text((enum status)j), text);
	}
	assert_int_equal(n_texts, 36);
	assert_string_equal(status_text(STATUS_OK), "ok");
	assert_string_equal(status_text(STATUS_TRUNCATED), "truncated");
	assert_string_equal(status_text(STATUS_PARAMETERS), "parameters");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_without_dtb),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_refuses_image),
		cmocka_unit_test(test_refuses_boot_information),
		cmocka_unit_test(test_any_read),
		cmocka_unit_test(test_bad_parameters),
		cmocka_unit_test(test_status_texts),
		cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_refuses_compressed),
	};
	const struct fake_wanted wanted[] = { { &key, 2048 } };

	return FAKE_RUN(tests, wanted);
}
