/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_plan.c: one defect of a sample system at a time, the whole report. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"

#define MS 1000000u

static void expect_model(struct fixture *fixture, const struct system *system, const char *report)
{
	check_model(&(struct check_context){ fixture->arena, fixture->diag, system });
	expect_report(fixture->diag, report);
}

static void slots_name_partitions(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[0].partition.value = "contorl";
	system->plans[0].slots[1].partition.value = "xhost";
	expect_model(fixture, system,
		     "s.xml:22:10: error: [slot-partition] no partition is named 'contorl'\n"
		     "s.xml:22:10: help: did you mean 'control'?\n"
		     "s.xml:23:10: error: [slot-partition] no partition is named 'xhost'\n");
}

/* Without the attribute it is processor 0, and then the slot is to blame. */
static void slots_are_on_processors(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].processor = sample_number(2, 23, 60);
	system->board.processors[0].id.value = 5;
	expect_model(fixture, system,
		     "s.xml:6:3: error: [processor-id] board 'leon3_generic' has no processor 0, "
		     "on which the loader starts\n"
		     "s.xml:22:3: error: [slot-processor] board 'leon3_generic' has no processor "
		     "0\n"
		     "s.xml:23:60: error: [slot-processor] board 'leon3_generic' has no processor "
		     "2\n");
}

static void slots_lie_in_the_major_frame(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].duration.value = 50 * MS;
	expect_model(fixture, system, "");
	system->plans[0].slots[1].duration.value++;
	expect_model(fixture, system,
		     "s.xml:23:30: error: [slot-frame] the slot of 'telemetry', 50000001ns long "
		     "from 50ms, leaves the major frame of 100ms\n"
		     "s.xml:21:50: note: the major frame is declared here\n");
}

static void times_do_not_wrap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].start.value = UINT64_MAX;
	system->plans[0].slots[0].duration.value = UINT64_MAX;
	expect_model(fixture, system,
		     "s.xml:22:30: error: [slot-frame] the slot of 'control', "
		     "18446744073709551615ns long from 0ns, leaves the major frame of 100ms\n"
		     "s.xml:21:50: note: the major frame is declared here\n"
		     "s.xml:23:30: error: [slot-frame] the slot of 'telemetry', 40ms long from "
		     "18446744073709551615ns, leaves the major frame of 100ms\n"
		     "s.xml:21:50: note: the major frame is declared here\n");
}

static void times_have_a_duration(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].duration.value = 0;
	expect_model(fixture, system,
		     "s.xml:23:50: error: [slot-frame] the slot of 'telemetry' has no duration\n");
	fixture_forget(fixture);
	system->plans[0].n_slots = 1;
	system->plans[0].major_frame.value = 0;
	expect_model(fixture, system,
		     "s.xml:21:50: error: [slot-frame] the major frame has no duration\n");
}

static void slots_ascend(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_slot(fixture->arena, &system->plans[0], "control", 45, 5, 30);
	expect_model(fixture, system,
		     "s.xml:30:30: error: [slot-order] the slot of 'control' starts at 45ms, "
		     "before the slot that stands in front of it\n"
		     "s.xml:23:30: note: the slot of 'telemetry', 40ms long from 50ms, is "
		     "declared here\n"
		     "s.xml:30:30: help: write the slots of a processor in the order of their "
		     "starts\n");
}

static void slots_do_not_overlap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[0].duration.value = 50 * MS; /* they touch */
	expect_model(fixture, system, "");
	system->plans[0].slots[0].duration.value++;
	expect_model(fixture, system,
		     "s.xml:23:30: error: [slot-overlap] the slot of 'telemetry' starts at "
		     "50ms, while the slot of 'control' runs on processor 0\n"
		     "s.xml:22:30: note: the slot of 'control', 50000001ns long from 0ns, is "
		     "declared here\n");
}

/* A long slot is held against all that start in it, not against the next alone. */
static void every_slot_inside_a_long_one_is_found(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];

	plan->slots[0].duration.value = 90 * MS;
	plan->slots[1].start.value = 10 * MS;
	plan->slots[1].duration.value = 10 * MS;
	sample_add_slot(fixture->arena, plan, "telemetry", 30, 10, 30);
	expect_model(fixture, system,
		     "s.xml:23:30: error: [slot-overlap] the slot of 'telemetry' starts at "
		     "10ms, while the slot of 'control' runs on processor 0\n"
		     "s.xml:22:30: note: the slot of 'control', 90ms long from 0ns, is "
		     "declared here\n"
		     "s.xml:30:30: error: [slot-overlap] the slot of 'telemetry' starts at "
		     "30ms, while the slot of 'control' runs on processor 0\n"
		     "s.xml:22:30: note: the slot of 'control', 90ms long from 0ns, is "
		     "declared here\n");
}

static void processors_run_at_the_same_time(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];

	sample_add_slot(fixture->arena, plan, "telemetry", 20, 10, 30)->processor =
		sample_number(1, 30, 60);
	expect_model(fixture, system, "");
	sample_add_slot(fixture->arena, plan, "control", 25, 10, 31)->processor =
		sample_number(1, 31, 60);
	expect_model(fixture, system,
		     "s.xml:31:30: error: [slot-overlap] the slot of 'control' starts at 25ms, "
		     "while the slot of 'telemetry' runs on processor 1\n"
		     "s.xml:30:30: note: the slot of 'telemetry', 10ms long from 20ms, is "
		     "declared here\n");
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
	fixture_forget(fixture);
	system->host.protocol = PROTOCOL_RAW;
	system->partitions[0].n_devices = 0;
	expect_model(fixture, system, "");
	system->host.protocol = PROTOCOL_XPACK;
	system->n_partitions = 0;
	expect_model(fixture, system, "");
}

/* The manual lists checks by their ids. */
static void every_check_has_an_id_of_its_own(void **state)
{
	static const struct check *const tables[] = { check_names, check_memory, check_plan,
						      check_loader };
	const char *ids[64];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (const struct check *check = tables[i]; check->id != NULL; check++) {
			assert_non_null(check->title);
			assert_non_null(check->run);
			for (size_t j = 0; j < n; j++)
				assert_string_not_equal(check->id, ids[j]);
			ids[n++] = check->id;
		}
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(slots_name_partitions),
		FIXTURE_TEST(slots_are_on_processors),
		FIXTURE_TEST(slots_lie_in_the_major_frame),
		FIXTURE_TEST(times_do_not_wrap),
		FIXTURE_TEST(times_have_a_duration),
		FIXTURE_TEST(slots_ascend),
		FIXTURE_TEST(slots_do_not_overlap),
		FIXTURE_TEST(every_slot_inside_a_long_one_is_found),
		FIXTURE_TEST(processors_run_at_the_same_time),
		FIXTURE_TEST(partitions_need_a_plan),
		cmocka_unit_test(every_check_has_an_id_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
