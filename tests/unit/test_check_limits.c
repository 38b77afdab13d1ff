/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_limits.c and check_counts.c: a sample system against the limits of its host. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "expect_model.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"

#define SAYS_SO "s.xml:50:60: note: host 'xhost' says so here\n"

static struct number limit(uint64_t value)
{
	return sample_number(value, 50, 60);
}

static void rename_partition(struct system *system, size_t i, const char *name)
{
	system->partitions[i].name.value = name;
	system->plans[0].slots[i].partition.value = name;
}

static void names_fit_their_fields(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.limits.name_length = limit(9);
	system->host.limits.label_length = limit(13);
	expect_model(fixture, system, ""); /* telemetry, leon3_generic */
	system->host.limits.label_length = limit(8);
	rename_partition(system, 1, "control---b");
	expect_model(fixture, system,
		     "s.xml:1:10: error: [name-length] system 'leon3-two' is a name of 9 "
		     "characters, where host 'xhost' takes 8\n" SAYS_SO
		     "s.xml:1:10: help: 'leon3-tw' is short enough\n"
		     "s.xml:2:10: error: [name-length] board 'leon3_generic' is a name of 13 "
		     "characters, where host 'xhost' takes 8\n" SAYS_SO
		     "s.xml:2:10: help: 'leon3_ge' is short enough\n"
		     /* Cut and without the hyphens it would be the other's. */
		     "s.xml:18:10: error: [name-length] partition 'control---b' is a name of 11 "
		     "characters, where host 'xhost' takes 9\n" SAYS_SO);
}

static void cut_names_differ(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->host.limits.name_length = limit(7);
	rename_partition(system, 1, "controller");
	expect_model(fixture, system,
		     "s.xml:18:10: error: [name-length] partition 'controller' is a name of 10 "
		     "characters, where host 'xhost' takes 7\n" SAYS_SO
		     "s.xml:14:10: note: cut to 7 characters it is the same as 'control'\n");
	system->host.limits.name_length.bad = true;
	expect_model(fixture, system, "");
}

/* The free ids are offered in their order, each once. */
static void ids_are_dense(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->partitions[0].id.value = 5;
	system->partitions[1].id.value = 4000000000;
	expect_model(fixture, system, "");
	system->host.limits.partition_ids = sample_text("dense", 50, 60);
	system->host.limits.ids_dense = true;
	expect_model(fixture, system,
		     "s.xml:14:10: error: [id-dense] partition 'control' has the id 5, where host "
		     "'xhost' wants 0 to 1 for 2 partitions\n" SAYS_SO
		     "s.xml:14:10: help: the id 0 is free\n"
		     "s.xml:18:10: error: [id-dense] partition 'telemetry' has the id 4000000000, "
		     "where host 'xhost' wants 0 to 1 for 2 partitions\n" SAYS_SO
		     "s.xml:18:10: help: the id 1 is free\n");
	system->partitions[0].id.value = 1;
	system->partitions[1].id.value = 0;
	expect_model(fixture, system, "");
}

#define BEYOND(at, what, n, limit)                                                                 \
	"s.xml:" at ": error: [host-limits] the number of " what " is " n                          \
	", where host 'xhost' takes " limit "; this is the first beyond\n" SAYS_SO

#define ON_PROCESSOR(at)                                                                           \
	"s.xml:" at ": error: [host-limits] a slot on processor 0, where host 'xhost' uses "       \
	"processors below 0\n" SAYS_SO

static void lists_fit_their_tables(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct limits *limits = &system->host.limits;

	limits->partitions = limits->areas = limits->slots = limit(2);
	limits->devices = limit(3);
	limits->plans = limits->processors = limit(1);
	limits->channels = limits->ports = limits->destinations = limit(0);
	expect_model(fixture, system, "");
	limits->partitions = limits->slots = limits->areas = limit(1);
	limits->devices = limits->plans = limits->processors = limit(0);
	/* clang-format off */
	expect_model(fixture, system,
		     BEYOND("8:3", "devices of board 'leon3_generic'", "3", "0")
		     BEYOND("18:3", "partitions", "2", "1")
		     BEYOND("16:3", "areas of partition 'control'", "2", "1")
		     BEYOND("20:3", "areas of partition 'telemetry'", "2", "1")
		     BEYOND("21:3", "plans", "1", "0")
		     BEYOND("23:3", "slots of plan 0", "2", "1")
		     ON_PROCESSOR("22:3") ON_PROCESSOR("23:3"));
	/* clang-format on */
}

/* Exact, to the nanosecond and at the end of 64 bits. */
static void times_are_counted_without_a_rest(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct limits *limits = &system->host.limits;

	limits->time_unit = limit(1000);
	limits->clock_unit = limit(1000000);
	expect_model(fixture, system, "");
	system->plans[0].slots[0].duration.value = 20000001;
	system->board.processors[1].clock.value = system->board.processors[0].clock.value = 1500000;
	system->loader.baud = sample_number(9600, 24, 20);
	expect_model(fixture, system,
		     "s.xml:6:40: error: [host-unit] 1500kHz is not a multiple of 1MHz, which "
		     "host 'xhost' counts in\n" SAYS_SO
		     "s.xml:6:40: help: the nearest are 1MHz and 2MHz\n"
		     "s.xml:7:40: error: [host-unit] 1500kHz is not a multiple of 1MHz, which "
		     "host 'xhost' counts in\n" SAYS_SO
		     "s.xml:7:40: help: the nearest are 1MHz and 2MHz\n"
		     "s.xml:22:50: error: [host-unit] 20000001ns is not a multiple of 1us, which "
		     "host 'xhost' counts in\n" SAYS_SO
		     "s.xml:22:50: help: the nearest are 20ms and 20001us\n");
}

static void the_nearest_unit_may_be_the_last(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	const struct check_context context = { fixture->arena, fixture->diag, system, NULL };

	system->host.limits.time_unit = limit(1000);
	system->plans[0].n_slots = 0;
	system->plans[0].major_frame.value = UINT64_MAX;
	for (const struct check *check = check_limits; check->id != NULL; check++)
		check->run(&context);
	expect_report(fixture->diag,
		      "s.xml:21:50: error: [host-unit] 18446744073709551615ns is not a multiple "
		      "of 1us, which host 'xhost' counts in\n" SAYS_SO
		      "s.xml:21:50: help: the nearest below is 18446744073709551us\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(names_fit_their_fields),
		FIXTURE_TEST(cut_names_differ),
		FIXTURE_TEST(ids_are_dense),
		FIXTURE_TEST(lists_fit_their_tables),
		FIXTURE_TEST(times_are_counted_without_a_rest),
		FIXTURE_TEST(the_nearest_unit_may_be_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
