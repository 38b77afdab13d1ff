/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What finds names: index, model_index, nearest and suggest, held against plain searches. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "random.h"
#include "xpack/model_index.h"
#include "xpack/nearest.h"
#include "xpack/suggest.h"

#define N_NAMES 300u
#define NAME_SIZE (NEAREST_MAX_NAME + 2)
#define N_PAIRS 20000u

/* A name of few different letters, so that many are near each other, or equal. */
static void make_name(char *name, size_t max, uint64_t *seed)
{
	size_t n = random_below(seed, (uint32_t)max + 1);

	for (size_t i = 0; i < n; i++)
		name[i] = (char)('a' + random_below(seed, 3));
	name[n] = '\0';
}

static void index_finds_the_first(void **state)
{
	struct fixture *fixture = *state;
	struct index names = { .arena = fixture->arena }, numbers = { .arena = fixture->arena };
	static char texts[N_NAMES][NAME_SIZE];
	uint64_t seed = 1;

	for (size_t i = 0; i < N_NAMES; i++) {
		make_name(texts[i], 5, &seed);
		index_add_name(&names, texts[i], i);
		index_add_number(&numbers, i / 3 * UINT64_C(0x300000000), i);
	}
	index_sort(&names);
	index_sort(&numbers);
	for (size_t i = 0; i < N_NAMES; i++) {
		size_t first = 0;

		while (strcmp(texts[first], texts[i]) != 0)
			first++;
		assert_int_equal(index_of_name(&names, texts[i]), first);
		assert_int_equal(index_of_number(&numbers, i / 3 * UINT64_C(0x300000000)),
				 i / 3 * 3);
	}
	assert_int_equal(index_of_name(&names, "d"), INDEX_NONE);
	assert_int_equal(index_of_name(&names, "aaaaaa"), INDEX_NONE);
	assert_int_equal(index_of_number(&numbers, 1), INDEX_NONE);
	assert_int_equal(index_of_number(&numbers, UINT64_MAX), INDEX_NONE);
}

/* What is the same stands together, in the order of places. */
static void what_is_the_same_is_neighbours(void **state)
{
	struct fixture *fixture = *state;
	struct index names = { .arena = fixture->arena };
	static char texts[N_NAMES][NAME_SIZE];
	uint64_t seed = 3;
	unsigned n_same = 0;

	for (size_t i = 0; i < N_NAMES; i++) {
		make_name(texts[i], 4, &seed);
		index_add_name(&names, texts[i], i);
	}
	index_sort(&names);
	assert_int_equal(names.n, N_NAMES);
	for (size_t i = 1; i < names.n; i++) {
		const struct index_entry *a = &names.entries[i - 1], *b = &names.entries[i];
		int order = strcmp(texts[a->place], texts[b->place]);

		assert_true(order < 0 || (order == 0 && a->place < b->place));
		assert_int_equal(index_same(a, b), order == 0);
		n_same += order == 0;
	}
	assert_true(n_same > 0 && n_same < N_NAMES - 1);
}

static void an_empty_index_has_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct index index = { .arena = fixture->arena };

	index_sort(&index);
	assert_int_equal(index_of_name(&index, ""), INDEX_NONE);
	assert_int_equal(index_of_number(&index, 0), INDEX_NONE);
}

/* A system whose names are not unique, which is another's error. */
static struct system *make_system(struct arena *arena)
{
	struct system *system = arena_alloc(arena, sizeof(*system));
	struct board *board = &system->board;
	uint64_t seed = 2;

	system->n_partitions = board->n_devices = board->n_memories = board->n_processors =
		system->n_shared_memories = 50;
	system->partitions = arena_array(arena, 50, sizeof(*system->partitions));
	system->shared_memories = arena_array(arena, 50, sizeof(*system->shared_memories));
	board->devices = arena_array(arena, 50, sizeof(*board->devices));
	board->memories = arena_array(arena, 50, sizeof(*board->memories));
	board->processors = arena_array(arena, 50, sizeof(*board->processors));
	for (size_t i = 0; i < 50; i++) {
		struct partition *partition = &system->partitions[i];
		char name[NAME_SIZE];

		make_name(name, 4, &seed);
		partition->name.value = arena_printf(arena, "%s", name);
		board->devices[i].name.value = partition->name.value;
		board->memories[49 - i].name.value = partition->name.value;
		system->shared_memories[49 - i].name.value = partition->name.value;
		board->processors[i].id.value = random_below(&seed, 40);
		partition->n_ports = i;
		partition->ports = arena_array(arena, i, sizeof(*partition->ports));
		for (size_t j = 0; j < i; j++) {
			make_name(name, 4, &seed);
			partition->ports[j].name.value = arena_printf(arena, "%s", name);
		}
	}
	return system;
}

/* The same system with and without its index. */
static void expect_same(const struct system *plain, const struct system *indexed, const char *name)
{
	assert_ptr_equal(model_partition(indexed, name), model_partition(plain, name));
	assert_ptr_equal(model_device(indexed, name), model_device(plain, name));
	assert_ptr_equal(model_memory(indexed, name), model_memory(plain, name));
	assert_ptr_equal(model_shared_memory(indexed, name), model_shared_memory(plain, name));
	for (size_t i = 0; i < plain->n_partitions; i++) {
		struct partition without = plain->partitions[i];

		without.port_index = NULL;
		assert_ptr_equal(model_port(&indexed->partitions[i], name),
				 model_port(&without, name));
	}
}

static void the_model_is_the_same_with_its_index(void **state)
{
	struct fixture *fixture = *state;
	struct system *indexed = make_system(fixture->arena);
	struct system plain = *indexed;
	uint64_t seed = 3;
	size_t n_found = 0;

	model_index(fixture->arena, indexed);
	for (unsigned i = 0; i < 500; i++) {
		char name[NAME_SIZE];

		make_name(name, 4, &seed);
		expect_same(&plain, indexed, name);
		n_found += model_partition(indexed, name) != NULL;
	}
	assert_in_range(n_found, 1, 499);
	for (uint64_t id = 0; id < 50; id++)
		assert_ptr_equal(model_processor(indexed, id), model_processor(&plain, id));
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* The whole table of distances, cell by cell. */
static size_t plain_distance(const char *a, const char *b)
{
	static size_t cells[NAME_SIZE][NAME_SIZE];
	size_t n = strlen(a), m = strlen(b);

	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			if (i == 0 || j == 0) {
				cells[i][j] = i + j;
				continue;
			}
			cells[i][j] = smallest(cells[i - 1][j] + 1, cells[i][j - 1] + 1,
					       cells[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				cells[i][j] =
					smallest(cells[i][j], cells[i - 2][j - 2] + 1, SIZE_MAX);
		}
	return cells[n][m];
}

/* The name with so many letters changed, left out or doubled, or neighbours exchanged. */
static void make_slips(char *name, const char *from, unsigned n, uint64_t *seed)
{
	strcpy(name, from);
	for (; n > 0; n--) {
		size_t size = strlen(name);
		size_t at = random_below(seed, (uint32_t)size + 1);
		char letter = name[at];

		if (at + 1 < size && random_below(seed, 2) == 0) {
			name[at] = name[at + 1];
			name[at + 1] = letter;
		} else if (at < size && random_below(seed, 2) == 0) {
			memmove(name + at, name + at + 1, size - at);
		} else if (size < NEAREST_MAX_NAME && random_below(seed, 2) == 0) {
			memmove(name + at + 1, name + at, size - at + 1);
		} else if (at < size) {
			name[at] = 'z';
		}
	}
}

static void distances_are_those_of_the_table(void **state)
{
	uint64_t seed = 4;
	size_t n_near = 0;

	(void)state;
	for (unsigned round = 0; round < N_PAIRS; round++) {
		size_t max = round % 2 == 0 ? 9 : NEAREST_MAX_NAME;
		char wanted[NAME_SIZE], name[NAME_SIZE];
		struct nearest nearest;
		size_t distance, allowed;

		make_name(wanted, max, &seed);
		if (max < 10)
			make_name(name, max, &seed);
		else
			make_slips(name, wanted, random_below(&seed, 16), &seed);
		if (strlen(wanted) == 0)
			continue;
		nearest = nearest_to(wanted);
		nearest_try(&nearest, name);
		distance = plain_distance(wanted, name);
		allowed = strlen(wanted) < 6 ? 1 : strlen(wanted) / 3;
		assert_int_equal(nearest.name != NULL, distance <= allowed);
		if (nearest.name == NULL)
			continue;
		assert_int_equal(nearest.distance, distance);
		n_near++;
	}
	assert_in_range(n_near, N_PAIRS / 20, N_PAIRS);
}

static struct system *make_partitions(struct arena *arena, size_t n)
{
	struct system *system = arena_alloc(arena, sizeof(*system));

	system->n_partitions = n;
	system->partitions = arena_array(arena, n, sizeof(*system->partitions));
	for (size_t i = 0; i < n; i++)
		system->partitions[i].name.value = arena_printf(arena, "partition-%zu", i);
	return system;
}

/* Kept answers are those of a search; other lists have answers of their own. */
static void suggestions_are_kept(void **state)
{
	struct fixture *fixture = *state;
	struct suggest *suggest = suggest_new(fixture->arena);
	struct suggest_names many = suggest_partitions(make_partitions(fixture->arena, 500));
	struct suggest_names few = suggest_partitions(make_partitions(fixture->arena, 2));

	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 500; i++) {
			char *wanted = arena_printf(fixture->arena, "partitoin-%u", i);
			char *name = arena_printf(fixture->arena, "partition-%u", i);

			assert_string_equal(suggest_name(suggest, many, wanted), name);
			assert_string_equal(suggest_name(NULL, many, wanted), name);
			assert_string_equal(suggest_name(suggest, few, "partitoin-1"),
					    "partition-1");
			assert_null(suggest_name(suggest, few, "telemetry"));
		}
}

/* New names get no suggestion behind the end, those that were asked for before still do. */
static void suggestions_have_an_end(void **state)
{
	struct fixture *fixture = *state;
	struct suggest *suggest = suggest_new(fixture->arena);
	const size_t n = 40000;
	struct suggest_names names = suggest_partitions(make_partitions(fixture->arena, n));
	size_t n_given = 0;

	for (unsigned i = 0; i < 200; i++) {
		char *wanted = arena_printf(fixture->arena, "partitoin-%u", i);

		n_given += suggest_name(suggest, names, wanted) != NULL;
	}
	assert_int_equal(n_given, SUGGEST_MAX_TRIES / n);
	assert_non_null(suggest_name(suggest, names, "partitoin-0"));
	assert_null(suggest_name(suggest, names, "partitoin-199"));
	assert_non_null(suggest_name(NULL, names, "partitoin-199"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(index_finds_the_first),
		FIXTURE_TEST(what_is_the_same_is_neighbours),
		FIXTURE_TEST(an_empty_index_has_nothing),
		FIXTURE_TEST(the_model_is_the_same_with_its_index),
		cmocka_unit_test(distances_are_those_of_the_table),
		FIXTURE_TEST(suggestions_are_kept),
		FIXTURE_TEST(suggestions_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
