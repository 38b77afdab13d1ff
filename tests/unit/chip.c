/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "chip.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "random.h"

struct chip *chip_of(struct target *target)
{
	return (struct chip *)(void *)target;
}

/* Change bytes [offset, offset + size), or a part of them when the power fails. */
static int change(struct chip *chip, uint64_t offset, const uint8_t *bytes, uint64_t size)
{
	unsigned number = chip->operations++;

	assert_true(range_fits(CHIP_SIZE, offset, size));
	if (chip->must_erase) {
		assert_int_equal(offset % CHIP_BLOCK, 0);
		assert_true(size % CHIP_BLOCK == 0 || offset + size == CHIP_SIZE);
	}
	if (number == chip->lies)
		return 0;
	if (number == chip->cut)
		size = size * chip->part / 8;
	for (uint64_t i = 0; i < size; i++)
		chip->bytes[offset + i] = bytes == NULL ? CHIP_ERASED : bytes[i];
	if (chip->weak != CHIP_NEVER)
		chip->bytes[chip->weak] |= 1;
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
		assert_int_equal(chip->bytes[offset + i], CHIP_ERASED);
	return change(chip, offset, bytes.data, bytes.size);
}

static int chip_read(struct target *target, uint64_t offset, uint8_t *to, size_t size)
{
	assert_true(range_fits(CHIP_SIZE, offset, size));
	memcpy(to, chip_of(target)->bytes + offset, size);
	return 0;
}

static int chip_sync(struct target *target)
{
	(void)target;
	return 0;
}

const struct target_kind chip_kind = {
	.erase = chip_erase, .program = chip_program, .read = chip_read, .sync = chip_sync
};

void bench_prepare(struct bench *bench, struct fixture *fixture, uint64_t offset, size_t size)
{
	uint64_t seed = offset * CHIP_SIZE + size;

	*bench = (struct bench){ .fixture = fixture };
	for (size_t i = 0; i < CHIP_SIZE; i++) {
		bench->before[i] = (uint8_t)random_below(&seed, 256);
		bench->bytes[i] = (uint8_t)random_below(&seed, 256);
	}
	memcpy(bench->after, bench->before, CHIP_SIZE);
	memcpy(bench->after + offset, bench->bytes, size);
	memcpy(bench->chip.bytes, bench->before, CHIP_SIZE);
	bench->chip.base.kind = &chip_kind;
	bench->chip.base.request = (struct target_request){ .arena = fixture->arena,
							    .diag = fixture->diag,
							    .name = "chip:" };
	bench->chip.cut = bench->chip.lies = bench->chip.weak = CHIP_NEVER;
	bench->chip.part = 4;
	bench->job = (struct flash_job){
		.arena = fixture->arena,
		.diag = fixture->diag,
		.target = (struct target *)(void *)&bench->chip,
		.identity = { .text = "chip",
			      .size = CHIP_SIZE,
			      .block = CHIP_BLOCK,
			      .erased = CHIP_ERASED },
		.progress = &bench->progress,
		.bytes = { bench->bytes, size },
		.offset = offset,
	};
}

/* SHA-256 of "chip:" begins so. */
const char *bench_journal(const struct bench *bench)
{
	return arena_printf(bench->fixture->arena, "%s/.local/state/xpack/flash-%s.journal",
			    bench->fixture->directory, "0424044887d17a80");
}

void bench_forget(struct bench *bench)
{
	fixture_forget(bench->fixture);
	bench->job.diag = bench->chip.base.request.diag = bench->fixture->diag;
}

int bench_write(struct bench *bench)
{
	return flash_write(&bench->job, &bench->result);
}

void bench_expect_after(const struct bench *bench)
{
	assert_memory_equal(bench->chip.bytes, bench->after, CHIP_SIZE);
}

/* The bytes that the board starts from. */
bool bench_may_boot(const struct bench *bench)
{
	uint64_t offset = bench->job.offset;

	return memcmp(bench->chip.bytes + offset, bench->after + offset,
		      CHIP_BLOCK - offset % CHIP_BLOCK) == 0;
}

void bench_erase_blocks(struct bench *bench)
{
	bench->chip.must_erase = bench->job.identity.must_erase = true;
}

/* Cut the power in that operation; false: there is no such one, and all is there. */
bool bench_cut_power(struct bench *bench, unsigned cut)
{
	bench->chip.cut = cut;
	if (bench_write(bench) == 0) {
		bench_expect_after(bench);
		return false;
	}
	bench_forget(bench);
	if (bench_may_boot(bench))
		fail_msg("cut %u at offset %u boots", cut, (unsigned)bench->job.offset);
	bench->chip.cut = CHIP_NEVER;
	return true;
}

/* A home of its own. */
int bench_begin(void **state)
{
	if (fixture_begin_in_directory(state) != 0)
		return -1;
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", ((struct fixture *)*state)->directory, 1);
	return 0;
}
