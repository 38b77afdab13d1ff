/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* regions and gaps, held against looking at each byte of a small address space. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "xpack/gaps.h"
#include "xpack/regions.h"
#include "xpack/room.h"

#define SPACE 64u /* addresses of the small space */
#define ROUNDS 2000u
#define MAX_REGIONS 24u
#define PAGE PLACE_PAGE_SIZE

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

static struct board board_of(struct memory *memories, size_t n)
{
	return (struct board){ .memories = memories, .n_memories = n };
}

static struct memory ram(uint64_t first_page, uint64_t n_pages)
{
	return (struct memory){ .kind = MEMORY_RAM,
				.start = number(first_page * PAGE),
				.size = number(n_pages * PAGE) };
}

/* Proposals lie in RAM, outside of what is taken, and meet no other. */
static void proposals_do_not_meet(void **state)
{
	struct fixture *fixture = *state;
	uint32_t seed = 3;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct memory memories[] = { ram(4, 20), ram(40, 8), ram(24, 4) };
		struct board board = board_of(memories, 3);
		struct extents taken = { .arena = fixture->arena };
		bool used[SPACE] = { false };
		struct gaps gaps;

		for (uint32_t j = next_number(&seed) % 10; j > 0; j--)
			extents_add(&taken, next_number(&seed) % (SPACE * PAGE),
				    next_number(&seed) % (3 * PAGE));
		gaps = gaps_of(fixture->arena, &board, &taken);
		for (unsigned j = 0; j < 40; j++) {
			uint64_t size = 1 + next_number(&seed) % (4 * PAGE);
			uint64_t largest = gaps_largest(&gaps);
			uint64_t start;

			if (!gaps_take(&gaps, (struct extents_item){ 40 * PAGE, 48 * PAGE }, size,
				       &start)) {
				assert_true(largest < align_up(size, PAGE));
				continue;
			}
			assert_int_equal(start % PAGE, 0);
			for (uint64_t page = start / PAGE; page * PAGE < start + size; page++) {
				assert_true((page >= 4 && page < 28) || (page >= 40 && page < 48));
				assert_false(used[page]);
				used[page] = true;
			}
			for (size_t k = 0; k < taken.n; k++)
				assert_false(
					ranges_meet(start, size, taken.items[k].start,
						    taken.items[k].end - taken.items[k].start));
		}
	}
}

static void the_memory_that_is_meant_comes_first(void **state)
{
	struct fixture *fixture = *state;
	struct memory memories[] = { ram(4, 2), ram(40, 2) };
	struct board board = board_of(memories, 2);
	struct extents taken = { .arena = fixture->arena };
	struct gaps gaps = gaps_of(fixture->arena, &board, &taken);
	struct extents_item within = { 40 * PAGE, 42 * PAGE };
	uint64_t start;

	assert_true(gaps_take(&gaps, within, 2 * PAGE, &start));
	assert_int_equal(start, 40 * PAGE);
	assert_true(gaps_take(&gaps, within, PAGE + 1, &start));
	assert_int_equal(start, 4 * PAGE);
	assert_int_equal(gaps_largest(&gaps), 0);
	assert_false(gaps_take(&gaps, within, 1, &start));
	assert_false(gaps_take(&gaps, within, 0, &start));
	assert_false(gaps_take(&gaps, within, UINT64_MAX, &start));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(answers_are_exact),
		FIXTURE_TEST(no_pair_is_left_out),
		FIXTURE_TEST(unsound_regions_are_no_answer),
		FIXTURE_TEST(proposals_do_not_meet),
		FIXTURE_TEST(the_memory_that_is_meant_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
