/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What shares a block with an image, and a power cut. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chip.h"
#include "cmocka_all.h"
#include "expect.h"
#include "xpack/file.h"

static struct buf read_file(struct fixture *fixture, const char *path)
{
	struct buf bytes;

	assert_int_equal(file_read(fixture->diag, (struct location){ 0 }, path, 1 << 20, &bytes),
			 0);
	return bytes;
}

static void write_file(struct fixture *fixture, const char *path, struct span bytes)
{
	const struct output output = { path, bytes, 0600 };

	assert_int_equal(file_write_all(fixture->diag, &output, 1), 0);
}

static const uint64_t offsets[] = { 0, 5, 64, 100, 156 };

#define N_OFFSETS (sizeof(offsets) / sizeof(offsets[0]))

/* Where blocks are erased, what stood around the bytes comes back with the run that resumes; before
 * that, no other run begins. */
static void power_cuts_between_erasing_and_programming(void **state)
{
	struct bench bench;
	unsigned n_refused = 0;

	for (size_t i = 0; i < N_OFFSETS; i++)
		for (unsigned cut = 0;; cut++) {
			bench_prepare(&bench, *state, offsets[i], 290);
			bench_erase_blocks(&bench);
			if (!bench_cut_power(&bench, cut))
				break;
			if (access(bench_journal(&bench), F_OK) == 0) {
				assert_int_equal(bench_write(&bench), -1);
				bench_forget(&bench);
				n_refused++;
			}
			bench.job.resume = cut > 0 || access(bench_journal(&bench), F_OK) == 0;
			assert_int_equal(bench_write(&bench), 0);
			bench_expect_after(&bench);
			assert_int_equal(access(bench_journal(&bench), F_OK), -1);
		}
	assert_true(n_refused > 20);
}

/* Blocks that are filled to their ends need none. */
static void no_neighbours_no_journal(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, CHIP_BLOCK, 3 * CHIP_BLOCK);
	bench_erase_blocks(&bench);
	assert_true(bench_cut_power(&bench, 3));
	assert_int_equal(access(bench_journal(&bench), F_OK), -1);
	bench_prepare(&bench, *state, CHIP_BLOCK + 5, 3 * CHIP_BLOCK);
	bench_erase_blocks(&bench);
	memset(bench.chip.bytes, CHIP_ERASED, CHIP_SIZE);
	assert_true(bench_cut_power(&bench, 3));
	assert_int_equal(access(bench_journal(&bench), F_OK), -1);
}

/* A journal, and then another job, or another file. */
static void journals_of_others(void **state)
{
	static const char help[] = "where that does not matter, remove the file\n";
	struct bench bench;
	struct buf bytes;
	const char *path;

	bench_prepare(&bench, *state, 100, 290);
	bench_erase_blocks(&bench);
	path = bench_journal(&bench);
	assert_true(bench_cut_power(&bench, 3));
	bench.job.resume = true;
	bench.job.bytes.size--;
	assert_int_equal(bench_write(&bench), -1);
	expect_report(bench.fixture->diag,
		      arena_printf(bench.fixture->arena,
				   "%s: error: [flash-journal] an image of another place or size "
				   "was interrupted on this target\n%s: help: %s",
				   path, path, help));
	bench_forget(&bench);
	bench.job.bytes.size++;
	bytes = read_file(bench.fixture, path);
	for (size_t i = 0; i < bytes.size; i += 7) {
		write_file(bench.fixture, path, (struct span){ bytes.data, i });
		assert_int_equal(bench_write(&bench), -1);
		expect_report(bench.fixture->diag,
			      arena_printf(bench.fixture->arena,
					   "%s: error: [flash-journal] this is no whole journal "
					   "of xpack flash\n%s: help: %s",
					   path, path, help));
		bench_forget(&bench);
		bytes.data[i] ^= 0x10;
		write_file(bench.fixture, path, buf_span(&bytes));
		assert_int_equal(bench_write(&bench), -1);
		bench_forget(&bench);
		bytes.data[i] ^= 0x10;
	}
	write_file(bench.fixture, path, buf_span(&bytes));
	buf_free(&bytes);
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
}

/* Whatever identify() tells is compared. */
static void journals_of_other_boards(void **state)
{
	const struct target_identity others[] = {
		{ "board", 0, CHIP_SIZE, CHIP_BLOCK, 0, CHIP_ERASED, true, false, NULL },
		{ "chip", 4, CHIP_SIZE, CHIP_BLOCK, 0, CHIP_ERASED, true, false, NULL },
		{ "chip", 0, CHIP_SIZE - 1, CHIP_BLOCK, 0, CHIP_ERASED, true, false, NULL },
		{ "chip", 0, CHIP_SIZE, CHIP_BLOCK / 2, 0, CHIP_ERASED, true, false, NULL },
	};
	struct target_identity mine;
	struct bench bench;

	bench_prepare(&bench, *state, 100, 290);
	bench_erase_blocks(&bench);
	assert_true(bench_cut_power(&bench, 3));
	bench.chip.operations = 0;
	bench.job.resume = true;
	mine = bench.job.identity;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		bench.job.identity = others[i];
		assert_int_equal(bench_write(&bench), -1);
		expect_report(
			bench.fixture->diag,
			arena_printf(bench.fixture->arena,
				     "%s: error: [flash-journal] another board was "
				     "interrupted here: chip, %u bytes\n"
				     "%s: help: where that does not matter, remove the file\n",
				     bench_journal(&bench), CHIP_SIZE, bench_journal(&bench)));
		bench_forget(&bench);
	}
	assert_int_equal(bench.chip.operations, 0);
	bench.job.identity = mine;
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
}

/* Nothing is erased where what it takes along cannot be kept. */
static void no_place_for_a_journal(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 100, 290);
	bench_erase_blocks(&bench);
	unsetenv("HOME");
	assert_int_equal(bench_write(&bench), -1);
	expect_report(bench.fixture->diag,
		      "chip:: error: [flash-journal] there is no place to keep what stands beside "
		      "the image\n"
		      "chip:: help: set HOME or XDG_STATE_HOME: it would be lost in a power cut\n");
	bench_forget(&bench);
	setenv("HOME", "/proc", 1);
	assert_int_equal(bench_write(&bench), -1);
	assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_MACHINE);
	assert_int_equal(bench.chip.operations, 0);
}

/* What is programmed wrongly beside the bytes is found too. */
static void neighbours_are_compared(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 100, 290);
	bench_erase_blocks(&bench);
	bench.chip.weak = 99;
	bench.chip.bytes[99] = bench.before[99] = bench.after[99] = 0;
	assert_int_equal(bench_write(&bench), -1);
	expect_report(bench.fixture->diag,
		      "chip:: error: [flash-verify] at 0x00000063 it has 0x01, not 0x00\n");
	bench_forget(&bench);
	bench.chip.weak = CHIP_NEVER;
	bench.job.resume = true;
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(power_cuts_between_erasing_and_programming),
		BENCH_TEST(no_neighbours_no_journal),
		BENCH_TEST(journals_of_others),
		BENCH_TEST(journals_of_other_boards),
		BENCH_TEST(no_place_for_a_journal),
		BENCH_TEST(neighbours_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
