/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_names.c and check_loader.c: one defect of a sample system at a time, the whole report. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect_model.h"
#include "fixture.h"
#include "sample.h"

static void names_of_owners_differ(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[1].name.value = "xhost";
	system->plans[0].slots[1].partition.value = "xhost";
	expect_model(fixture, system,
		     "s.xml:18:10: error: [name-unique] two partitions, hosts, blobs or shared "
		     "memories are named 'xhost'\n"
		     "s.xml:12:10: note: the first is here\n");
}

/* One report for each but the first. */
static void names_of_devices_and_memories_differ(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_device(fixture->arena, system, "uart0", 0x80000400, 4, 30);
	sample_add_device(fixture->arena, system, "uart0", 0x80000500, 4, 31);
	sample_add_memory(fixture->arena, system, "ram", MEMORY_RAM, 0x60000000, 0x1000, 32);
	/* A device may have the name of a memory. */
	sample_add_device(fixture->arena, system, "prom", 0x80000600, 4, 33);
	expect_model(fixture, system,
		     "s.xml:30:10: error: [name-unique] two devices are named 'uart0'\n"
		     "s.xml:8:10: note: the first is here\n"
		     "s.xml:31:10: error: [name-unique] two devices are named 'uart0'\n"
		     "s.xml:8:10: note: the first is here\n"
		     "s.xml:32:10: error: [name-unique] two memories are named 'ram'\n"
		     "s.xml:4:10: note: the first is here\n");
}

static void names_of_areas_of_one_owner_differ(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].areas[1].name.value = "code";
	system->host.areas[0].name.value = "code";
	expect_model(fixture, system,
		     "s.xml:16:10: error: [area-name-unique] two areas of partition 'control' are "
		     "named 'code'\n"
		     "s.xml:15:10: note: the first is here\n");
}

static void ids_differ(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan plans[] = { system->plans[0], system->plans[0] };

	plans[1].id.at.line = 30;
	system->plans = plans;
	system->n_plans = 2;
	system->partitions[1].id.value = 0;
	system->board.processors[1].id.value = 0;
	expect_model(fixture, system,
		     "s.xml:18:10: error: [id-unique] two partitions have the id 0\n"
		     "s.xml:14:10: note: the first is here\n"
		     "s.xml:7:10: error: [id-unique] two processors have the id 0\n"
		     "s.xml:6:10: note: the first is here\n"
		     "s.xml:30:10: error: [id-unique] two plans have the id 0\n"
		     "s.xml:21:10: note: the first is here\n");
}

static void devices_in_use_exist(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device_use uses[] = { { { "s.xml", 30, 3 }, sample_text("uart1", 30, 10) },
				     { { "s.xml", 31, 3 }, sample_text("uart1", 31, 10) },
				     { { "s.xml", 32, 3 }, sample_text("spacewire0", 32, 10) } };

	system->partitions[0].devices[0].name.value = "urt1";
	system->partitions[1].devices = uses;
	system->partitions[1].n_devices = 3;
	expect_model(fixture, system,
		     "s.xml:17:10: error: [device-unknown] board 'leon3_generic' has no device "
		     "'urt1'\n"
		     "s.xml:17:10: help: did you mean 'uart1'?\n"
		     "s.xml:32:10: error: [device-unknown] board 'leon3_generic' has no device "
		     "'spacewire0'\n"
		     "s.xml:31:10: error: [device-owner] partition 'telemetry' names device "
		     "'uart1' twice\n"
		     "s.xml:30:10: note: it is first used here\n");
}

static void the_hosts_devices_exist(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device_use use = { { "s.xml", 30, 3 }, sample_text("uart7", 30, 10) };

	system->host.devices = &use;
	system->host.n_devices = 1;
	expect_model(fixture, system,
		     "s.xml:30:10: error: [device-unknown] board 'leon3_generic' has no device "
		     "'uart7'\n"
		     "s.xml:30:10: help: did you mean 'uart0'?\n");
}

static void the_console_is_a_uart(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->loader.console.value = "uart2";
	expect_model(fixture, system,
		     "s.xml:24:10: error: [loader-console] board 'leon3_generic' has no device "
		     "'uart2'\n"
		     "s.xml:24:10: help: did you mean 'uart0'?\n");
	system->loader.console.value = "irqmp0";
	expect_model(fixture, system,
		     "s.xml:24:10: error: [loader-console] device 'irqmp0' is of type 'irqmp'; the "
		     "loader prints on 'apbuart' only\n"
		     "s.xml:10:20: note: the device is declared here\n");
}

static void the_baud_rate_can_be_made(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->loader.baud = sample_number(4000000, 24, 20);
	expect_model(fixture, system,
		     "s.xml:24:20: error: [loader-baud] a UART clocked with 40000000 Hz cannot run "
		     "at 4000000 baud within 3 %\n"
		     "s.xml:6:40: note: the clock is declared here\n"
		     "s.xml:24:20: help: every rate from 1221 to 294117 can be made from this "
		     "clock\n");
	system->loader.console.value = NULL; /* a silent loader needs no rate */
	expect_model(fixture, system,
		     "s.xml:24:20: warning: [loader-silent] a rate for a console that the loader "
		     "does not have: it is silent\n");
	/* The default rate is blamed at the element. */
	system = sample_system(fixture->arena);
	system->board.processors[0].clock.value = 100000;
	system->board.processors[1].clock.value = 100000;
	expect_model(fixture, system,
		     "s.xml:24:3: error: [loader-baud] a UART clocked with 100000 Hz cannot run at "
		     "38400 baud within 3 %\n"
		     "s.xml:6:40: note: the clock is declared here\n"
		     "s.xml:24:3: help: every rate from 4 to 735 can be made from this clock\n");
}

static void a_clock_has_32_bits(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.processors[0].clock.value = 0;
	system->board.processors[1].clock.value = (uint64_t)1 << 32;
	expect_model(fixture, system,
		     "s.xml:6:40: error: [processor-clock] a clock of 0 Hz is not between 1 and "
		     "4294967295 Hz\n"
		     "s.xml:7:40: error: [processor-clock] a clock of 4294967296 Hz is not between "
		     "1 and 4294967295 Hz\n");
}

static void the_region_is_rom(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->loader.region = sample_text("flash", 24, 40);
	expect_model(fixture, system,
		     "s.xml:24:40: error: [loader-region] board 'leon3_generic' has no memory "
		     "'flash'\n"
		     "s.xml:24:40: help: memory 'prom' is of kind rom\n");
	system->loader.region.value = "ram";
	expect_model(fixture, system,
		     "s.xml:24:40: error: [loader-region] memory 'ram' is not of kind rom; loader "
		     "and container need storage that keeps them\n"
		     "s.xml:4:3: note: the memory is declared here\n");
	system->loader.region = (struct text){ NULL, { NULL, 0, 0 } };
	system->board.memories[0].kind = MEMORY_IO;
	expect_model(fixture, system,
		     "s.xml:2:3: error: [loader-region] board 'leon3_generic' has no rom memory "
		     "for the loader\n"
		     "s.xml:2:3: help: declare the Memory of kind rom that the processor starts "
		     "from\n");
}

static void the_manifest_cap_is_possible(void **state)
{
	static const uint64_t possible[] = { 4096, 65536, 65544, 4u << 20 };
	static const uint64_t impossible[] = { 0, 4088, 65540, (4u << 20) + 8,
					       ((uint64_t)1 << 32) + 65536 };
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	for (size_t i = 0; i < sizeof(possible) / sizeof(possible[0]); i++) {
		system->loader.manifest_cap = sample_number(possible[i], 24, 40);
		expect_model(fixture, system, "");
	}
	for (size_t i = 0; i < sizeof(impossible) / sizeof(impossible[0]); i++) {
		system->loader.manifest_cap = sample_number(impossible[i], 24, 40);
		expect_model(fixture, system,
			     arena_printf(fixture->arena,
					  "s.xml:24:40: error: [loader-cap] a manifest cap of %llu "
					  "bytes is not possible\n"
					  "s.xml:24:40: help: use a multiple of 8 between 4KiB and "
					  "4MiB\n",
					  (unsigned long long)impossible[i]));
	}
}

static void the_loaders_lists_are_bounded(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct register_write writes[65];

	for (uint32_t i = 0; i < 65; i++)
		writes[i] = (struct register_write){ { "s.xml", 100 + i, 3 },
						     sample_number(0x80000000, 100 + i, 30),
						     sample_number(i, 100 + i, 40) };
	system->board.registers = writes;
	system->board.n_registers = 64;
	for (uint32_t i = 0; i < 63; i++)
		sample_add_memory(fixture->arena, system, arena_printf(fixture->arena, "m%u", i),
				  MEMORY_RAM, 0x50000000 + i * 0x1000, 0x1000, 200 + i);
	expect_model(fixture, system, "");
	system->board.n_registers = 65;
	sample_add_memory(fixture->arena, system, "last", MEMORY_RAM, 0x60000000, 0x1000, 300);
	expect_model(fixture, system,
		     "s.xml:2:3: error: [loader-limits] 65 memories of kind ram; the loader takes "
		     "at most 64\n"
		     "s.xml:164:3: error: [loader-limits] 65 register writes; the loader takes at "
		     "most 64\n");
}

static void registers_are_words(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct register_write *write = system->board.registers;

	write->value.value = UINT32_MAX;
	write->address.value = 0x800ffffc;
	expect_model(fixture, system, "");
	write->address.value = 0x80100000;
	expect_model(fixture, system,
		     "s.xml:11:30: error: [register-outside-io] register 0x80100000 is not inside "
		     "an io memory of board 'leon3_generic'\n");
	write->address.value = 0x80000002;
	write->value.value = (uint64_t)1 << 32;
	expect_model(fixture, system,
		     "s.xml:11:30: error: [register] 0x80000002 is not the address of a 32-bit "
		     "register\n"
		     "s.xml:11:40: error: [register] 0x100000000 does not fit 32 bits\n");
	write->value.value = 0;
	write->address.value = (uint64_t)1 << 32;
	expect_model(fixture, system,
		     "s.xml:11:30: error: [register] 0x100000000 is not the address of a 32-bit "
		     "register\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(names_of_owners_differ),
		FIXTURE_TEST(names_of_devices_and_memories_differ),
		FIXTURE_TEST(names_of_areas_of_one_owner_differ),
		FIXTURE_TEST(ids_differ),
		FIXTURE_TEST(devices_in_use_exist),
		FIXTURE_TEST(the_hosts_devices_exist),
		FIXTURE_TEST(the_console_is_a_uart),
		FIXTURE_TEST(the_baud_rate_can_be_made),
		FIXTURE_TEST(a_clock_has_32_bits),
		FIXTURE_TEST(the_region_is_rom),
		FIXTURE_TEST(the_manifest_cap_is_possible),
		FIXTURE_TEST(the_loaders_lists_are_bounded),
		FIXTURE_TEST(registers_are_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
