/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_usage, on the sample system and the files that go with it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "scene.h"
#include "xpack/check_usage.h"

static void expect_usage(struct fixture *fixture, const struct pack *pack, bool is_placed,
			 const char *report)
{
	check_usage(pack, is_placed);
	expect_report(fixture->diag, report);
}

static void the_sample_is_used(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack;

	assert_int_equal(scene_place(&scene), 0);
	pack = scene_pack(&scene);
	expect_usage(*state, &pack, true, "");
}

/* What is cleared needs nothing loaded; what holds a byte is used. */
static void an_area_is_loaded_or_cleared(void **state)
{
	struct scene scene = scene_of(*state);
	struct arena *arena = scene.fixture->arena;
	struct area *area = sample_add_area(arena, &scene.system->partitions[1], "stack",
					    0x40300000, 0x1000, 30);
	struct pack pack = scene_pack(&scene);

	expect_usage(*state, &pack, true,
		     "s.xml:30:3: info: [area-unused] nothing is loaded into partition "
		     "'telemetry' area 'stack', and it is not cleared: it starts with what the RAM "
		     "happens to hold\n"
		     "s.xml:30:3: help: let the loader clear it with zero=\"true\"\n");
	fixture_forget(*state);
	sample_segment(arena, scene.partitions[1], PF_R | PF_W, 0x40300fff, 0, 1);
	pack = scene_pack(&scene);
	expect_usage(*state, &pack, true, "");
	scene.partitions[1]->n_segments--;
	area->zero = true;
	pack = scene_pack(&scene);
	expect_usage(*state, &pack, true, "");
}

/* Of an owner whose file is not in order, or that its host loads itself, nothing is known. */
static void nothing_is_said_of_what_is_not_known(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack;

	sample_add_area(scene.fixture->arena, &scene.system->partitions[1], "stack", 0x40300000,
			0x1000, 30);
	pack = scene_pack(&scene);
	pack.ready[1] = false;
	expect_usage(*state, &pack, false, "");
	pack.ready[1] = true;
	scene.system->host.protocol = PROTOCOL_MULTIBOOT;
	expect_usage(*state, &pack, true, "");
}

/* A page more than is needed is told, a byte less than that is not. */
static void slack_is_whole_pages(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack;

	scene.system->host.areas[0].size.value = 0x3000;
	scene.system->partitions[0].areas[0].size.value = 0x1000;
	scene.system->partitions[0].areas[1].size.value = 0x1000;
	scene.system->partitions[1].areas[0].size.value = 0x1000;
	diag_set_rule(scene.fixture->diag, "area-slack", DIAG_ENABLE);
	pack = scene_pack(&scene);
	expect_usage(*state, &pack, true, "");
	/* In front of what is loaded, and behind it. */
	scene.system->partitions[1].areas[0].start.value -= 0x1000;
	scene.system->partitions[1].areas[0].size.value = 0x3000;
	expect_usage(*state, &pack, true,
		     "s.xml:19:40: info: [area-slack] partition 'telemetry' area 'code' has 8KiB "
		     "that its file does not fill\n"
		     "s.xml:19:40: help: start=\"0x40200000\" size=\"4KiB\" is enough for what is "
		     "loaded\n");
}

static void a_memory_holds_something(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack;

	sample_add_memory(scene.fixture->arena, scene.system, "sram", MEMORY_RAM, 0x20000000,
			  0x1000, 30);
	assert_int_equal(scene_place(&scene), 0);
	pack = scene_pack(&scene);
	expect_usage(*state, &pack, true, "");
	diag_set_rule(scene.fixture->diag, "memory-unused", DIAG_ENABLE);
	expect_usage(*state, &pack, true,
		     "s.xml:30:3: info: [memory-unused] nothing lies in memory 'sram'\n");
}

/* Before everything has its place, that cannot be told, which is said. */
static void what_was_not_looked_at_is_said(void **state)
{
	struct scene scene = scene_of(*state);
	struct pack pack = scene_pack(&scene);

	diag_set_rule(scene.fixture->diag, "memory-unused", DIAG_ENABLE);
	expect_usage(*state, &pack, false, "");
	assert_string_equal(diag_summary(scene.fixture->arena, scene.fixture->diag),
			    "no errors; not checked: memory-unused (because of room for "
			    "everything)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_sample_is_used),
		FIXTURE_TEST(an_area_is_loaded_or_cleared),
		FIXTURE_TEST(nothing_is_said_of_what_is_not_known),
		FIXTURE_TEST(slack_is_whole_pages),
		FIXTURE_TEST(a_memory_holds_something),
		FIXTURE_TEST(what_was_not_looked_at_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
