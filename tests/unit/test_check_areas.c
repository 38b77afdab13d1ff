/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_areas.c: one defect of a sample system at a time, and all that is reported of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "expect_model.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"

static void areas_lie_in_ram(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].areas[0].start.value = 0x100000; /* in the prom */
	system->partitions[1].areas[1].start.value = SAMPLE_RAM_END - 0x8000;
	expect_model(fixture, system,
		     "s.xml:15:30: error: [area-outside-ram] partition 'control' area 'code' "
		     "0x00100000..0x0010ffff is not inside one ram memory of board "
		     "'leon3_generic'\n"
		     "s.xml:3:3: note: memory 'prom' of kind rom is 0x00000000..0x007fffff\n"
		     "s.xml:15:30: help: the next free 64KiB start at 0x40100000\n"
		     "s.xml:20:30: error: [area-outside-ram] partition 'telemetry' area 'data' "
		     "0x47ff8000..0x48007fff is not inside one ram memory of board "
		     "'leon3_generic'\n"
		     "s.xml:4:3: note: memory 'ram' of kind ram is 0x40000000..0x47ffffff\n"
		     "s.xml:20:30: help: the next free 64KiB start at 0x40120000\n");
}

/* Two memories that touch are two chips: no area spans them. */
static void an_area_does_not_span_two_memories(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "next", MEMORY_RAM, SAMPLE_RAM_END, 0x10000, 30);
	system->partitions[1].areas[1].start.value = SAMPLE_RAM_END - 0x8000;
	expect_model(fixture, system,
		     "s.xml:20:30: error: [area-outside-ram] partition 'telemetry' area 'data' "
		     "0x47ff8000..0x48007fff is not inside one ram memory of board "
		     "'leon3_generic'\n"
		     "s.xml:4:3: note: memory 'ram' of kind ram is 0x40000000..0x47ffffff\n"
		     "s.xml:30:3: note: memory 'next' of kind ram is 0x48000000..0x4800ffff\n"
		     "s.xml:20:30: help: the next free 64KiB start at 0x40120000\n");
}

/* The one that comes later in the document is told, wherever it lies. */
static void areas_do_not_overlap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].areas[1].start.value = SAMPLE_CODE_2 + 0xf000;
	expect_model(fixture, system,
		     "s.xml:19:30: error: [area-overlap] partition 'telemetry' area 'code' "
		     "0x40200000..0x4020ffff overlaps partition 'control' area 'data'\n"
		     "s.xml:16:30: note: partition 'control' area 'data' 0x4020f000..0x4021efff "
		     "is declared here\n"
		     "s.xml:19:30: help: the next free 64KiB start at 0x40110000\n"
		     "s.xml:20:30: error: [area-overlap] partition 'telemetry' area 'data' "
		     "0x40210000..0x4021ffff overlaps partition 'control' area 'data'\n"
		     "s.xml:16:30: note: partition 'control' area 'data' 0x4020f000..0x4021efff "
		     "is declared here\n"
		     "s.xml:20:30: help: the next free 64KiB start at 0x40120000\n");
}

/* Every area inside a large one is found, though only the first is its neighbour. */
static void areas_inside_an_area_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].size.value = SAMPLE_RAM_END - SAMPLE_HOST;
	check_model(fixture->arena, fixture->diag, system);
	assert_int_equal(diag_n_errors(fixture->diag), 4);
}

static void no_place_is_suggested_when_there_is_none(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].size.value = 0x8000000 - 0x10000;
	system->n_partitions = 1;
	system->plans[0].n_slots = 1;
	system->partitions[0].n_areas = 1;
	system->partitions[0].areas[0].size.value = 0x11000;
	expect_model(fixture, system,
		     "s.xml:15:30: error: [area-overlap] partition 'control' area 'code' "
		     "0x40100000..0x40110fff overlaps host 'xhost' area 'main'\n"
		     "s.xml:13:30: note: host 'xhost' area 'main' 0x40000000..0x47feffff is "
		     "declared here\n"
		     "s.xml:15:30: help: no RAM has 68KiB in one piece that is free\n");
}

static void areas_that_touch_are_apart(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].size.value = SAMPLE_CODE - SAMPLE_HOST;
	expect_model(fixture, system, "");
	system->host.areas[0].size.value += 0x1000;
	check_model(fixture->arena, fixture->diag, system);
	expect_id(fixture->diag, "area-overlap");
}

static void areas_are_whole_pages(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].areas[1].start.value += 0x800;
	system->partitions[1].areas[1].size.value -= 1;
	expect_model(fixture, system,
		     "s.xml:16:30: error: [area-alignment] partition 'control' area 'data' "
		     "0x40110800..0x401207ff is not made of whole pages of 4096 bytes\n"
		     "s.xml:16:30: help: the whole pages around it are start=\"0x40110000\" "
		     "size=\"68KiB\"\n"
		     "s.xml:20:40: error: [area-alignment] partition 'telemetry' area 'data' "
		     "0x40210000..0x4021fffe is not made of whole pages of 4096 bytes\n"
		     "s.xml:20:40: help: the whole pages around it are start=\"0x40210000\" "
		     "size=\"64KiB\"\n");
}

/* One byte: the last of one is the first of the other. */
static void one_byte_is_an_overlap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].size.value = SAMPLE_CODE - SAMPLE_HOST + 1;
	check_model(fixture->arena, fixture->diag, system);
	expect_first(fixture->diag,
		     "s.xml:15:30: error: [area-overlap] partition 'control' area 'code' "
		     "0x40100000..0x4010ffff overlaps host 'xhost' area 'main'\n"
		     "s.xml:13:30: note: host 'xhost' area 'main' 0x40000000..0x40100000 is "
		     "declared here\n"
		     "s.xml:15:30: help: the next free 64KiB start at 0x40120000\n");
	assert_int_equal(diag_n_errors(fixture->diag), 2); /* and it is not whole pages */
}

/* The last bytes of the address space can be an area's. */
static void an_area_ends_at_4_gib(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "top", MEMORY_RAM, 0xfff00000, 0x100000, 30);
	sample_add_area(fixture->arena, &system->partitions[1], "top", 0xfffff000, 0x1000, 31);
	expect_model(fixture, system, "");
	sample_add_area(fixture->arena, &system->partitions[1], "last", 0xffffe000, 0x2000, 32);
	check_model(fixture->arena, fixture->diag, system);
	expect_id(fixture->diag, "area-overlap");
}

/* Both edges of a memory, at both sides. */
static void an_area_may_fill_its_memory(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct area *area;

	sample_add_memory(fixture->arena, system, "sram", MEMORY_RAM, 0x50001000, 0x2000, 30);
	area = sample_add_area(fixture->arena, &system->partitions[1], "all", 0x50001000, 0x2000,
			       31);
	expect_model(fixture, system, "");
	area->size.value = 0x3000;
	check_model(fixture->arena, fixture->diag, system);
	expect_id(fixture->diag, "area-outside-ram");
	fixture_forget(fixture);
	area->start.value = 0x50000000;
	area->size.value = 0x2000;
	check_model(fixture->arena, fixture->diag, system);
	expect_id(fixture->diag, "area-outside-ram");
}

/* Every pair is told, not only that with the one that reaches furthest; both proposals hold. */
static void each_pair_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_area(fixture->arena, &system->partitions[0], "wide", 0x40300000, 0x100000, 30);
	sample_add_area(fixture->arena, &system->partitions[0], "wider", 0x40301000, 0x200000, 31);
	sample_add_area(fixture->arena, &system->partitions[1], "inner", 0x40302000, 0x1000, 32);
	expect_model(fixture, system,
		     "s.xml:31:30: error: [area-overlap] partition 'control' area 'wider' "
		     "0x40301000..0x40500fff overlaps partition 'control' area 'wide'\n"
		     "s.xml:30:30: note: partition 'control' area 'wide' 0x40300000..0x403fffff is "
		     "declared here\n"
		     "s.xml:31:30: help: the next free 2MiB start at 0x40501000\n"
		     "s.xml:32:30: error: [area-overlap] partition 'telemetry' area 'inner' "
		     "0x40302000..0x40302fff overlaps partition 'control' area 'wider'\n"
		     "s.xml:31:30: note: partition 'control' area 'wider' 0x40301000..0x40500fff "
		     "is declared here\n"
		     "s.xml:32:30: help: the next free 4KiB start at 0x40120000\n"
		     "s.xml:32:30: error: [area-overlap] partition 'telemetry' area 'inner' "
		     "0x40302000..0x40302fff overlaps partition 'control' area 'wide'\n"
		     "s.xml:30:30: note: partition 'control' area 'wide' 0x40300000..0x403fffff is "
		     "declared here\n");
}

/* Of twelve that lie over each other, the last meets eleven. */
static void many_partners_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	for (uint32_t i = 0; i < 12; i++)
		sample_add_area(fixture->arena, &system->partitions[0], "same", 0x40300000, 0x1000,
				30 + i);
	check_model(fixture->arena, fixture->diag, system);
	/* 1 + 2 + ... + 8, then 8 of each; and the names */
	assert_int_equal(diag_n_errors(fixture->diag), 36 + 3 * 8 + 11);
}

static void areas_are_writable_or_executable(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].areas[0].access = ACCESS_WRITE | ACCESS_EXECUTE;
	expect_model(fixture, system,
		     "s.xml:15:50: warning: [area-wx] partition 'control' area 'code' may be "
		     "written and executed\n"
		     "s.xml:15:50: help: make two areas, one \"rx\" for code and one \"rw\" for "
		     "data\n");
	system->partitions[0].areas[0].access = ACCESS_READ | ACCESS_EXECUTE;
	diag_set_rule(fixture->diag, "host-wx", DIAG_ENABLE);
	expect_model(fixture, system,
		     "s.xml:13:50: info: [host-wx] host 'xhost' area 'main' may be written and "
		     "executed\n");
}

static void callable_areas_are_code_of_the_host(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct area *host = &system->host.areas[0], *data = &system->partitions[0].areas[1];

	host->callable = data->callable = true;
	host->callable_at = (struct location){ "s.xml", 13, 70 };
	data->callable_at = (struct location){ "s.xml", 16, 70 };
	data->access = ACCESS_READ;
	expect_model(fixture, system,
		     "s.xml:13:50: warning: [area-wx] host 'xhost' area 'main' may be written and "
		     "executed\n"
		     "s.xml:13:50: help: make two areas, one \"rx\" for code and one \"rw\" for "
		     "data\n"
		     "s.xml:16:70: error: [area-callable] partition 'control' area 'data' is "
		     "callable: only areas of the host can be\n");
}

static void callable_areas_can_be_executed(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct area *area = &system->host.areas[0];

	area->callable = true;
	area->callable_at = (struct location){ "s.xml", 13, 70 };
	area->access = ACCESS_READ | ACCESS_WRITE;
	expect_model(fixture, system,
		     "s.xml:13:70: error: [area-callable] host 'xhost' area 'main' is callable, "
		     "but cannot be executed\n"
		     "s.xml:13:50: help: give it access \"rx\", or leave callable out\n");
}

/* Only between owners, and only where not one byte is free. */
static void a_page_is_free_between_owners(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	diag_set_rule(fixture->diag, "area-guard", DIAG_ENABLE);
	expect_model(fixture, system,
		     "s.xml:15:30: info: [area-guard] partition 'control' area 'code' begins "
		     "where host 'xhost' area 'main' ends, at 0x40100000\n"
		     "s.xml:13:30: note: host 'xhost' area 'main' 0x40000000..0x400fffff is "
		     "declared here\n"
		     "s.xml:15:30: help: leave a page of 4KiB free between them\n");
	diag_set_rule(fixture->diag, "area-guard", DIAG_ENABLE);
	system->host.areas[0].size.value -= 0x1000;
	expect_model(fixture, system, "");
}

/* What is proposed lies in RAM, is free, and meets no other proposal. */
static void proposals_can_be_followed(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "sram", MEMORY_RAM, 0x50001000, 0x2000, 30);
	sample_add_area(fixture->arena, &system->partitions[1], "first", 0x50001000, 0x1000, 31);
	sample_add_area(fixture->arena, &system->partitions[1], "second", 0x50001000, 0x1000, 32);
	sample_add_area(fixture->arena, &system->partitions[1], "third", 0x50001000, 0x1000, 33);
	expect_model(fixture, system,
		     "s.xml:32:30: error: [area-overlap] partition 'telemetry' area 'second' "
		     "0x50001000..0x50001fff overlaps partition 'telemetry' area 'first'\n"
		     "s.xml:31:30: note: partition 'telemetry' area 'first' "
		     "0x50001000..0x50001fff is declared here\n"
		     "s.xml:32:30: help: the next free 4KiB start at 0x50002000\n"
		     "s.xml:33:30: error: [area-overlap] partition 'telemetry' area 'third' "
		     "0x50001000..0x50001fff overlaps partition 'telemetry' area 'first'\n"
		     "s.xml:31:30: note: partition 'telemetry' area 'first' "
		     "0x50001000..0x50001fff is declared here\n"
		     "s.xml:33:30: help: the next free 4KiB start at 0x40120000\n"
		     "s.xml:33:30: error: [area-overlap] partition 'telemetry' area 'third' "
		     "0x50001000..0x50001fff overlaps partition 'telemetry' area 'second'\n"
		     "s.xml:32:30: note: partition 'telemetry' area 'second' "
		     "0x50001000..0x50001fff is declared here\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(areas_lie_in_ram),
		FIXTURE_TEST(an_area_does_not_span_two_memories),
		FIXTURE_TEST(areas_do_not_overlap),
		FIXTURE_TEST(areas_inside_an_area_are_found),
		FIXTURE_TEST(no_place_is_suggested_when_there_is_none),
		FIXTURE_TEST(areas_that_touch_are_apart),
		FIXTURE_TEST(areas_are_whole_pages),
		FIXTURE_TEST(one_byte_is_an_overlap),
		FIXTURE_TEST(an_area_ends_at_4_gib),
		FIXTURE_TEST(an_area_may_fill_its_memory),
		FIXTURE_TEST(each_pair_is_told),
		FIXTURE_TEST(many_partners_are_counted),
		FIXTURE_TEST(areas_are_writable_or_executable),
		FIXTURE_TEST(callable_areas_are_code_of_the_host),
		FIXTURE_TEST(callable_areas_can_be_executed),
		FIXTURE_TEST(a_page_is_free_between_owners),
		FIXTURE_TEST(proposals_can_be_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
