/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * chip: a target in memory, of eight blocks, that may fail, and a bench to flash it on.
 *
 * Tests have a directory of their own, which is the user's home.
 */
#ifndef XPACK_TESTS_CHIP_H
#define XPACK_TESTS_CHIP_H

#include "fixture.h"
#include "xpack/flash.h"

/* A target of eight blocks, the last one short. */
#define CHIP_BLOCK 64u
#define CHIP_SIZE (8u * CHIP_BLOCK - 10)
#define CHIP_ERASED 0xff
#define CHIP_NEVER UINT32_MAX

/* A chip in memory that may fail. */
struct chip {
	struct target_base base;
	uint8_t bytes[CHIP_SIZE];
	unsigned operations; /* that changed something, so far */
	unsigned cut;        /* the number of the one that the power fails in */
	unsigned part;       /* how many eighths of that one are done */
	unsigned lies;       /* the number of the one that does nothing and says that it did */
	unsigned weak;       /* a byte whose lowest bit cannot be cleared */
	bool must_erase;
	bool is_prepared;
};

struct chip *chip_of(struct target *target);
extern const struct target_kind chip_kind;

/* A job, and what is to come of it. */
struct bench {
	struct fixture *fixture;
	struct chip chip;
	struct progress progress;
	uint8_t before[CHIP_SIZE];
	uint8_t bytes[CHIP_SIZE];
	uint8_t after[CHIP_SIZE]; /* before with the bytes in their place */
	struct flash_job job;
	struct flash_result result;
};

int bench_begin(void **state);
#define BENCH_TEST(test) cmocka_unit_test_setup_teardown(test, bench_begin, fixture_end)

/* A chip of random bytes, and a job of others. */
void bench_prepare(struct bench *bench, struct fixture *fixture, uint64_t offset, size_t size);
/* Blocks have to be erased from now on. */
void bench_erase_blocks(struct bench *bench);
int bench_write(struct bench *bench);
/* What was reported. */
void bench_forget(struct bench *bench);
/* Cut the power in that operation; false: there is no such one, and all is there.  Fails when the
 * board would start from what the cut left. */
bool bench_cut_power(struct bench *bench, unsigned cut);

bool bench_may_boot(const struct bench *bench);
/* Fails unless the chip has the bytes, and around them what it had. */
void bench_expect_after(const struct bench *bench);
/* Where its journal is. */
const char *bench_journal(const struct bench *bench);

#endif
