/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_plan.c: one defect of a sample system at a time, the whole report. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "expect_model.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"

#define MS 1000000u

static void every_partition_has_a_slot(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].n_slots = 1;
	system->board.n_processors = 1;
	expect_model(fixture, system,
		     "s.xml:18:10: error: [partition-no-slot] partition 'telemetry' has no slot in "
		     "any plan\n"
		     "s.xml:21:10: help: in plan 0 there is room for <Slot "
		     "partition=\"telemetry\" start=\"40ms\" duration=\"60ms\" "
		     "processor=\"0\"/>\n");
	sample_need(&system->partitions[1], 5 * MS, 20 * MS);
	expect_model(fixture, system,
		     "s.xml:18:10: error: [partition-no-slot] partition 'telemetry' has no slot in "
		     "any plan\n"
		     "s.xml:21:10: help: in plan 0 there is room for <Slot "
		     "partition=\"telemetry\" start=\"40ms\" duration=\"5ms\" "
		     "processor=\"0\"/>\n");
}

/* A slot of a name that nobody has may be the one that is missing. */
static void a_slip_of_the_name_is_one_error(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].partition.value = "telemetri";
	check_model(fixture->arena, fixture->diag, system);
	expect_report(fixture->diag,
		      "s.xml:23:10: error: [slot-partition] no partition is named 'telemetri'\n"
		      "s.xml:23:10: help: did you mean 'telemetry'?\n");
	assert_non_null(strstr(diag_summary(fixture->arena, fixture->diag),
			       "partition-no-slot (because of slot-partition)"));
}

/* A host of another protocol may have its own schedule; once there is a plan, it is meant. */
static void without_a_plan_there_are_no_slots(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].n_slots = 1;
	system->plans[0].slots[0].duration.value = 100 * MS;
	system->board.n_processors = 1;
	expect_model(fixture, system,
		     "s.xml:18:10: error: [partition-no-slot] partition 'telemetry' has no slot in "
		     "any plan\n");
	system->host.protocol = PROTOCOL_RAW;
	for (size_t i = 0; i < system->n_partitions; i++)
		system->partitions[i].n_devices = 0;
	system->n_plans = 0;
	expect_model(fixture, system, "");
}

static void partitions_run_in_every_plan(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plans = arena_array(fixture->arena, 2, sizeof(*plans));

	plans[0] = plans[1] = system->plans[0];
	plans[1].id = sample_number(7, 40, 10);
	plans[1].n_slots = 1;
	system->plans = plans;
	system->n_plans = 2;
	expect_model(fixture, system,
		     "s.xml:40:10: warning: [plan-partition] plan 7 has no slot for partition "
		     "'telemetry', which other plans run\n"
		     "s.xml:18:10: note: partition 'telemetry' is declared here\n");
}

static void partitions_need_a_plan(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->n_plans = 0;
	expect_model(fixture, system,
		     "s.xml:1:3: error: [plan-missing] the system has partitions but no plan that "
		     "would run them\n"
		     "s.xml:1:3: help: add <Plan id=\"0\" majorFrame=\"...\"> with a Slot for each "
		     "partition\n");
	system->host.protocol = PROTOCOL_RAW;
	system->partitions[0].n_devices = 0;
	expect_model(fixture, system, "");
	system->host.protocol = PROTOCOL_XPACK;
	system->n_partitions = 0;
	expect_model(fixture, system, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(every_partition_has_a_slot),
		FIXTURE_TEST(a_slip_of_the_name_is_one_error),
		FIXTURE_TEST(without_a_plan_there_are_no_slots),
		FIXTURE_TEST(partitions_run_in_every_plan),
		FIXTURE_TEST(partitions_need_a_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
