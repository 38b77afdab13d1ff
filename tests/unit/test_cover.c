/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* cover, held against a look at every range; and the blobs that ask it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "random.h"
#include "xpack/blobs.h"
#include "xpack/cover.h"

#define MAX_RANGES 12u
#define MAP_SIZE 40u
#define N_ROUNDS 20000u

struct range {
	uint64_t start, size;
};

static bool holds(const struct range *range, uint64_t start, uint64_t size)
{
	return range->size != 0 && range->start <= start &&
	       start + size <= range->start + range->size;
}

static bool meets(const struct range *range, uint64_t start, uint64_t size)
{
	return range->size != 0 && size != 0 && ranges_meet(range->start, range->size, start, size);
}

static void expect_answers(const struct cover *cover, const struct range *ranges, size_t n,
			   uint64_t start, uint64_t size)
{
	bool held = false, met = false;
	size_t number = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		held = held || holds(&ranges[i], start, size);
		met = met || meets(&ranges[i], start, size);
	}
	assert_int_equal(cover_holds(cover, start, size, &number), held);
	if (held)
		assert_true(holds(&ranges[number], start, size));
	assert_int_equal(cover_meets(cover, start, size, &number), met);
	if (met)
		assert_true(meets(&ranges[number], start, size));
	assert_int_equal(cover_meets(cover, start, size, NULL), met);
}

/* The items are by start: which have a byte of one in front of them, and which of these ends
 * last? */
static void expect_overlaps(const struct cover *cover)
{
	for (size_t i = 0; i < cover->n; i++) {
		const struct cover_item *item = &cover->items[i];
		const struct cover_item *last = NULL;
		size_t number = SIZE_MAX, n = 0;

		for (size_t j = 0; j < i; j++)
			if (last == NULL || cover->items[j].last > last->last)
				last = &cover->items[j];
		for (size_t j = 0; j < cover->n; j++)
			n += cover->items[j].start <= item->start;
		assert_true(i == 0 || item[-1].start <= item->start);
		assert_int_equal(cover_n_up_to(cover, item->start), n);
		assert_int_equal(cover_overlaps(cover, i, &number),
				 last != NULL && last->last >= item->start);
		if (number != SIZE_MAX)
			assert_int_equal(number, last->number);
	}
}

static void answers_are_those_of_a_look_at_all(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (unsigned round = 0; round < N_ROUNDS; round++) {
		struct cover cover = { .arena = arena_new() };
		struct range ranges[MAX_RANGES];
		size_t n = (size_t)random_below(&seed, MAX_RANGES + 1);

		for (size_t i = 0; i < n; i++) {
			ranges[i] = (struct range){ random_below(&seed, MAP_SIZE),
						    random_below(&seed, 12) };
			cover_add(&cover, ranges[i].start, ranges[i].size, i);
		}
		cover_sort(&cover);
		for (unsigned i = 0; i < 8; i++)
			expect_answers(&cover, ranges, n, random_below(&seed, MAP_SIZE),
				       1 + random_below(&seed, 8));
		expect_overlaps(&cover);
		arena_free(cover.arena);
	}
}

static void ranges_that_wrap_hold_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct cover cover = { .arena = fixture->arena };

	cover_add(&cover, UINT64_MAX - 7, 16, 0);
	cover_add(&cover, 0x1000, 0, 1);
	cover_sort(&cover);
	assert_int_equal(cover.n, 0);
	assert_false(cover_holds(&cover, 0, 1, NULL));
	assert_false(cover_meets(&cover, UINT64_MAX - 7, 1, NULL));
}

static void the_last_byte_of_64_bits_is_one(void **state)
{
	struct fixture *fixture = *state;
	struct cover cover = { .arena = fixture->arena };

	cover_add(&cover, UINT64_MAX - 7, 8, 0);
	cover_sort(&cover);
	assert_int_equal(cover.n, 1);
	assert_true(cover_holds(&cover, UINT64_MAX, 1, NULL));
	assert_true(cover_meets(&cover, UINT64_MAX - 8, 9, NULL));
	assert_false(cover_holds(&cover, UINT64_MAX - 8, 9, NULL));
	assert_false(cover_holds(&cover, UINT64_MAX - 7, 9, NULL));
	assert_false(cover_meets(&cover, UINT64_MAX, 2, NULL));
	assert_false(cover_meets(&cover, UINT64_MAX, 0, NULL));
}

/* A host with one area of 4 KiB, in whose first 256 bytes its segment lies. */
static void check_blobs(struct fixture *fixture, struct blob *blobs, size_t n)
{
	static const uint8_t bytes[0x1000];
	struct area area = { .start.value = 0x40000000, .size.value = 0x1000 };
	struct elf_segment segment = {
		.type = PT_LOAD, .paddr = 0x40000000, .file_size = 0x100, .mem_size = 0x100
	};
	struct elf elf = { .segments = &segment, .n_segments = 1 };
	struct span files[3] = { { bytes, 0x100 }, { bytes, 0x200 }, { bytes, 0x100 } };
	struct blobs_owner owner = {
		.who = "the host",
		.blobs = blobs,
		.files = files,
		.n_blobs = n,
		.areas = &area,
		.n_areas = 1,
		.elf = &elf,
	};

	blobs_check(fixture->arena, fixture->diag, &owner);
}

static struct blob blob_at(const char *name, uint64_t address, uint32_t line)
{
	return (struct blob){ .name.value = name,
			      .address = { .value = address, .at = { "s.xml", line, 1 } } };
}

static void blobs_lie_beside_each_other(void **state)
{
	struct blob blobs[] = { blob_at("a", 0x40000e00, 1), blob_at("b", 0x40000100, 2),
				blob_at("c", 0x40000300, 3) };

	check_blobs(*state, blobs, 3);
	expect_report(((struct fixture *)*state)->diag, "");
}

static void blobs_that_meet_are_found(void **state)
{
	struct blob blobs[] = { blob_at("a", 0x400002ff, 1), blob_at("b", 0x40000100, 2),
				blob_at("c", 0x400000ff, 3) };

	check_blobs(*state, blobs, 3);
	expect_report(((struct fixture *)*state)->diag,
		      "s.xml:3:1: error: [blob] blob 'c' 0x400000ff..0x400001fe lies over a "
		      "segment of the host\n"
		      "s.xml:3:1: error: [blob] blob 'c' 0x400000ff..0x400001fe lies over another "
		      "blob\n"
		      "s.xml:2:1: note: that one is here\n"
		      "s.xml:2:1: error: [blob] blob 'b' 0x40000100..0x400002ff lies over another "
		      "blob\n"
		      "s.xml:1:1: note: that one is here\n");
}

static void blobs_outside_the_area_meet_nothing(void **state)
{
	struct blob blobs[] = { blob_at("a", 0x40000f01, 1), blob_at("b", UINT64_MAX - 15, 2),
				blob_at("c", 0x40000f00, 3) };

	check_blobs(*state, blobs, 3);
	expect_report(((struct fixture *)*state)->diag,
		      "s.xml:1:1: error: [blob] blob 'a', 256 bytes at 0x40000f01, does not lie in "
		      "one area of the host\n"
		      "s.xml:2:1: error: [blob] blob 'b', 512 bytes at 0xfffffffffffffff0, does "
		      "not lie in one area of the host\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_those_of_a_look_at_all),
		FIXTURE_TEST(ranges_that_wrap_hold_nothing),
		FIXTURE_TEST(the_last_byte_of_64_bits_is_one),
		FIXTURE_TEST(blobs_lie_beside_each_other),
		FIXTURE_TEST(blobs_that_meet_are_found),
		FIXTURE_TEST(blobs_outside_the_area_meet_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
