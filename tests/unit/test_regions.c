/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* regions, held against looking at each byte of a small address space. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "xpack/regions.h"

#define SPACE 64u /* addresses of the small space */
#define ROUNDS 2000u
#define MAX_REGIONS 24u

/* A small generator of numbers that are the same in every run (Marsaglia, "Xorshift RNGs"). */
static uint32_t next_number(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static struct number number(uint64_t value)
{
	return (struct number){ .value = value };
}

static struct regions random_regions(struct arena *arena, uint32_t *seed)
{
	struct regions regions = { .arena = arena, .space = SPACE };
	uint32_t n = next_number(seed) % (MAX_REGIONS + 1);

	for (uint32_t i = 0; i < n; i++)
		regions_add(&regions,
			    (struct region){ .start = number(next_number(seed) % (SPACE + 2)),
					     .size = number(next_number(seed) % 12) });
	return regions;
}

static bool has(const struct region *region, uint64_t address)
{
	return address >= region->start.value && address - region->start.value < region->size.value;
}

static bool is_inside(const struct region *region)
{
	return region->size.value != 0 && region->start.value + region->size.value <= SPACE;
}

/* How many bytes of [start, start + size) the region has. */
static uint64_t n_common(const struct region *region, uint64_t start, uint64_t size)
{
	uint64_t n = 0;

	for (uint64_t i = 0; is_inside(region) && i < size; i++)
		n += has(region, start + i);
	return n;
}

static void expect_answers(struct regions *regions, uint64_t start, uint64_t size)
{
	const struct region *holding = regions_holding(regions, start, size);
	const struct region *meeting = regions_meeting(regions, start, size);
	const struct region *all[MAX_REGIONS];
	size_t n_all = regions_all_meeting(regions, start, size, all, MAX_REGIONS);
	size_t n_meeting = 0;
	bool is_held = false;

	for (size_t i = 0; i < regions->n; i++) {
		uint64_t common = n_common(&regions->items[i], start, size);

		n_meeting += common != 0;
		is_held = is_held || common == size;
	}
	assert_int_equal(holding != NULL, is_held);
	assert_int_equal(holding == NULL || n_common(holding, start, size) == size, true);
	assert_int_equal(meeting != NULL, n_meeting != 0);
	assert_int_equal(meeting == NULL || n_common(meeting, start, size) != 0, true);
	assert_int_equal(n_all, n_meeting);
	for (size_t i = 0; i < n_all; i++)
		assert_true(n_common(all[i], start, size) != 0);
}

static void answers_are_exact(void **state)
{
	struct fixture *fixture = *state;
	uint32_t seed = 1;

	for (unsigned i = 0; i < ROUNDS / 10; i++) {
		struct regions regions = random_regions(fixture->arena, &seed);

		for (uint64_t start = 0; start < SPACE; start++)
			for (uint64_t size = 1; start + size <= SPACE && size < 8; size++)
				expect_answers(&regions, start, size);
	}
}

struct count {
	size_t n_pairs;
	const struct region *before;
};

static void count_pairs(void *context, const struct region *region,
			const struct region *const *partners, size_t n, size_t n_more)
{
	struct count *count = context;

	assert_true(n != 0 && n <= REGIONS_MAX_PARTNERS);
	assert_true(n_more == 0 || n == REGIONS_MAX_PARTNERS);
	assert_true(count->before == NULL || count->before->start.value <= region->start.value);
	for (size_t i = 0; i < n; i++) {
		assert_ptr_not_equal(partners[i], region);
		assert_true(partners[i]->start.value <= region->start.value);
		assert_true(has(partners[i], region->start.value));
		for (size_t j = 0; j < i; j++)
			assert_ptr_not_equal(partners[i], partners[j]);
	}
	count->n_pairs += n + n_more;
	count->before = region;
}

static void no_pair_is_left_out(void **state)
{
	struct fixture *fixture = *state;
	uint32_t seed = 2;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct regions regions = random_regions(fixture->arena, &seed);
		struct count count = { 0 };
		size_t n_pairs = 0;

		for (size_t a = 0; a < regions.n; a++)
			for (size_t b = 0; b < a; b++)
				n_pairs += is_inside(&regions.items[b]) &&
					   n_common(&regions.items[a], regions.items[b].start.value,
						    regions.items[b].size.value) != 0;
		regions_overlaps(&regions, count_pairs, &count);
		assert_int_equal(count.n_pairs, n_pairs);
	}
}

/* Numbers that were refused, no bytes, or beyond the space: no answer. */
static void unsound_regions_are_no_answer(void **state)
{
	struct fixture *fixture = *state;
	struct regions regions = { .arena = fixture->arena, .space = REGIONS_MEMORY };
	struct region bad = { .start = number(0x1000), .size = number(0x1000) };

	bad.start.bad = true;
	regions_add(&regions, bad);
	regions_add(&regions, (struct region){ .start = number(0x3000) });
	regions_add(&regions,
		    (struct region){ .start = number(0xfffff000), .size = number(0x1001) });
	regions_add(&regions,
		    (struct region){ .start = number(0xfffff000), .size = number(UINT64_MAX) });
	assert_null(regions_meeting(&regions, 0, REGIONS_MEMORY));
	assert_null(regions_holding(&regions, 0x1000, 1));
	assert_null(regions_meeting(&regions, UINT64_MAX, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(answers_are_exact),
		FIXTURE_TEST(no_pair_is_left_out),
		FIXTURE_TEST(unsound_regions_are_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
