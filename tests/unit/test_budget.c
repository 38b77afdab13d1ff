/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* budget, on the sample system: each byte of each memory stands in one entry. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "scene.h"
#include "xpack/budget.h"

/* Entries of a memory that are not inside others follow each other without a gap. */
static void expect_complete(const struct budget_memory *memory)
{
	uint64_t at = memory->memory->start.value;
	uint64_t taken = 0;

	for (size_t i = 0; i < memory->n; i++) {
		const struct budget_entry *entry = &memory->entries[i];

		assert_true(entry->size != 0);
		if (entry->inside)
			continue;
		assert_int_equal(entry->start, at);
		at += entry->size;
		taken += entry->kind == BUDGET_FREE ? 0 : entry->size;
	}
	assert_int_equal(at, memory->memory->start.value + memory->memory->size.value);
	assert_int_equal(taken, memory->taken);
}

#define HEADING "  place                       bytes       used       free  used  what\n"

static void every_byte_has_an_entry(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack;
	struct budget budget;

	assert_int_equal(scene_place(&scene), 0);
	pack = scene_pack(&scene);
	budget = budget_make(scene.fixture->arena, &pack);
	assert_int_equal(budget.n, 3);
	for (size_t i = 0; i < budget.n; i++)
		expect_complete(&budget.memories[i]);
}

static void what_is_used_and_free_is_exact(void **state)
{
	struct scene scene = scene_of(*state);
	struct budget budget;
	struct pack pack;

	assert_int_equal(scene_place(&scene), 0);
	pack = scene_pack(&scene);
	pack.system->board.memories[1].size.value = 0x300000; /* trees and work area: outside */
	pack.system->board.n_memories = 2;
	pack.system->board.n_devices = 0;
	pack.table.images = NULL;
	pack.table.n_images = 0;
	budget = budget_make(scene.fixture->arena, &pack);
	expect_printed(
		budget_print, &budget,
		"memory 'prom' (rom) 0x00000000..0x007fffff: 8388608 bytes, 0 taken (0 %), "
		"8388608 free (100 %)\n" HEADING
		"  0x00000000..0x007fffff    8388608                              free\n"
		"memory 'ram' (ram) 0x40000000..0x402fffff: 3145728 bytes, 1310720 taken (41 %), "
		"1835008 free (58 %)\n" HEADING
		"  0x40000000..0x400fffff    1048576       8193    1040383   0 %  host 'xhost' "
		"area 'main' (rwx, zero)\n"
		"  0x40000000..0x40002000       8193                                segment 0 of "
		"'xhost.elf'\n"
		"  0x40100000..0x4010ffff      65536       2048      63488   3 %  partition "
		"'control' area 'code' (rx)\n"
		"  0x40100000..0x401007ff       2048                                segment 0 of "
		"'control.elf'\n"
		"  0x40110000..0x4011ffff      65536        256      65280   0 %  partition "
		"'control' area 'data' (rw, zero)\n"
		"  0x40110000..0x401100ff        256                                segment 1 of "
		"'control.elf'\n"
		"  0x40120000..0x401fffff     917504                              free\n"
		"  0x40200000..0x4020ffff      65536       1024      64512   1 %  partition "
		"'telemetry' area 'code' (rx)\n"
		"  0x40200000..0x402003ff       1024                                segment 0 of "
		"'telemetry.elf'\n"
		"  0x40210000..0x4021ffff      65536          0      65536   0 %  partition "
		"'telemetry' area 'data' (rw, zero)\n"
		"  0x40220000..0x402fffff     917504                              free\n");
}

static const struct budget_entry *entry_at(const struct budget *budget, uint64_t start,
					   enum budget_kind kind)
{
	for (size_t i = 0; i < budget->n; i++)
		for (size_t j = 0; j < budget->memories[i].n; j++)
			if (budget->memories[i].entries[j].start == start &&
			    budget->memories[i].entries[j].kind == kind)
				return &budget->memories[i].entries[j];
	return NULL;
}

/* Where segments meet, which is another check's error, and where one leaves the area. */
static void each_byte_is_used_once(void **state)
{
	struct scene scene = scene_of(*state);
	struct arena *arena = scene.fixture->arena;
	struct budget budget;
	struct pack pack;

	sample_segment(arena, scene.partitions[0], PF_R, SAMPLE_DATA + 0x80, 0, 0x100);
	sample_segment(arena, scene.partitions[0], PF_R, SAMPLE_DATA + 0xfff0, 0, 0x20);
	sample_segment(arena, scene.partitions[0], PF_R, 0x47000000, 0, 0x20);
	pack = scene_pack(&scene);
	budget = budget_make(arena, &pack);
	assert_int_equal(entry_at(&budget, SAMPLE_DATA, BUDGET_AREA)->used, 0x180 + 0x10);
	assert_true(entry_at(&budget, SAMPLE_DATA + 0x80, BUDGET_PART)->inside);
	assert_false(entry_at(&budget, 0x47000000, BUDGET_PART)->inside);
	assert_null(entry_at(&budget, scene.table.work.start, BUDGET_LOADER));
	for (size_t i = 0; i < budget.n; i++)
		expect_complete(&budget.memories[i]);
}

/* Without its file nobody knows what an area holds. */
static void what_is_not_known_is_not_said(void **state)
{
	struct scene scene = scene_of(*state);
	struct budget budget;
	struct pack pack = scene_pack(&scene);

	pack.partitions[0] = (struct elf){ 0 };
	budget = budget_make(scene.fixture->arena, &pack);
	assert_false(entry_at(&budget, SAMPLE_CODE, BUDGET_AREA)->used_known);
	assert_true(entry_at(&budget, SAMPLE_CODE_2, BUDGET_AREA)->used_known);
	pack.partitions = NULL;
	budget = budget_make(scene.fixture->arena, &pack);
	assert_false(entry_at(&budget, SAMPLE_CODE_2, BUDGET_AREA)->used_known);
}

static void what_lies_in_no_memory_comes_last(void **state)
{
	struct scene scene = scene_of(*state);
	struct arena *arena = scene.fixture->arena;
	struct budget budget;
	struct pack pack;

	sample_add_area(arena, &scene.system->partitions[1], "far", 0x90000000, 0x1000, 30);
	sample_add_area(arena, &scene.system->partitions[1], "edge", SAMPLE_RAM_END - 0x1000,
			0x2000, 31);
	pack = scene_pack(&scene);
	budget = budget_make(arena, &pack);
	assert_int_equal(budget.n, 4);
	assert_null(budget.memories[3].memory);
	assert_int_equal(budget.memories[3].n, 1);
	assert_int_equal(budget.memories[3].entries[0].start, 0x90000000);
	/* Of what begins in a memory and leaves it, only what is inside is taken from it. */
	assert_int_equal(budget.memories[1].taken, 0x100000 + 4 * 0x10000 + 0x1000);
}

/* The work area may lie in an area; it is free again once the host runs. */
static void the_work_area_does_not_use_an_area(void **state)
{
	struct scene scene = scene_of(*state);
	struct budget budget;
	struct pack pack;

	scene.system->host.areas[0].zero = false;
	scene.system->partitions[0].areas[1].size.value = SAMPLE_CODE_2 - SAMPLE_DATA;
	scene.system->board.memories[1].size.value = 0x220000 + 3 * PLACE_PAGE_SIZE;
	assert_int_equal(scene_place(&scene), 0);
	pack = scene_pack(&scene);
	budget = budget_make(scene.fixture->arena, &pack);
	assert_true(entry_at(&budget, scene.table.work.start, BUDGET_LOADER)->inside);
	assert_int_equal(entry_at(&budget, SAMPLE_HOST, BUDGET_AREA)->used, 0x2001);
	expect_complete(&budget.memories[1]);
}

static void json_has_the_same(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack = scene_pack(&scene);
	struct budget budget;

	pack.system->board.n_memories = 1;
	pack.system->board.n_devices = 0;
	pack.system->host.n_areas = 0;
	pack.system->n_partitions = 0;
	pack.host = (struct elf){ 0 };
	budget = budget_make(scene.fixture->arena, &pack);
	expect_json(budget_json, &budget,
		    "{\n"
		    "  \"memory\": [\n"
		    "    {\n"
		    "      \"name\": \"prom\",\n"
		    "      \"kind\": \"rom\",\n"
		    "      \"start\": 0,\n"
		    "      \"size\": 8388608,\n"
		    "      \"free\": 8388608,\n"
		    "      \"taken\": 0,\n"
		    "      \"used\": 0,\n"
		    "      \"entries\": [\n"
		    "        {\n"
		    "          \"kind\": \"free\",\n"
		    "          \"what\": \"free\",\n"
		    "          \"inside\": false,\n"
		    "          \"start\": 0,\n"
		    "          \"size\": 8388608\n"
		    "        }\n"
		    "      ]\n"
		    "    }\n"
		    "  ]\n"
		    "}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(every_byte_has_an_entry),
		FIXTURE_TEST(what_is_used_and_free_is_exact),
		FIXTURE_TEST(each_byte_is_used_once),
		FIXTURE_TEST(what_is_not_known_is_not_said),
		FIXTURE_TEST(what_lies_in_no_memory_comes_last),
		FIXTURE_TEST(the_work_area_does_not_use_an_area),
		FIXTURE_TEST(json_has_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
