/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>
#include <unistd.h>

#include "chip.h"
#include "cmocka_all.h"

static void every_place_and_size(void **state)
{
	struct bench bench;

	for (uint64_t offset = 0; offset < CHIP_SIZE; offset += 13)
		for (size_t size = 1; size <= CHIP_SIZE - offset; size += 11) {
			bench_prepare(&bench, *state, offset, size);
			assert_int_equal(bench_write(&bench), 0);
			bench_expect_after(&bench);
			assert_int_equal(bench.result.verified, size);
		}
}

/* Neighbours are programmed together, others are not. */
static void bursts(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 3, CHIP_SIZE - 3);
	bench.job.identity.burst = 3 * CHIP_BLOCK;
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
	/* Two blocks erased, six in two bursts, and those two again. */
	assert_int_equal(bench.chip.operations, 6);
	bench.chip.operations = 0;
	bench.job.minimize = true;
	bench.chip.bytes[2 * CHIP_BLOCK] ^= 1;
	bench.chip.bytes[4 * CHIP_BLOCK] ^= 1;
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
	assert_int_equal(bench.chip.operations, 6);
	assert_int_equal(bench.result.programmed,
			 (CHIP_BLOCK - 3) + 2 * CHIP_BLOCK + (CHIP_BLOCK - 10));
}

static void chips_that_must_be_erased(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 70, 300);
	bench_erase_blocks(&bench);
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
	assert_int_equal(access(bench_journal(&bench), F_OK), -1);
}

static void expect_neighbours(const struct bench *bench)
{
	size_t end = bench->job.offset + bench->job.bytes.size;

	assert_memory_equal(bench->chip.bytes, bench->before, bench->job.offset);
	assert_memory_equal(bench->chip.bytes + end, bench->before + end, CHIP_SIZE - end);
}

static const uint64_t offsets[] = { 0, 5, 64, 100, 156 };

#define N_OFFSETS (sizeof(offsets) / sizeof(offsets[0]))

/* The first block does not boot, and what stands around the bytes is as it was.  A second run makes
 * it whole. */
static void power_cuts(void **state)
{
	struct bench bench;

	for (size_t i = 0; i < N_OFFSETS; i++)
		for (unsigned cut = 0;; cut++) {
			bench_prepare(&bench, *state, offsets[i], 290);
			if (!bench_cut_power(&bench, cut))
				break;
			expect_neighbours(&bench);
			bench.job.resume = cut != 0;
			bench.job.minimize = cut == 0;
			assert_int_equal(bench_write(&bench), 0);
			bench_expect_after(&bench);
		}
}

/* Where no journal tells of it: flash that the bytes fill, cut as it is erased or programmed. */
static void power_cuts_in_whole_blocks(void **state)
{
	const size_t last = 2 * CHIP_BLOCK - 1; /* of the first block */
	struct bench bench;
	unsigned cut = 0;

	for (;; cut++) {
		bench_prepare(&bench, *state, CHIP_BLOCK, 4 * CHIP_BLOCK);
		bench_erase_blocks(&bench);
		if (!bench_cut_power(&bench, cut))
			break;
		/* Of a byte only some bits were programmed. */
		if (cut != 0)
			bench.chip.bytes[last] = bench.after[last] | 0x55;
		assert_int_equal(access(bench_journal(&bench), F_OK), -1);
		bench.job.resume = true;
		assert_int_equal(bench_write(&bench), cut == 0 ? -1 : 0);
		bench.job.resume = false;
		bench.job.minimize = true;
		assert_int_equal(bench_write(&bench), 0);
		bench_expect_after(&bench);
	}
	assert_int_equal(cut, 10);
}

/* A person says no, or yes, after all that can be refused was, and before anything is changed. */
static int answer(const void *who, const struct flash_journal *journal)
{
	assert_non_null(journal);
	return *(const int *)who;
}

static int be_prepared(struct target *target)
{
	chip_of(target)->is_prepared = true;
	return 0;
}

static void a_person_is_asked(void **state)
{
	struct target_kind kind = chip_kind;
	struct bench bench;
	int code = -1;

	kind.prepare = be_prepared;
	bench_prepare(&bench, *state, 100, 290);
	bench.chip.base.kind = &kind;
	bench.job.confirm = answer;
	bench.job.who = &code;
	assert_int_equal(bench_write(&bench), -1);
	assert_int_equal(bench.chip.operations, 0);
	assert_false(bench.chip.is_prepared);
	assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_DONE);
	code = 0;
	assert_int_equal(bench_write(&bench), 0);
	assert_true(bench.chip.is_prepared);
	bench_expect_after(&bench);
	/* Not when it could not be done anyway. */
	bench.job.offset = CHIP_SIZE;
	bench.job.who = NULL;
	assert_int_equal(bench_write(&bench), -1);
}

/* An operation that says it was done and was not is found, whichever it is, unless it did not
 * matter. */
static void chips_that_lie(void **state)
{
	struct bench bench;
	unsigned n_found = 0;

	for (unsigned lie = 0; lie < 7; lie++) {
		bench_prepare(&bench, *state, 0, 5 * CHIP_BLOCK);
		bench.chip.lies = lie;
		if (bench_write(&bench) == 0) {
			bench_expect_after(&bench);
			continue;
		}
		assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_TARGET);
		assert_false(bench_may_boot(&bench));
		n_found++;
	}
	/* Two erasings do not matter when all goes on; five blocks are programmed. */
	assert_int_equal(n_found, 5);
}

static void minimizing(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 0, 6 * CHIP_BLOCK);
	bench.job.minimize = true;
	memcpy(bench.chip.bytes, bench.after, CHIP_SIZE);
	assert_int_equal(bench_write(&bench), 0);
	assert_int_equal(bench.chip.operations, 0);
	assert_int_equal(bench.result.programmed, 0);
	assert_int_equal(bench.result.verified, 6 * CHIP_BLOCK);
	bench.chip.bytes[3 * CHIP_BLOCK + 1] ^= 1;
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
	/* The third block, and the first and the last around it. */
	assert_int_equal(bench.result.programmed, 3 * CHIP_BLOCK);
}

static void resuming(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 0, 6 * CHIP_BLOCK);
	bench.job.resume = true;
	assert_int_equal(bench_write(&bench), -1);
	memcpy(bench.chip.bytes, bench.after, CHIP_BLOCK);
	assert_int_equal(bench_write(&bench), -1);
	memcpy(bench.chip.bytes, bench.after, CHIP_SIZE);
	assert_int_equal(bench_write(&bench), 0);
	assert_int_equal(bench.result.verified, 6 * CHIP_BLOCK);
	assert_int_equal(bench.chip.operations, 0);
	memcpy(bench.chip.bytes, bench.before, CHIP_SIZE);
	bench.job.resume = false;
	bench.chip.cut = 4;
	assert_int_equal(bench_write(&bench), -1);
	bench.chip.cut = CHIP_NEVER;
	bench.job.resume = true;
	assert_int_equal(bench_write(&bench), 0);
	bench_expect_after(&bench);
	/* Two blocks had been programmed whole. */
	assert_int_equal(bench.result.programmed, 4 * CHIP_BLOCK);
}

static void what_does_not_fit(void **state)
{
	struct bench bench;

	bench_prepare(&bench, *state, 0, CHIP_SIZE);
	bench.job.offset = 1;
	assert_int_equal(bench_write(&bench), -1);
	assert_int_equal(flash_verify(&bench.job, &bench.result), -1);
	assert_int_equal(bench.chip.operations, 0);
	assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_INPUT);
}

static void verifying_and_reading(void **state)
{
	struct bench bench;
	struct buf out = { 0 };

	bench_prepare(&bench, *state, 100, 200);
	assert_int_equal(flash_verify(&bench.job, &bench.result), -1);
	assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_TARGET);
	assert_int_equal(bench_write(&bench), 0);
	assert_int_equal(flash_verify(&bench.job, &bench.result), 0);
	assert_int_equal(bench.result.verified, 200);
	assert_int_equal(flash_read(&bench.job, 90, 250, &out), 0);
	assert_int_equal(out.size, 250);
	assert_memory_equal(out.data, bench.after + 90, 250);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BENCH_TEST(every_place_and_size),
		BENCH_TEST(bursts),
		BENCH_TEST(chips_that_must_be_erased),
		BENCH_TEST(power_cuts),
		BENCH_TEST(power_cuts_in_whole_blocks),
		BENCH_TEST(a_person_is_asked),
		BENCH_TEST(chips_that_lie),
		BENCH_TEST(minimizing),
		BENCH_TEST(resuming),
		BENCH_TEST(what_does_not_fit),
		BENCH_TEST(verifying_and_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
