/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What shares a block with an image, and a power cut. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chip.h"
#include "cmocka_all.h"
#include "expect.h"
#include "loader/crypto.h"
#include "random.h"
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
	bench.bytes[289] ^= 1;
	assert_int_equal(bench_write(&bench), -1);
	expect_report(bench.fixture->diag,
		      arena_printf(bench.fixture->arena,
				   "%s: error: [flash-journal] another image was interrupted on "
				   "this target\n%s: help: %s",
				   path, path, help));
	bench_forget(&bench);
	bench.bytes[289] ^= 1;
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

/* Whole, but for its number. */
static void journals_of_other_versions(void **state)
{
	struct bench bench;
	struct buf bytes;
	struct span body;
	const char *path;

	bench_prepare(&bench, *state, 100, 290);
	bench_erase_blocks(&bench);
	path = bench_journal(&bench);
	assert_true(bench_cut_power(&bench, 3));
	bytes = read_file(bench.fixture, path);
	bytes.data[7] = 2;
	/* The shortest and the longest. */
	for (unsigned i = 0; i < 2; i++) {
		body = span_part(buf_span(&bytes), 0, i == 0 ? 8 : bytes.size - CRYPTO_DIGEST_SIZE);
		crypto_sha256(&body, 1, bytes.data + body.size);
		body.size += CRYPTO_DIGEST_SIZE;
		write_file(bench.fixture, path, body);
		bench.job.resume = true;
		assert_int_equal(bench_write(&bench), -1);
		expect_report(bench.fixture->diag,
			      arena_printf(bench.fixture->arena,
					   "%s: error: [flash-journal] another version of xpack "
					   "was interrupted here, which has to resume: its journal "
					   "has format 2, not 3\n%s: help: where that does not "
					   "matter, remove the file\n",
					   path, path));
		bench_forget(&bench);
	}
	buf_free(&bytes);
}

/* What stood where the image goes, and the image: random bytes, and what makes its part of the
 * first block be there when nothing of it was written. */
enum scene { SCENE_OTHER, SCENE_SAME_FIRST, SCENE_SAME, SCENE_ERASED_FIRST, N_SCENES };

static void prepare_scene(struct bench *bench, struct fixture *fixture, uint64_t offset,
			  size_t size, enum scene scene)
{
	size_t first = CHIP_BLOCK - offset % CHIP_BLOCK;
	size_t same = scene == SCENE_SAME ? size : first < size ? first : size;

	bench_prepare(bench, fixture, offset, size);
	bench_erase_blocks(bench);
	if (scene == SCENE_ERASED_FIRST) {
		memset(bench->bytes, CHIP_ERASED, same);
		memset(bench->after + offset, CHIP_ERASED, same);
	} else if (scene != SCENE_OTHER) {
		memcpy(bench->before + offset, bench->bytes, same);
		memcpy(bench->chip.bytes, bench->before, CHIP_SIZE);
	}
}

static bool has_journal(const struct bench *bench)
{
	return access(bench_journal(bench), F_OK) == 0;
}

/* The power fails in that operation from now on.  False: there is no such one. */
static bool fail_in(struct bench *bench, unsigned cut, unsigned part)
{
	bool fails;

	bench->chip.operations = 0;
	bench->chip.cut = cut;
	bench->chip.part = part;
	fails = bench_write(bench) != 0;
	bench_forget(bench);
	bench->chip.cut = CHIP_NEVER;
	return fails;
}

/* Whatever an interrupted run leaves, and an interrupted one that resumes it, is resumed. */
static unsigned cut_and_cut_again(struct fixture *fixture, uint64_t offset, size_t size,
				  enum scene scene, unsigned part)
{
	struct bench bench;
	unsigned n = 0;

	for (unsigned cut = 0;; cut++)
		for (unsigned again = 0;; again++) {
			bool is_over;

			prepare_scene(&bench, fixture, offset, size, scene);
			is_over = !fail_in(&bench, cut, part);
			if (is_over || !has_journal(&bench)) {
				bench_expect_after(&bench);
				return n;
			}
			bench.job.resume = true;
			is_over = !fail_in(&bench, again, 8 - part);
			assert_int_equal(has_journal(&bench), !is_over);
			if (!is_over)
				assert_int_equal(bench_write(&bench), 0);
			bench_expect_after(&bench);
			assert_false(has_journal(&bench));
			n++;
			if (is_over)
				break;
		}
}

static const struct {
	uint64_t offset;
	size_t size;
} places[] = { { 5, 20 }, { 5, 59 }, { 64, 290 }, { 100, 80 }, { 100, 290 }, { 400, 102 } };

#define N_PLACES (sizeof(places) / sizeof(places[0]))

static void power_cuts_twice(void **state)
{
	unsigned n = 0;

	for (size_t i = 0; i < N_PLACES; i++)
		for (unsigned scene = 0; scene < N_SCENES; scene++)
			for (unsigned part = 0; part <= 8; part++)
				n += cut_and_cut_again(*state, places[i].offset, places[i].size,
						       (enum scene)scene, part);
	assert_true(n > 5000);
}

/* A byte that an interruption does not leave where that one was. */
static uint8_t newer_than(uint8_t kept, uint64_t *seed)
{
	uint8_t newer;

	do
		newer = (uint8_t)random_below(seed, 256);
	while ((kept & ~newer) == 0);
	return newer;
}

/* After a cut the board becomes whole by other means, and something beside the image changes:
 * wherever that is in its blocks, nothing is written over it. */
static void expect_stale(struct bench *bench, size_t at)
{
	const char *path = bench_journal(bench);
	uint8_t chip[CHIP_SIZE];

	memcpy(chip, bench->chip.bytes, CHIP_SIZE);
	bench->chip.operations = 0;
	assert_int_equal(bench_write(bench), -1);
	expect_report(bench->fixture->diag,
		      arena_printf(bench->fixture->arena,
				   "%s: error: [flash-journal] something newer than it has "
				   "stands beside the image, at 0x%08zx: this board was completed "
				   "by other means\n"
				   "%s: help: to keep what is there, remove the file\n"
				   "%s: help: to put back what the file has, erase the image's "
				   "first block by other means first\n",
				   path, at, path, path));
	bench_forget(bench);
	assert_int_equal(bench->chip.operations, 0);
	assert_memory_equal(bench->chip.bytes, chip, CHIP_SIZE);
	assert_true(has_journal(bench));
}

static void stale_journals(void **state)
{
	uint64_t seed = 1;
	unsigned n = 0;

	for (size_t i = 0; i < N_PLACES; i++) {
		size_t start = places[i].offset, end = start + places[i].size;
		size_t low = start / CHIP_BLOCK * CHIP_BLOCK;
		size_t high = (end + CHIP_BLOCK - 1) / CHIP_BLOCK * CHIP_BLOCK;
		struct bench bench;

		prepare_scene(&bench, *state, start, places[i].size, SCENE_OTHER);
		assert_true(fail_in(&bench, 1, 4));
		bench.job.resume = true;
		for (size_t at = low; at < high && at < CHIP_SIZE; at++) {
			memcpy(bench.chip.bytes, bench.after, CHIP_SIZE);
			/* Anything may come of 0 when it is erased. */
			if ((at >= start && at < end) || bench.after[at] == 0)
				continue;
			bench.chip.bytes[at] = newer_than(bench.after[at], &seed);
			expect_stale(&bench, at);
			n++;
		}
		/* Where it was kept, or erased, it goes on. */
		memcpy(bench.chip.bytes, bench.after, CHIP_SIZE);
		memset(bench.chip.bytes + low, CHIP_ERASED, start - low);
		assert_int_equal(bench_write(&bench), 0);
		bench_expect_after(&bench);
	}
	assert_true(n > 200);
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
		BENCH_TEST(journals_of_other_versions),
		BENCH_TEST(power_cuts_twice),
		BENCH_TEST(stale_journals),
		BENCH_TEST(journals_of_other_boards),
		BENCH_TEST(no_place_for_a_journal),
		BENCH_TEST(neighbours_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
