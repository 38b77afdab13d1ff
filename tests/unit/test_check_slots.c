/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_slots.c: one defect of a sample system at a time, the whole report. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect_model.h"
#include "fixture.h"
#include "sample.h"

#define MS 1000000u

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
		     "s.xml:21:50: note: the major frame is declared here\n"
		     "s.xml:23:50: help: from there on, a duration of at most 50ms fits\n");
}

static void times_do_not_wrap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].start.value = UINT64_MAX;
	system->plans[0].slots[0].duration.value = UINT64_MAX;
	expect_model(
		fixture, system,
		"s.xml:22:30: error: [slot-frame] the slot of 'control', "
		"18446744073709551615ns long from 0ns, leaves the major frame of 100ms\n"
		"s.xml:21:50: note: the major frame is declared here\n"
		"s.xml:22:50: help: from there on, a duration of at most 100ms fits\n"
		"s.xml:23:30: error: [slot-frame] the slot of 'telemetry', 40ms long from "
		"18446744073709551615ns, leaves the major frame of 100ms\n"
		"s.xml:21:50: note: the major frame is declared here\n"
		"s.xml:23:30: help: a slot of that duration can start at 60ms at the latest\n");
}

static void times_have_a_duration(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].duration.value = 0;
	expect_model(fixture, system,
		     "s.xml:23:50: error: [slot-frame] the slot of 'telemetry' has no duration\n");
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
		     "declared here\n"
		     "s.xml:23:30: help: there is room for it from 50000001ns to 100ms\n");
}

/* Slots that start at one time overlap, in whatever order they stand; one without a duration does
 * not. */
static void slots_of_equal_start_overlap(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->plans[0].slots[1].start.value = 0;
	system->plans[0].slots[1].duration.value = 70 * MS;
	expect_model(fixture, system,
		     "s.xml:23:30: error: [slot-overlap] the slot of 'telemetry' starts at 0ns, "
		     "while the slot of 'control' runs on processor 0\n"
		     "s.xml:22:30: note: the slot of 'control', 40ms long from 0ns, is declared "
		     "here\n");
	system->plans[0].slots[1].duration.value = 0;
	expect_model(fixture, system,
		     "s.xml:23:50: error: [slot-frame] the slot of 'telemetry' has no duration\n");
}

/* Slots that stand in the wrong order are compared with their neighbours in time. */
static void overlap_is_found_out_of_order(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_add_slot(fixture->arena, &system->plans[0], "control", 49, 2, 30);
	expect_model(fixture, system,
		     "s.xml:30:30: error: [slot-order] the slot of 'control' starts at 49ms, "
		     "before the slot that stands in front of it\n"
		     "s.xml:23:30: note: the slot of 'telemetry', 40ms long from 50ms, is "
		     "declared here\n"
		     "s.xml:30:30: help: write the slots of a processor in the order of their "
		     "starts\n"
		     "s.xml:23:30: error: [slot-overlap] the slot of 'telemetry' starts at 50ms, "
		     "while the slot of 'control' runs on processor 0\n"
		     "s.xml:30:30: note: the slot of 'control', 2ms long from 49ms, is declared "
		     "here\n"
		     "s.xml:23:30: help: there is room for it from 51ms to 100ms\n");
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
		     "s.xml:22:50: help: with a duration of 10ms this slot ends when the other "
		     "starts\n"
		     "s.xml:30:30: error: [slot-overlap] the slot of 'telemetry' starts at "
		     "30ms, while the slot of 'control' runs on processor 0\n"
		     "s.xml:22:30: note: the slot of 'control', 90ms long from 0ns, is "
		     "declared here\n"
		     "s.xml:30:30: help: there is room for it from 90ms to 100ms\n");
}

static void processors_run_at_the_same_time(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];

	sample_add_slot(fixture->arena, plan, "telemetry", 20, 10, 30)->processor =
		sample_number(1, 30, 60);
	expect_model(fixture, system, "");
	sample_add_slot(fixture->arena, plan, "telemetry", 25, 10, 31)->processor =
		sample_number(1, 31, 60);
	expect_model(fixture, system,
		     "s.xml:31:30: error: [slot-overlap] the slot of 'telemetry' starts at 25ms, "
		     "while the slot of 'telemetry' runs on processor 1\n"
		     "s.xml:30:30: note: the slot of 'telemetry', 10ms long from 20ms, is "
		     "declared here\n"
		     "s.xml:31:30: help: there is room for it from 30ms to 100ms\n");
}

/* The last nanosecond on one processor, and the first on the other. */
static void a_partition_runs_once_at_a_time(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];
	struct slot *slot = sample_add_slot(fixture->arena, plan, "control", 40, 10, 30);

	slot->processor = sample_number(1, 30, 60);
	expect_model(fixture, system, "");
	slot->start.value--;
	expect_model(fixture, system,
		     "s.xml:30:30: error: [slot-parallel] partition 'control' starts on processor "
		     "1 at 39999999ns, while it runs on processor 0 until 40ms\n"
		     "s.xml:22:30: note: the slot of 'control', 40ms long from 0ns, is declared "
		     "here\n"
		     "s.xml:30:30: help: it can move here at 40ms, for 9999999ns\n");
	slot->duration.value = 1;
	expect_model(fixture, system,
		     "s.xml:30:30: error: [slot-parallel] partition 'control' starts on processor "
		     "1 at 39999999ns, while it runs on processor 0 until 40ms\n"
		     "s.xml:22:30: note: the slot of 'control', 40ms long from 0ns, is declared "
		     "here\n"
		     "s.xml:30:30: help: this slot gives it no time that it does not have\n");
}

/* A long slot on one processor, short ones on two others: each is held against the others, not only
 * against the one that ends last. */
static void parallel_slots_on_three_processors(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];

	plan->slots[1].partition.value = "control"; /* 50 to 90 ms on processor 0 */
	sample_add_slot(fixture->arena, plan, "telemetry", 0, 10, 30)->processor =
		sample_number(1, 30, 60);
	sample_add_slot(fixture->arena, plan, "control", 45, 50, 31)->processor =
		sample_number(1, 31, 60);
	expect_model(fixture, system,
		     "s.xml:23:30: error: [slot-parallel] partition 'control' starts on processor "
		     "0 at 50ms, while it runs on processor 1 until 95ms\n"
		     "s.xml:31:30: note: the slot of 'control', 50ms long from 45ms, is declared "
		     "here\n"
		     "s.xml:23:30: help: this slot gives it no time that it does not have\n");
	plan->slots[0].duration.value = 48 * MS;
	expect_model(fixture, system,
		     "s.xml:31:30: error: [slot-parallel] partition 'control' starts on processor "
		     "1 at 45ms, while it runs on processor 0 until 48ms\n"
		     "s.xml:22:30: note: the slot of 'control', 48ms long from 0ns, is declared "
		     "here\n"
		     "s.xml:31:30: help: it can move here at 48ms, for 47ms\n"
		     "s.xml:23:30: error: [slot-parallel] partition 'control' starts on processor "
		     "0 at 50ms, while it runs on processor 1 until 95ms\n"
		     "s.xml:31:30: note: the slot of 'control', 50ms long from 45ms, is declared "
		     "here\n"
		     "s.xml:23:30: help: this slot gives it no time that it does not have\n");
}

static void gaps_are_told(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	diag_set_rule(fixture->diag, "slot-gap", DIAG_ENABLE);
	expect_model(fixture, system,
		     "s.xml:21:10: info: [slot-gap] in plan 0 processor 0 idles for 20ms of 100ms "
		     "in 2 gaps, the longest from 40ms to 50ms\n"
		     "s.xml:21:10: info: [slot-gap] plan 0 has no slot on processor 1\n");
	diag_set_rule(fixture->diag, "slot-gap", DIAG_ENABLE);
	system->board.n_processors = 1;
	system->plans[0].slots[0].duration.value = 50 * MS;
	expect_model(fixture, system,
		     "s.xml:21:10: info: [slot-gap] in plan 0 processor 0 idles for 10ms of "
		     "100ms, from 90ms to 100ms\n");
	diag_set_rule(fixture->diag, "slot-gap", DIAG_ENABLE);
	system->plans[0].slots[1].duration.value = 50 * MS;
	expect_model(fixture, system, "");
}

/* Where a slot lies nowhere, nothing is known of the gaps. */
static void gaps_beside_a_wrong_slot_are_not_told(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	diag_set_rule(fixture->diag, "slot-gap", DIAG_ENABLE);
	system->board.n_processors = 1;
	system->plans[0].slots[1].duration.value = 0;
	expect_model(fixture, system,
		     "s.xml:23:50: error: [slot-frame] the slot of 'telemetry' has no duration\n");
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
		FIXTURE_TEST(slots_of_equal_start_overlap),
		FIXTURE_TEST(overlap_is_found_out_of_order),
		FIXTURE_TEST(every_slot_inside_a_long_one_is_found),
		FIXTURE_TEST(processors_run_at_the_same_time),
		FIXTURE_TEST(a_partition_runs_once_at_a_time),
		FIXTURE_TEST(parallel_slots_on_three_processors),
		FIXTURE_TEST(gaps_are_told),
		FIXTURE_TEST(gaps_beside_a_wrong_slot_are_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
