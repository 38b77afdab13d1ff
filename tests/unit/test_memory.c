/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* arena and buf: memory of a model, and bytes that grow. */

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define MORE_THAN_A_BLOCK ((size_t)1 << 20)

static void arena_gives_zeroed_aligned_memory(void **state)
{
	struct fixture *fixture = *state;

	for (size_t size = 1; size < 400; size += 7) {
		unsigned char *memory = arena_alloc(fixture->arena, size);

		assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xa5, size); /* must not reach what comes next */
	}
}

static void arena_keeps_room_behind_a_large_piece(void **state)
{
	struct fixture *fixture = *state;
	char *before = arena_alloc(fixture->arena, 16);
	char *large = arena_alloc(fixture->arena, MORE_THAN_A_BLOCK);
	char *after = arena_alloc(fixture->arena, 16);

	memset(large, 1, MORE_THAN_A_BLOCK);
	assert_ptr_equal(after, before + 16);
	assert_int_equal(after[0], 0);
}

static void arena_starts_with_a_large_piece(void **state)
{
	struct fixture *fixture = *state;
	char *large = arena_alloc(fixture->arena, MORE_THAN_A_BLOCK);
	char *small = arena_alloc(fixture->arena, 1);

	memset(large, 1, MORE_THAN_A_BLOCK);
	assert_int_equal(*small, 0);
}

static void arena_text_ends_with_nul(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(arena_text(fixture->arena, "abcdef", 3), "abc");
	assert_string_equal(arena_text(fixture->arena, "abcdef", 0), "");
	assert_string_equal(arena_printf(fixture->arena, "%s-%d", "x", 42), "x-42");
}

static void arena_grow_keeps_what_is_there(void **state)
{
	struct fixture *fixture = *state;
	unsigned *items = NULL;

	for (unsigned n = 0; n < 1000; n++) {
		items = arena_grow(fixture->arena, items, n, sizeof(*items));
		items[n] = n;
	}
	for (unsigned n = 0; n < 1000; n++)
		assert_int_equal(items[n], n);
}

static void ask_for_too_much(void *context)
{
	arena_alloc(context, SIZE_MAX);
}

static void ask_for_too_many(void *context)
{
	arena_array(context, SIZE_MAX / 2, 16);
}

static void buffer_too_much(void *context)
{
	struct buf buf = { 0 };

	(void)context;
	buf_put(&buf, NULL, SIZE_MAX);
}

static void no_memory_ends_the_process(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(fixture_run_apart(ask_for_too_much, fixture->arena), EXIT_MACHINE);
	assert_int_equal(fixture_run_apart(ask_for_too_many, fixture->arena), EXIT_MACHINE);
	assert_int_equal(fixture_run_apart(buffer_too_much, NULL), EXIT_MACHINE);
}

static void buf_grows_and_keeps(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		uint8_t byte = (uint8_t)i;
		uint8_t *place = buf_put(&buf, &byte, 1);

		assert_ptr_equal(place, buf.data + i);
	}
	assert_int_equal(buf.size, 5000);
	for (unsigned i = 0; i < 5000; i++)
		assert_int_equal(buf.data[i], (uint8_t)i);
	buf_free(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.size, 0);
}

static void buf_appends_zeros_and_cells(void **state)
{
	static const uint8_t expected[] = { 'x', 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 0, 0, 0, 0 };
	struct buf buf = { 0 };

	(void)state;
	buf_put(&buf, "x", 1);
	buf_put_be32(&buf, 0x12345678);
	buf_align(&buf, 4);
	buf_align(&buf, 4);
	buf_put(&buf, NULL, 4);
	buf_put(&buf, "", 0);
	assert_int_equal(buf.size, sizeof(expected));
	assert_memory_equal(buf.data, expected, sizeof(expected));
	buf_free(&buf);
}

/* Memory that was used and freed must not shine through. */
static void buf_zeros_are_zeros(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_put(&buf, "secret secret secret", 20);
	buf.size = 0;
	buf_put(&buf, NULL, 20);
	assert_true(span_is_zero(buf_span(&buf)));
	buf_free(&buf);
}

static void buf_prints_without_nul(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	buf_printf(&buf, "%03u", 7u);
	buf_printf(&buf, "%300s|", "x");
	assert_int_equal(buf.size, 3 + 300 + 1);
	assert_memory_equal(buf.data, "007", 3);
	assert_int_equal(buf.data[303], '|');
	buf_free(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(arena_gives_zeroed_aligned_memory),
		FIXTURE_TEST(arena_keeps_room_behind_a_large_piece),
		FIXTURE_TEST(arena_starts_with_a_large_piece),
		FIXTURE_TEST(arena_text_ends_with_nul),
		FIXTURE_TEST(arena_grow_keeps_what_is_there),
		FIXTURE_TEST(no_memory_ends_the_process),
		cmocka_unit_test(buf_grows_and_keeps),
		cmocka_unit_test(buf_appends_zeros_and_cells),
		cmocka_unit_test(buf_zeros_are_zeros),
		cmocka_unit_test(buf_prints_without_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
