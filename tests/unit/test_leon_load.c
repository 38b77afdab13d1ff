/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_leon.h"
#include "xpack/leon_start.h"

#define AT (LEON_RAM + 0x10)

struct scene {
	struct fake_leon fake;
	struct progress progress;
};

static void begin(void **state, struct scene *scene, bool is_sure)
{
	fake_leon_begin(&scene->fake, state, is_sure);
	scene->progress = progress_new(false, true);
}

static int load(struct scene *scene, const struct target_piece *pieces, size_t n)
{
	const struct target_program program = { .pieces = pieces,
						.n_pieces = n,
						.progress = &scene->progress };

	return leon_load(&scene->fake.link, &program);
}

static void expect_ram(const struct fake_leon *fake, const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(fake->ram[i], words[i]);
}

static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };

/* Wherever a piece begins and ends in a word: what is beside it stays. */
static void pieces_within_words(void **state)
{
	struct scene scene;

	for (uint32_t skip = 0; skip < 4; skip++)
		for (uint32_t size = 1; size <= sizeof(bytes); size++) {
			const struct target_piece piece = { AT + skip, size, { bytes, size } };

			begin(state, &scene, true);
			assert_int_equal(load(&scene, &piece, 1), 0);
			for (uint32_t i = 0; i < 32; i++) {
				uint32_t word = scene.fake.ram[4 + i / 4];
				uint32_t byte = word >> (24 - 8 * (i % 4)) & 0xff;
				bool is_in = i >= skip && i < skip + size;

				assert_int_equal(byte, is_in ? bytes[i - skip] : 0x5a);
			}
			fake_leon_end(&scene.fake);
		}
}

static void zeros_behind(void **state)
{
	static const uint32_t wanted[] = { 0x5a010203, 0x04000000, 0x0000005a, 0x5a5a5a5a };
	const struct target_piece piece = { LEON_RAM + 1, 10, { bytes, 4 } };
	struct scene scene;

	begin(state, &scene, true);
	assert_int_equal(load(&scene, &piece, 1), 0);
	expect_ram(&scene.fake, wanted, 4);
	fake_leon_end(&scene.fake);
}

/* Two in one word: the second one finds the first. */
static void pieces_that_share_a_word(void **state)
{
	static const uint32_t wanted[] = { 0x01020102, 0x0300005a };
	const struct target_piece pieces[] = {
		{ LEON_RAM, 2, { bytes, 2 } },
		{ LEON_RAM + 2, 5, { bytes, 3 } },
	};
	struct scene scene;

	begin(state, &scene, true);
	assert_int_equal(load(&scene, pieces, 2), 0);
	expect_ram(&scene.fake, wanted, 2);
	fake_leon_end(&scene.fake);
}

static void more_than_a_block(void **state)
{
	const struct target_piece piece = { LEON_RAM + 2, 9000, { bytes, 3 } };
	struct scene scene;

	begin(state, &scene, true);
	for (size_t i = 0; i < LEON_RAM_WORDS; i++)
		scene.fake.ram[i] = UINT32_MAX;
	assert_int_equal(load(&scene, &piece, 1), 0);
	assert_int_equal(scene.fake.ram[0], 0xffff0102);
	assert_int_equal(scene.fake.ram[1], 0x03000000);
	for (size_t i = 2; i < 9000 / 4; i++)
		assert_int_equal(scene.fake.ram[i], 0);
	assert_int_equal(scene.fake.ram[9002 / 4], 0x0000ffff);
	assert_int_equal(scene.fake.ram[9002 / 4 + 1], UINT32_MAX);
	fake_leon_end(&scene.fake);
}

static void nothing_at_all(void **state)
{
	const struct target_piece piece = { LEON_RAM, 0, { NULL, 0 } };
	struct scene scene;

	begin(state, &scene, true);
	assert_int_equal(load(&scene, &piece, 1), 0);
	assert_int_equal(scene.fake.n_calls, 0);
	fake_leon_end(&scene.fake);
}

static void ram_that_keeps_nothing(void **state)
{
	const struct fixture *fixture = *state;
	const struct target_piece piece = { LEON_RAM, 12, { bytes, 12 } };
	struct scene scene;

	begin(state, &scene, true);
	scene.fake.hole = LEON_RAM + 8;
	assert_int_equal(load(&scene, &piece, 1), -1);
	expect_report(fixture->diag, "fake:: error: [flash-verify] at 0x40000008 it has "
				     "0x5a5a5a5a, not 0x090a0b0c\n");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_TARGET);
	assert_string_equal(fake_leon_written(&scene.fake), "40000000 x3\n40000000 x3\n");
	assert_int_equal(scene.fake.n_calls, 4);
	fake_leon_end(&scene.fake);
}

/* Of a line without checks. */
static void a_wrong_reading(void **state)
{
	const struct target_piece piece = { LEON_RAM, 12, { bytes, 12 } };
	struct scene scene;

	begin(state, &scene, false);
	scene.fake.wrong = 1;
	assert_int_equal(load(&scene, &piece, 1), 0);
	assert_string_equal(fake_leon_written(&scene.fake), "40000000 x3\n");
	fake_leon_end(&scene.fake);
}

static void writes_that_are_lost(void **state)
{
	const struct fixture *fixture = *state;
	const struct target_piece piece = { LEON_RAM, 12, { bytes, 12 } };
	struct scene scene;

	begin(state, &scene, false);
	scene.fake.deaf = 2;
	assert_int_equal(load(&scene, &piece, 1), 0);
	assert_string_equal(fake_leon_written(&scene.fake),
			    "40000000 x3\n40000000 x3\n40000000 x3\n");
	fake_leon_end(&scene.fake);
	begin(state, &scene, false);
	scene.fake.deaf = 3;
	assert_int_equal(load(&scene, &piece, 1), -1);
	assert_string_equal(fake_leon_written(&scene.fake),
			    "40000000 x3\n40000000 x3\n40000000 x3\n");
	assert_int_equal(scene.fake.n_calls, 9); /* read twice after each */
	expect_report(fixture->diag, "fake:: error: [flash-verify] at 0x40000000 it has "
				     "0x5a5a5a5a, not 0x01020304\n");
	fake_leon_end(&scene.fake);
}

static void each_access_fails(void **state)
{
	const struct target_piece pieces[] = {
		{ LEON_RAM + 2, 300, { bytes, 12 } },
		{ LEON_RAM + 400, 12, { bytes, 12 } },
	};
	struct fixture *fixture = *state;
	struct scene scene;
	size_t n = 1;

	for (;; n++) {
		fixture_forget(fixture);
		begin(state, &scene, true);
		scene.fake.fails_at = n;
		if (load(&scene, pieces, 2) == 0)
			break;
		assert_int_equal(scene.fake.n_calls, n);
		expect_report(
			fixture->diag,
			arena_printf(fixture->arena, "fake:: error: [target] call %zu fails\n", n));
		fake_leon_end(&scene.fake);
	}
	assert_int_equal(n, 11); /* two words beside it; 3 writes, 3 readings; one of each */
	fake_leon_end(&scene.fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(pieces_within_words),      FIXTURE_TEST(zeros_behind),
		FIXTURE_TEST(pieces_that_share_a_word), FIXTURE_TEST(more_than_a_block),
		FIXTURE_TEST(nothing_at_all),           FIXTURE_TEST(ram_that_keeps_nothing),
		FIXTURE_TEST(a_wrong_reading),          FIXTURE_TEST(writes_that_are_lost),
		FIXTURE_TEST(each_access_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
