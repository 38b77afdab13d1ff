/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* setup and model: what the description asks of the loader, and look-ups by name. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"
#include "sample.h"
#include "xpack/setup.h"

static void absent_attributes_have_defaults(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	assert_int_equal(setup_baud(system), 38400);
	assert_int_equal(setup_manifest_cap(system), 65536);
	system->loader.baud = sample_number(115200, 24, 20);
	system->loader.manifest_cap = sample_number(8192, 24, 30);
	assert_int_equal(setup_baud(system), 115200);
	assert_int_equal(setup_manifest_cap(system), 8192);
}

static void region_is_the_named_or_the_first_rom(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_memory(fixture->arena, system, "flash", MEMORY_ROM, 0x10000000, 0x1000, 30);
	assert_string_equal(setup_region(system)->name.value, "prom");
	system->loader.region = sample_text("flash", 24, 30);
	assert_string_equal(setup_region(system)->name.value, "flash");
	system->loader.region.value = "none";
	assert_null(setup_region(system));
	system->loader.region.value = NULL;
	system->board.memories[0].kind = MEMORY_RAM;
	system->board.n_memories = 3;
	assert_null(setup_region(system));
}

static void a_second_container_goes_up_to_the_end_of_the_region(void **state)
{
	static const uint64_t none[] = { 0, 0x7ff800, 0x800000, 0x900000, 0x1000000000 };
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	uint32_t addr = 0;
	uint32_t size = 0;

	assert_false(setup_second(system, &addr, &size));
	assert_int_equal(setup_n_containers(system), 1);
	system->loader.second_container = sample_number(0x300000, 24, 40);
	assert_true(setup_second(system, &addr, &size));
	assert_int_equal(addr, 0x300000);
	assert_int_equal(size, 0x500000);
	assert_int_equal(setup_n_containers(system), 2);
	assert_int_equal(setup_storage_at(system).column, 40);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		system->loader.second_container.value = none[i];
		assert_false(setup_second(system, &addr, &size));
	}
	system->loader.second_container.value = 0x300000;
	system->loader.second_container.bad = true;
	assert_false(setup_second(system, &addr, &size));
}

static void console_is_the_named_device(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	assert_int_equal(setup_console(system)->start.value, 0x80000100);
	system->loader.console.value = "none";
	assert_null(setup_console(system));
	system->loader.console.value = NULL;
	assert_null(setup_console(system));
}

static void expect_scaler(uint64_t clock, uint64_t baud, uint32_t scaler)
{
	uint32_t made = UINT32_MAX;

	assert_true(setup_scaler(clock, baud, &made));
	assert_int_equal(made, scaler);
}

/* clock / (8 * rate) - 1, rounded to the nearest. */
static void scalers_of_known_boards(void **state)
{
	(void)state;
	expect_scaler(40000000, 38400, 129);
	expect_scaler(40000000, 115200, 42);
	expect_scaler(50000000, 38400, 162);
	expect_scaler(100000000, 9600, 1301);
	expect_scaler(8, 1, 0);
	expect_scaler((uint64_t)4096 * 8 * 100, 100, 4095);
	expect_scaler((uint64_t)4200 * 8 * 100, 100, 4095); /* the most there is is near enough */
}

static void scalers_that_cannot_be(void **state)
{
	uint32_t scaler;

	(void)state;
	assert_false(setup_scaler((uint64_t)4300 * 8 * 100, 100, &scaler)); /* 13 bits */
	assert_false(setup_scaler(40000000, 4000000, &scaler));             /* 25 % off */
	assert_false(setup_scaler(40000000, 40000000, &scaler));
	assert_false(setup_scaler(40000000, 0, &scaler));
	assert_false(setup_scaler(0, 38400, &scaler));
	assert_false(setup_scaler((uint64_t)1 << 32, 38400, &scaler));
	assert_false(setup_scaler(40000000, (uint64_t)1 << 32, &scaler));
	assert_false(setup_scaler(UINT32_MAX, UINT64_MAX / 8, &scaler));
}

/* Every scaler that is given makes a rate within 3 %; none is refused where one would. */
static void scalers_are_exact_within_the_bound(void **state)
{
	(void)state;
	for (uint64_t clock = 1000000; clock <= 200000000; clock += 777777)
		for (uint64_t baud = 300; baud <= 2000000; baud = baud * 3 / 2) {
			bool possible = false;
			uint32_t scaler = 0;

			/* |clock - made| <= 3 % of made, for any of the 4096 values */
			for (uint64_t n = 1; n <= 4096 && !possible; n++) {
				uint64_t made = n * baud * 8;
				uint64_t off = made > clock ? made - clock : clock - made;

				possible = off * 100 <= made * 3;
			}
			if (setup_scaler(clock, baud, &scaler) != possible)
				fail_msg("clock %lu, baud %lu", (unsigned long)clock,
					 (unsigned long)baud);
		}
}

/* Every rate of the range can be made, the one below it is beyond the scaler's bits. */
static void the_range_of_rates_can_be_made(void **state)
{
	uint64_t lowest;
	uint64_t highest;
	uint32_t scaler;

	(void)state;
	for (uint64_t clock = 1000; clock <= UINT32_MAX; clock = clock * 7 / 5) {
		setup_baud_range(clock, &lowest, &highest);
		assert_true(lowest > 0 && lowest <= highest);
		assert_true((lowest - 1) * 8 * 4096 < clock);
		for (uint64_t baud = lowest; baud <= highest; baud += 1 + baud / 50)
			assert_true(setup_scaler(clock, baud, &scaler));
		assert_true(setup_scaler(clock, highest, &scaler));
	}
	setup_baud_range(100, &lowest, &highest);
	assert_true(lowest > highest);
}

static void lookups_by_name_and_id(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	assert_ptr_equal(model_partition(system, "telemetry"), &system->partitions[1]);
	assert_null(model_partition(system, "xhost"));
	assert_ptr_equal(model_device(system, "irqmp0"), &system->board.devices[2]);
	assert_null(model_device(system, "uart"));
	assert_ptr_equal(model_memory(system, "ram"), &system->board.memories[1]);
	assert_null(model_memory(system, "RAM"));
	assert_ptr_equal(model_processor(system, 1), &system->board.processors[1]);
	assert_null(model_processor(system, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(absent_attributes_have_defaults),
		FIXTURE_TEST(region_is_the_named_or_the_first_rom),
		FIXTURE_TEST(a_second_container_goes_up_to_the_end_of_the_region),
		FIXTURE_TEST(console_is_the_named_device),
		cmocka_unit_test(scalers_of_known_boards),
		cmocka_unit_test(scalers_that_cannot_be),
		cmocka_unit_test(scalers_are_exact_within_the_bound),
		cmocka_unit_test(the_range_of_rates_can_be_made),
		FIXTURE_TEST(lookups_by_name_and_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
