/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_memory.c: one defect of a sample system at a time, and all that is reported of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "expect_model.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"

#define N_IN_PAGE 100u

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
	expect_model(fixture, system,
		     "s.xml:3:40: error: [range] memory 'prom' has no bytes\n"
		     "s.xml:8:40: error: [range] device 'uart0' has no bytes\n"
		     "s.xml:20:40: error: [range] partition 'telemetry' area 'data' has no bytes\n"
		     "s.xml:20:40: help: the smallest area is a page of 4KiB\n");
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
		     "s.xml:30:40: help: from 0xffffff00 on there are 0x100 addresses\n"
		     "s.xml:31:40: error: [range] memory 'wraps' leaves the 32-bit address space: "
		     "start 0x00000100, size 0xffffffffffffff80\n"
		     "s.xml:31:40: help: from 0x00000100 on there are 0xffffff00 addresses\n"
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
		     "s.xml:5:3: note: memory 'apb' of kind io is 0x80000000..0x800fffff\n");
}

/* The last byte of one may lie in front of the first of the next, no further. */
static void memories_and_devices_touch(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "sram", MEMORY_RAM, 0x3fffff00, 0x100, 30);
	sample_add_device(fixture->arena, system, "timer0", 0x80000400, 0x100, 31);
	sample_add_device(fixture->arena, system, "gpio0", 0x800fff00, 0x100, 32);
	expect_model(fixture, system, "");
	sample_add_device(fixture->arena, system, "timer1", 0x800003ff, 2, 33);
	check_model(fixture->arena, fixture->diag, system);
	assert_int_equal(diag_n_errors(fixture->diag), 2);
}

/* The addresses of I/O ports have 16 bits. */
static void a_range_of_ports_ends_within_16_bits(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device *device;

	system->board.arch = ARCH_X86;
	system->loader.console = (struct text){ 0 };
	system->board.n_registers = 0;
	device = sample_add_device(fixture->arena, system, "com1", 0xfff8, 8, 30);
	device->space = SPACE_PORT;
	expect_model(fixture, system, "");
	device->size.value = 9;
	expect_model(fixture, system,
		     "s.xml:30:40: error: [range] device 'com1' leaves the 16-bit I/O address "
		     "space: start 0x0000fff8, size 0x9\n"
		     "s.xml:30:40: help: from 0x0000fff8 on there are 0x8 addresses\n");
}

/* A memory whose numbers are wrong is no reason to doubt what lies in front of it. */
static void an_unsound_memory_may_hold_what_follows(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.memories[2].size.value = UINT64_MAX;
	sample_add_device(fixture->arena, system, "gpio0", 0x7fffff00, 0x100, 30);
	expect_model(fixture, system,
		     "s.xml:5:40: error: [range] memory 'apb' leaves the 32-bit address space: "
		     "start 0x80000000, size 0xffffffffffffffff\n"
		     "s.xml:5:40: help: from 0x80000000 on there are 0x80000000 addresses\n"
		     "s.xml:30:30: error: [device-outside-io] device 'gpio0' "
		     "0x7fffff00..0x7fffffff is not inside one io memory of board "
		     "'leon3_generic'\n");
}

/* Up to the page's last byte, and not one further. */
static void a_partitions_device_has_its_page_alone(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device *device;

	system->board.devices[1].start.value = 0x80001000;
	device = sample_add_device(fixture->arena, system, "gpio0", 0x80002000, 0x100, 30);
	diag_set_rule(fixture->diag, "device-page", DIAG_ENABLE);
	expect_model(fixture, system, "");
	device->start.value = 0x80001fff;
	device->size.value = 1;
	diag_set_rule(fixture->diag, "device-page", DIAG_ENABLE);
	expect_model(fixture, system,
		     "s.xml:9:30: info: [device-page] device 'uart1' 0x80001000..0x800010ff of "
		     "partition 'control' has a page of 4KiB in common with device 'gpio0'\n"
		     "s.xml:30:30: note: device 'gpio0' 0x80001fff..0x80001fff is declared here\n"
		     "s.xml:9:30: help: the host must make the accesses itself, or the partition "
		     "reaches both\n");
}

/* The neighbour is in front of a hundred that are the partition's own. */
static void a_page_of_many_devices(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct partition *partition = &system->partitions[1];

	sample_add_device(fixture->arena, system, "gpio0", 0x80001000, 0x10, 30);
	for (uint32_t i = 0; i < N_IN_PAGE; i++) {
		const char *name = arena_printf(fixture->arena, "own%u", i);

		sample_add_device(fixture->arena, system, name, 0x80001010 + 0x10 * i, 0x10, 31);
		partition->devices = arena_grow(fixture->arena, partition->devices,
						partition->n_devices, sizeof(struct device_use));
		partition->devices[partition->n_devices++] =
			(struct device_use){ { "s.xml", 32, 3 }, sample_text(name, 32, 10) };
	}
	system->partitions[0].n_devices = 0;
	diag_set_rule(fixture->diag, "device-page", DIAG_ENABLE);
	check_find("device-page")
		->run(&(struct check_context){ fixture->arena, fixture->diag, system, NULL });
	expect_first(fixture->diag,
		     "s.xml:31:30: info: [device-page] device 'own0' 0x80001010..0x8000101f of "
		     "partition 'telemetry' has a page of 4KiB in common with device 'gpio0'\n"
		     "s.xml:30:30: note: device 'gpio0' 0x80001000..0x8000100f is declared here\n"
		     "s.xml:31:30: help: the host must make the accesses itself, or the partition "
		     "reaches both\n");
	assert_int_equal(diag_n_infos(fixture->diag), N_IN_PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_sample_is_without_fault),
		FIXTURE_TEST(a_range_has_bytes),
		FIXTURE_TEST(a_range_ends_within_32_bits),
		FIXTURE_TEST(memories_do_not_overlap),
		FIXTURE_TEST(devices_do_not_overlap_and_lie_in_io),
		FIXTURE_TEST(memories_and_devices_touch),
		FIXTURE_TEST(a_range_of_ports_ends_within_16_bits),
		FIXTURE_TEST(an_unsound_memory_may_hold_what_follows),
		FIXTURE_TEST(a_partitions_device_has_its_page_alone),
		FIXTURE_TEST(a_page_of_many_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
