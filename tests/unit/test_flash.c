/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "random.h"
#include "xpack/flash.h"

/* A target of eight blocks, the last one short. */
#define BLOCK 64u
#define SIZE (8u * BLOCK - 10)
#define ERASED 0xff
#define NEVER UINT32_MAX

/* A chip in memory that may fail. */
struct chip {
	struct target_base base;
	uint8_t bytes[SIZE];
	unsigned operations; /* that changed something, so far */
	unsigned cut;        /* the number of the one that the power fails in, half done */
	unsigned lies;       /* the number of the one that does nothing and says that it did */
	bool must_erase;
};

static struct chip *chip_of(struct target *target)
{
	return (struct chip *)(void *)target;
}

/* Change bytes [offset, offset + size), or half of them when the power fails. */
static int change(struct chip *chip, uint64_t offset, const uint8_t *bytes, uint64_t size)
{
	unsigned number = chip->operations++;

	assert_true(range_fits(SIZE, offset, size));
	assert_int_equal(offset % BLOCK, 0);
	if (number == chip->lies)
		return 0;
	if (number == chip->cut)
		size /= 2;
	for (uint64_t i = 0; i < size; i++)
		chip->bytes[offset + i] = bytes == NULL ? ERASED : bytes[i];
	return number == chip->cut ? target_fail(&chip->base.request, "the power failed") : 0;
}

static int chip_erase(struct target *target, uint64_t offset, uint64_t size)
{
	return change(chip_of(target), offset, NULL, size);
}

static int chip_program(struct target *target, uint64_t offset, struct span bytes)
{
	struct chip *chip = chip_of(target);

	for (size_t i = 0; chip->must_erase && i < bytes.size; i++)
		assert_int_equal(chip->bytes[offset + i], ERASED);
	return change(chip, offset, bytes.data, bytes.size);
}

static int chip_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	assert_true(range_fits(SIZE, offset, size));
	memcpy(to, chip_of(target)->bytes + offset, size);
	return 0;
}

static int chip_sync(struct target *target)
{
	(void)target;
	return 0;
}

static const struct target_kind chip_kind = {
	.erase = chip_erase, .program = chip_program, .read = chip_read, .sync = chip_sync
};

/* A job, and what is to come of it. */
struct bench {
	struct fixture *fixture;
	struct chip chip;
	struct progress progress;
	uint8_t before[SIZE];
	uint8_t bytes[SIZE];
	uint8_t after[SIZE]; /* before with the bytes in their place */
	struct flash_job job;
	struct flash_result result;
};

static void prepare(struct bench *bench, struct fixture *fixture, uint64_t offset, size_t size)
{
	uint64_t seed = offset * SIZE + size;

	*bench = (struct bench){ .fixture = fixture };
	for (size_t i = 0; i < SIZE; i++) {
		bench->before[i] = (uint8_t)random_below(&seed, 256);
		bench->bytes[i] = (uint8_t)random_below(&seed, 256);
	}
	memcpy(bench->after, bench->before, SIZE);
	memcpy(bench->after + offset, bench->bytes, size);
	memcpy(bench->chip.bytes, bench->before, SIZE);
	bench->chip.base.kind = &chip_kind;
	bench->chip.base.request = (struct target_request){ .arena = fixture->arena,
							    .diag = fixture->diag,
							    .name = "chip:" };
	bench->chip.cut = bench->chip.lies = NEVER;
	bench->job = (struct flash_job){
		.arena = fixture->arena,
		.diag = fixture->diag,
		.target = (struct target *)(void *)&bench->chip,
		.identity = { .text = "chip", .size = SIZE, .block = BLOCK, .erased = ERASED },
		.progress = &bench->progress,
		.bytes = { bench->bytes, size },
		.offset = offset,
	};
}

static int write_it(struct bench *bench)
{
	return flash_write(&bench->job, &bench->result);
}

static void expect_after(const struct bench *bench)
{
	assert_memory_equal(bench->chip.bytes, bench->after, SIZE);
}

static void every_place_and_size(void **state)
{
	struct bench bench;

	for (uint64_t offset = 0; offset < SIZE; offset += 13)
		for (size_t size = 1; size <= SIZE - offset; size += 11) {
			prepare(&bench, *state, offset, size);
			assert_int_equal(write_it(&bench), 0);
			expect_after(&bench);
			assert_int_equal(bench.result.verified, size);
		}
}

/* Neighbours are programmed together, others are not. */
static void bursts(void **state)
{
	struct bench bench;

	prepare(&bench, *state, 3, SIZE - 3);
	bench.job.identity.burst = 3 * BLOCK;
	assert_int_equal(write_it(&bench), 0);
	expect_after(&bench);
	/* Two blocks erased, six in two bursts, and those two again. */
	assert_int_equal(bench.chip.operations, 6);
	bench.chip.operations = 0;
	bench.job.minimize = true;
	bench.chip.bytes[2 * BLOCK] ^= 1;
	bench.chip.bytes[4 * BLOCK] ^= 1;
	assert_int_equal(write_it(&bench), 0);
	expect_after(&bench);
	assert_int_equal(bench.chip.operations, 6);
	assert_int_equal(bench.result.programmed, 3 * BLOCK + BLOCK - 10);
}

static void chips_that_must_be_erased(void **state)
{
	struct bench bench;

	prepare(&bench, *state, 70, 300);
	bench.chip.must_erase = bench.job.identity.must_erase = true;
	assert_int_equal(write_it(&bench), 0);
	expect_after(&bench);
}

/* The block that the board starts from. */
static bool may_boot(const struct bench *bench, uint64_t offset)
{
	uint64_t start = offset / BLOCK * BLOCK;

	return memcmp(bench->chip.bytes + start, bench->after + start, BLOCK) == 0;
}

/* Cut the power in each operation: either nothing was changed, or the first block does not boot,
 * or all is there.  A second run makes it whole. */
static void power_cuts(void **state)
{
	static const uint64_t offsets[] = { 0, 5, 64, 100 };
	struct bench bench;

	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		int code = -1;

		for (unsigned cut = 0; code != 0; cut++) {
			prepare(&bench, *state, offsets[i], 290);
			bench.chip.must_erase = bench.job.identity.must_erase = true;
			bench.chip.cut = cut;
			code = write_it(&bench);
			if (code != 0 && may_boot(&bench, offsets[i]))
				fail_msg("cut %u at offset %u boots", cut, (unsigned)offsets[i]);
			bench.chip.cut = NEVER;
			bench.job.minimize = true;
			assert_int_equal(write_it(&bench), 0);
			assert_memory_equal(bench.chip.bytes + offsets[i], bench.bytes, 290);
			assert_true(cut < 100);
		}
		expect_after(&bench);
	}
}

/* An operation that says it was done and was not is found, whichever it is, unless it did not
 * matter. */
static void chips_that_lie(void **state)
{
	struct bench bench;
	unsigned n_found = 0;

	for (unsigned lie = 0; lie < 7; lie++) {
		prepare(&bench, *state, 0, 5 * BLOCK);
		bench.chip.lies = lie;
		if (write_it(&bench) == 0) {
			expect_after(&bench);
			continue;
		}
		assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_TARGET);
		assert_false(may_boot(&bench, 0));
		n_found++;
	}
	/* Two erasings do not matter when all goes on; five blocks are programmed. */
	assert_int_equal(n_found, 5);
}

static void minimizing(void **state)
{
	struct bench bench;

	prepare(&bench, *state, 0, 6 * BLOCK);
	bench.job.minimize = true;
	memcpy(bench.chip.bytes, bench.after, SIZE);
	assert_int_equal(write_it(&bench), 0);
	assert_int_equal(bench.chip.operations, 0);
	assert_int_equal(bench.result.programmed, 0);
	assert_int_equal(bench.result.verified, 6 * BLOCK);
	bench.chip.bytes[3 * BLOCK + 1] ^= 1;
	assert_int_equal(write_it(&bench), 0);
	expect_after(&bench);
	/* The third block, and the first and the last around it. */
	assert_int_equal(bench.result.programmed, 3 * BLOCK);
}

static void resuming(void **state)
{
	struct bench bench;

	prepare(&bench, *state, 0, 6 * BLOCK);
	bench.job.resume = true;
	assert_int_equal(write_it(&bench), -1);
	assert_int_equal(bench.chip.operations, 0);
	bench.job.resume = false;
	bench.chip.cut = 4;
	assert_int_equal(write_it(&bench), -1);
	bench.chip.cut = NEVER;
	bench.job.resume = true;
	assert_int_equal(write_it(&bench), 0);
	expect_after(&bench);
	/* Two blocks had been programmed whole. */
	assert_int_equal(bench.result.programmed, 4 * BLOCK);
}

static void what_does_not_fit(void **state)
{
	struct bench bench;

	prepare(&bench, *state, 0, SIZE);
	bench.job.offset = 1;
	assert_int_equal(write_it(&bench), -1);
	assert_int_equal(flash_verify(&bench.job, &bench.result), -1);
	assert_int_equal(bench.chip.operations, 0);
	assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_INPUT);
}

static void verifying_and_reading(void **state)
{
	struct bench bench;
	struct buf out = { 0 };

	prepare(&bench, *state, 100, 200);
	assert_int_equal(flash_verify(&bench.job, &bench.result), -1);
	assert_int_equal(diag_exit_code(bench.fixture->diag), EXIT_TARGET);
	assert_int_equal(write_it(&bench), 0);
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
		FIXTURE_TEST(every_place_and_size),
		FIXTURE_TEST(bursts),
		FIXTURE_TEST(chips_that_must_be_erased),
		FIXTURE_TEST(power_cuts),
		FIXTURE_TEST(chips_that_lie),
		FIXTURE_TEST(minimizing),
		FIXTURE_TEST(resuming),
		FIXTURE_TEST(what_does_not_fit),
		FIXTURE_TEST(verifying_and_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
