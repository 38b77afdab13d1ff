/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* extents, held against a map with one bit per address. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "random.h"
#include "xpack/extents.h"

#define MAP_SIZE 256u
#define N_ROUNDS 20000u
#define TOP ((uint64_t)1 << 32)

static bool is_free(const bool *taken, uint64_t start, uint64_t size)
{
	for (uint64_t i = start; i < start + size; i++)
		if (taken[i])
			return false;
	return true;
}

/* The first or last start that a search of every address finds; MAP_SIZE when there is none. */
static uint64_t search(const bool *taken, struct extents_item within, uint64_t size, uint64_t align,
		       bool highest)
{
	uint64_t found = MAP_SIZE;

	for (uint64_t start = 0; start < MAP_SIZE; start += align)
		if (start >= within.start && start + size <= within.end &&
		    is_free(taken, start, size) && (highest || found == MAP_SIZE))
			found = start;
	return found;
}

static void add_random(struct extents *set, bool *taken, uint32_t max, uint64_t *seed)
{
	uint32_t start = random_below(seed, MAP_SIZE);
	uint32_t size = random_below(seed, max);

	if (size > MAP_SIZE - start)
		size = MAP_SIZE - start;
	extents_add(set, start, size);
	for (uint32_t i = 0; i < size; i++)
		taken[start + i] = true;
}

static void expect_gap(struct extents *set, const bool *taken, uint64_t *seed)
{
	struct extents_item within = { random_below(seed, MAP_SIZE),
				       random_below(seed, MAP_SIZE + 1) };
	uint64_t size = 1 + random_below(seed, 20);
	uint64_t low = MAP_SIZE;
	uint64_t high = MAP_SIZE;

	assert_int_equal(extents_lowest_gap(set, within, size, &low),
			 search(taken, within, size, set->align, false) != MAP_SIZE);
	assert_int_equal(extents_highest_gap(set, within, size, &high),
			 search(taken, within, size, set->align, true) != MAP_SIZE);
	assert_int_equal(low, search(taken, within, size, set->align, false));
	assert_int_equal(high, search(taken, within, size, set->align, true));
}

static void gaps_are_those_of_a_map(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < N_ROUNDS; round++) {
		struct extents set = {
			.arena = arena_new(),
			.align = UINT64_C(1) << random_below(&seed, 5),
		};
		bool taken[MAP_SIZE] = { false };
		bool many = round % 8 == 0;
		unsigned n = random_below(&seed, many ? 150 : 16);

		for (unsigned i = 0; i < n; i++) {
			add_random(&set, taken, many ? 3 : 24, &seed);
			if (random_below(&seed, 3) == 0) /* a search between two additions */
				expect_gap(&set, taken, &seed);
		}
		expect_gap(&set, taken, &seed);
		arena_free(set.arena);
	}
}

/* Walking over all free parts visits each free address once, in order. */
static void free_parts_are_those_of_a_map(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (unsigned round = 0; round < N_ROUNDS / 4; round++) {
		struct extents set = { .arena = arena_new() };
		struct extents_item within = { random_below(&seed, 64),
					       192 + random_below(&seed, 65) };
		bool taken[MAP_SIZE] = { false };
		struct extents_item part;
		uint64_t from = 0;

		for (unsigned i = random_below(&seed, 16); i > 0; i--)
			add_random(&set, taken, 24, &seed);
		while (extents_next_free(&set, within, from, &part)) {
			assert_true(part.start >= from && part.start < part.end);
			assert_true(part.start >= within.start && part.end <= within.end);
			assert_true(is_free(taken, part.start, part.end - part.start));
			assert_true(part.end == within.end || taken[part.end]);
			memset(taken + part.start, true, part.end - part.start);
			from = part.end;
		}
		for (uint64_t i = within.start; i < within.end; i++)
			assert_true(taken[i]);
		arena_free(set.arena);
	}
}

static void ranges_end_at_the_top(void **state)
{
	struct fixture *fixture = *state;
	struct extents set = { .arena = fixture->arena, .align = 0x1000 };
	struct extents_item ram = { 0x40000000, TOP };
	uint64_t start = 0;

	extents_add(&set, TOP - 0x1000, 0x1000);
	assert_true(extents_highest_gap(&set, ram, 0x2000, &start));
	assert_int_equal(start, TOP - 0x3000);
	extents_add(&set, 0x40000000, TOP - 0x40000000);
	assert_false(extents_highest_gap(&set, ram, 1, &start));
	assert_false(extents_lowest_gap(&set, ram, 1, &start));
}

static void nothing_is_inside_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct extents set = { .arena = fixture->arena };
	struct extents_item empty = { 0x1000, 0x1000 };
	struct extents_item whole = { 0, 0x1000 };
	struct extents_item part;
	uint64_t start = 0;

	extents_add(&set, 0x100, 0);
	assert_null(set.root);
	assert_false(extents_lowest_gap(&set, empty, 1, &start));
	assert_false(extents_next_free(&set, empty, 0, &part));
	assert_false(extents_next_free(&set, whole, 0x1000, &part));
	assert_true(extents_highest_gap(&set, whole, 0x1000, &start));
	assert_int_equal(start, 0);
	assert_false(extents_highest_gap(&set, whole, 0x1001, &start));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_are_those_of_a_map),
		cmocka_unit_test(free_parts_are_those_of_a_map),
		FIXTURE_TEST(ranges_end_at_the_top),
		FIXTURE_TEST(nothing_is_inside_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
