/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_memory.c: one defect of a sample system at a time, and all that is reported of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"

static void expect_model(struct fixture *fixture, const struct system *system, const char *report)
{
	check_model(&(struct check_context){ fixture->arena, fixture->diag, system });
	expect_report(fixture->diag, report);
}

static void the_sample_is_without_fault(void **state)
{
	struct fixture *fixture = *state;

	expect_model(fixture, sample_system(fixture->arena), "");
}

static void a_range_has_bytes(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.memories[0].size.value = 0;
	system->board.devices[0].size.value = 0;
	system->partitions[1].areas[1].size.value = 0;
	expect_model(
		fixture, system,
		"s.xml:3:40: error: [range] memory 'prom' has no bytes\n"
		"s.xml:8:40: error: [range] device 'uart0' has no bytes\n"
		"s.xml:20:40: error: [range] partition 'telemetry' area 'data' has no bytes\n");
}

/* The last byte of the address space is one; the sum of start and size must not wrap. */
static void a_range_ends_within_32_bits(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "high", MEMORY_ROM, 0xffffff00, 0x100, 30);
	expect_model(fixture, system, "");
	system->board.memories[3].size.value++;
	sample_add_memory(fixture->arena, system, "wraps", MEMORY_ROM, 0x100, UINT64_MAX - 0x7f,
			  31);
	sample_add_memory(fixture->arena, system, "beyond", MEMORY_ROM, UINT64_MAX, 1, 32);
	expect_model(fixture, system,
		     "s.xml:30:40: error: [range] memory 'high' leaves the 32-bit address space: "
		     "start 0xffffff00, size 0x101\n"
		     "s.xml:31:40: error: [range] memory 'wraps' leaves the 32-bit address space: "
		     "start 0x00000100, size 0xffffffffffffff80\n"
		     "s.xml:32:40: error: [range] memory 'beyond' leaves the 32-bit address space: "
		     "start 0xffffffffffffffff, size 0x1\n");
}

static void memories_do_not_overlap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "sram", MEMORY_RAM, 0x3fffff00, 0x101, 30);
	sample_add_memory(fixture->arena, system, "next", MEMORY_RAM, 0x48000000, 0x100, 31);
	expect_model(fixture, system,
		     "s.xml:30:30: error: [memory-overlap] memory 'sram' 0x3fffff00..0x40000000 "
		     "overlaps memory 'ram'\n"
		     "s.xml:4:30: note: memory 'ram' 0x40000000..0x47ffffff is declared here\n");
}

static void devices_do_not_overlap_and_lie_in_io(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_device(fixture->arena, system, "timer0", 0x800001fc, 4, 30);
	sample_add_device(fixture->arena, system, "gpio0", 0x800fff00, 0x101, 31);
	expect_model(fixture, system,
		     "s.xml:30:30: error: [device-overlap] device 'timer0' 0x800001fc..0x800001ff "
		     "overlaps device 'uart0'\n"
		     "s.xml:8:30: note: device 'uart0' 0x80000100..0x800001ff is declared here\n"
		     "s.xml:31:30: error: [device-outside-io] device 'gpio0' "
		     "0x800fff00..0x80100000 is not inside one io memory of board 'leon3_generic'\n"
		     "s.xml:5:3: note: memory 'apb' is 0x80000000..0x800fffff\n");
}

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
		     "s.xml:4:3: note: memory 'ram' is 0x40000000..0x47ffffff\n"
		     "s.xml:20:30: error: [area-outside-ram] partition 'telemetry' area 'data' "
		     "0x47ff8000..0x48007fff is not inside one ram memory of board "
		     "'leon3_generic'\n"
		     "s.xml:4:3: note: memory 'ram' is 0x40000000..0x47ffffff\n");
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
		     "s.xml:4:3: note: memory 'ram' is 0x40000000..0x47ffffff\n"
		     "s.xml:30:3: note: memory 'next' is 0x48000000..0x4800ffff\n");
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
		     "s.xml:20:30: help: the next free 64KiB start at 0x40110000\n");
}

/* Every area inside a large one is found, though only the first is its neighbour. */
static void areas_inside_an_area_are_found(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].size.value = SAMPLE_RAM_END - SAMPLE_HOST;
	check_model(&(struct check_context){ fixture->arena, fixture->diag, system });
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
		     "declared here\n");
}

static void areas_that_touch_are_apart(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.areas[0].size.value = SAMPLE_CODE - SAMPLE_HOST;
	expect_model(fixture, system, "");
	system->host.areas[0].size.value += 0x1000;
	check_model(&(struct check_context){ fixture->arena, fixture->diag, system });
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
		     "s.xml:16:30: help: a memory management unit protects whole pages; start and "
		     "size must be multiples of 4KiB\n"
		     "s.xml:20:40: error: [area-alignment] partition 'telemetry' area 'data' "
		     "0x40210000..0x4021fffe is not made of whole pages of 4096 bytes\n"
		     "s.xml:20:40: help: a memory management unit protects whole pages; start and "
		     "size must be multiples of 4KiB\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_sample_is_without_fault),
		FIXTURE_TEST(a_range_has_bytes),
		FIXTURE_TEST(a_range_ends_within_32_bits),
		FIXTURE_TEST(memories_do_not_overlap),
		FIXTURE_TEST(devices_do_not_overlap_and_lie_in_io),
		FIXTURE_TEST(areas_lie_in_ram),
		FIXTURE_TEST(an_area_does_not_span_two_memories),
		FIXTURE_TEST(areas_do_not_overlap),
		FIXTURE_TEST(areas_inside_an_area_are_found),
		FIXTURE_TEST(no_place_is_suggested_when_there_is_none),
		FIXTURE_TEST(areas_that_touch_are_apart),
		FIXTURE_TEST(areas_are_whole_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
