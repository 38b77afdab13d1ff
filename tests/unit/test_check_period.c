/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_period.c and shortage.c: the whole report. */

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

static void times_are_possible(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct partition *control = &system->partitions[0];

	sample_need(control, 0, 0);
	expect_model(fixture, system,
		     "s.xml:14:60: error: [partition-timing] the period of partition 'control' is "
		     "0\n"
		     "s.xml:14:70: error: [partition-timing] the duration of partition 'control' "
		     "is 0\n");
	sample_need(control, 100 * MS + 1, 100 * MS);
	expect_model(fixture, system,
		     "s.xml:14:70: error: [partition-timing] partition 'control' needs "
		     "100000001ns in every period, which is 100ms\n"
		     "s.xml:14:60: note: the period is declared here\n");
	control->period = (struct number){ 0 };
	expect_model(fixture, system,
		     "s.xml:14:70: error: [partition-timing] partition 'control' has a duration "
		     "but no period\n");
	sample_need(control, 0, 5 * MS);
	control->duration = (struct number){ 0 };
	expect_model(fixture, system,
		     "s.xml:14:60: error: [partition-timing] partition 'control' has a period but "
		     "no duration\n");
	sample_need(control, 40 * MS, 100 * MS);
	expect_model(fixture, system, "");
}

/* What was refused already keeps nothing else from being looked at. */
static void wrong_numbers_concern_their_partition_alone(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_need(&system->partitions[0], 5, 5);
	system->partitions[0].period.bad = true;
	sample_need(&system->partitions[1], 40 * MS + 1, 100 * MS);
	check_model(fixture->arena, fixture->diag, system);
	expect_id(fixture->diag, "partition-period");
	assert_string_equal(diag_summary(fixture->arena, fixture->diag),
			    "1 error; not checked: partition-period (because of "
			    "partition-timing)");
}

static void a_slot_can_be_made_longer(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_need(&system->partitions[0], 40 * MS + 1, 100 * MS);
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 0ns to 100ms it gets 40ms of 40000001ns\n"
		     "s.xml:14:70: note: it needs 40000001ns in every 100ms\n"
		     "s.xml:21:10: help: its slots add up to 40ms in the major frame of 100ms; at "
		     "least 40000001ns are needed\n"
		     "s.xml:22:50: help: with a duration of 40000001ns here it has enough in that "
		     "period: processor 0 idles behind this slot\n");
}

/* Enough on the whole, but in the first half only. */
static void a_slot_can_be_added(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_need(&system->partitions[0], 10 * MS, 50 * MS);
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 50ms to 100ms it gets 0ns of 10ms\n"
		     "s.xml:14:70: note: it needs 10ms in every 50ms\n"
		     "s.xml:21:10: help: processor 1 idles in that period: <Slot "
		     "partition=\"control\" start=\"50ms\" duration=\"10ms\" processor=\"1\"/> is "
		     "enough\n");
	system->board.n_processors = 1;
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 50ms to 100ms it gets 0ns of 10ms\n"
		     "s.xml:14:70: note: it needs 10ms in every 50ms\n"
		     "s.xml:21:10: help: processor 0 idles in that period: <Slot "
		     "partition=\"control\" start=\"90ms\" duration=\"10ms\" processor=\"0\"/> is "
		     "enough\n");
	system->plans[0].slots[1].duration.value++;
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 50ms to 100ms it gets 0ns of 10ms\n"
		     "s.xml:14:70: note: it needs 10ms in every 50ms\n"
		     "s.xml:21:10: help: no processor idles long enough in that period\n");
}

/* 30 ms do not divide the frame of 100 ms: periods start at ten places of it. */
static void periods_go_on_in_the_next_frame(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.n_processors = 1;
	sample_need(&system->partitions[0], 5 * MS, 30 * MS);
	expect_model(fixture, system,
		     "s.xml:21:50: warning: [frame-period] the major frame of 100ms is not a "
		     "multiple of the period of 'control', 30ms\n"
		     "s.xml:14:60: note: the period is declared here\n"
		     "s.xml:21:50: help: the least common multiple of the periods is 30ms: 90ms "
		     "and 120ms are multiples of it\n"
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 60ms to 90ms it gets 0ns of 5ms\n"
		     "s.xml:14:70: note: it needs 5ms in every 30ms\n"
		     "s.xml:21:10: note: 4 of the 10 periods after which all repeats are too "
		     "short, none is worse\n"
		     "s.xml:21:10: help: no processor idles long enough in that period\n");
}

/* Where a period ends in the second frame, it is said when it starts. */
static void a_period_of_the_second_frame(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	diag_set_rule(fixture->diag, "frame-period", DIAG_DISABLE);
	system->board.n_processors = 1;
	/* 0 to 75, 75 to 50, 50 to 25, 25 to 100: all but the third have a start of the frame. */
	sample_need(&system->partitions[0], 20 * MS, 75 * MS);
	system->plans[0].slots[0].start.value = 25 * MS;
	system->plans[0].slots[0].duration.value = 20 * MS;
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 150ms to 225ms it gets 0ns of 20ms\n"
		     "s.xml:14:70: note: it needs 20ms in every 75ms\n"
		     "s.xml:21:50: note: that period starts 50ms into a major frame of 100ms\n"
		     "s.xml:21:10: help: its slots add up to 20ms in the major frame of 100ms; at "
		     "least 26666667ns are needed\n"
		     "s.xml:21:10: help: processor 0 idles in that period: <Slot "
		     "partition=\"control\" start=\"0ns\" duration=\"20ms\" processor=\"0\"/> is "
		     "enough\n");
}

/* A period of 2 1/2 frames gets what three frames hold, or two. */
static void a_period_longer_than_the_frame(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	diag_set_rule(fixture->diag, "frame-period", DIAG_DISABLE);
	sample_need(&system->partitions[0], 80 * MS, 250 * MS);
	expect_model(fixture, system, "");
	diag_set_rule(fixture->diag, "frame-period", DIAG_DISABLE);
	system->partitions[0].duration.value += 3;
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'control' too "
		     "little: in the period from 250ms to 500ms it gets 80ms of 80000003ns\n"
		     "s.xml:14:70: note: it needs 80000003ns in every 250ms\n"
		     "s.xml:21:50: note: that period starts 50ms into a major frame of 100ms\n"
		     "s.xml:22:50: help: with a duration of 40000002ns here it has enough in that "
		     "period: processor 0 idles behind this slot\n");
}

/* A plan that runs nothing of a partition is not measured; one that does is, whatever is wrong with
 * another. */
static void plans_are_looked_at_one_by_one(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plans = arena_array(fixture->arena, 3, sizeof(*plans));
	struct slot *slots = arena_array(fixture->arena, 2, sizeof(*slots));

	diag_set_rule(fixture->diag, "plan-partition", DIAG_DISABLE);
	sample_need(&system->partitions[0], 50 * MS, 100 * MS);
	plans[0] = plans[1] = plans[2] = system->plans[0];
	slots[0] = slots[1] = plans[1].slots[0];
	plans[0].slots = slots;
	plans[0].n_slots = 1;
	slots[0].duration.value = 101 * MS;
	plans[1].slots++; /* telemetry alone */
	plans[1].n_slots = 1;
	plans[1].id.value = 1;
	plans[2].id = sample_number(2, 40, 10);
	system->plans = plans;
	system->n_plans = 3;
	system->board.n_processors = 1;
	check_model(fixture->arena, fixture->diag, system);
	assert_string_equal(diag_summary(fixture->arena, fixture->diag),
			    "2 errors; not checked: partition-period (because of slot-frame)");
	fixture_forget(fixture);
	diag_set_rule(fixture->diag, "plan-partition", DIAG_DISABLE);
	expect_model(fixture, system,
		     "s.xml:22:30: error: [slot-frame] the slot of 'control', 101ms long from "
		     "0ns, leaves the major frame of 100ms\n"
		     "s.xml:21:50: note: the major frame is declared here\n"
		     "s.xml:22:50: help: from there on, a duration of at most 100ms fits\n"
		     "s.xml:40:10: error: [partition-period] plan 2 gives partition 'control' too "
		     "little: in the period from 0ns to 100ms it gets 40ms of 50ms\n"
		     "s.xml:14:70: note: it needs 50ms in every 100ms\n"
		     "s.xml:40:10: help: its slots add up to 40ms in the major frame of 100ms; at "
		     "least 50ms are needed\n"
		     "s.xml:22:50: help: with a duration of 50ms here it has enough in that "
		     "period: processor 0 idles behind this slot\n");
}

static void the_largest_times(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];

	system->board.n_processors = 1;
	plan->major_frame.value = UINT64_MAX;
	plan->slots[1].start.value = UINT64_MAX - 1;
	plan->slots[1].duration.value = 1;
	sample_need(&system->partitions[1], 1, UINT64_MAX);
	expect_model(fixture, system, "");
	sample_need(&system->partitions[1], 1, UINT64_MAX - 1);
	diag_set_rule(fixture->diag, "frame-period", DIAG_DISABLE);
	expect_model(fixture, system,
		     "s.xml:21:10: error: [partition-period] plan 0 gives partition 'telemetry' "
		     "too little: in the period from 0ns to 18446744073709551614ns it gets 0ns of "
		     "1ns\n"
		     "s.xml:18:70: note: it needs 1ns in every 18446744073709551614ns\n"
		     "s.xml:21:10: help: its slots add up to 1ns in the major frame of "
		     "18446744073709551615ns; at least 2ns are needed\n"
		     "s.xml:21:10: help: processor 0 idles in that period: <Slot "
		     "partition=\"telemetry\" start=\"40ms\" duration=\"1ns\" processor=\"0\"/> "
		     "is enough\n");
}

static void harmony(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_need(&system->partitions[0], 1, UINT64_C(4294967291));
	sample_need(&system->partitions[1], 1, UINT64_C(4294967279));
	system->plans[0].slots[0].duration.value = 50 * MS;
	system->plans[0].slots[1].duration.value = 50 * MS;
	expect_model(fixture, system,
		     "s.xml:21:50: warning: [frame-period] the major frame of 100ms is not a "
		     "multiple of the period of 'control', 4294967291ns, nor of another "
		     "partition's\n"
		     "s.xml:14:60: note: the period is declared here\n"
		     "s.xml:21:50: help: the least common multiple of the periods is "
		     "18446743979220271189ns\n");
	sample_need(&system->partitions[1], 1, UINT64_C(4294967311));
	expect_model(fixture, system,
		     "s.xml:21:50: warning: [frame-period] the major frame of 100ms is not a "
		     "multiple of the period of 'control', 4294967291ns, nor of another "
		     "partition's\n"
		     "s.xml:14:60: note: the period is declared here\n"
		     "s.xml:21:50: help: the least common multiple of the periods does not fit 64 "
		     "bits of nanoseconds: choose periods that divide each other\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(times_are_possible),
		FIXTURE_TEST(wrong_numbers_concern_their_partition_alone),
		FIXTURE_TEST(a_slot_can_be_made_longer),
		FIXTURE_TEST(a_slot_can_be_added),
		FIXTURE_TEST(periods_go_on_in_the_next_frame),
		FIXTURE_TEST(a_period_of_the_second_frame),
		FIXTURE_TEST(a_period_longer_than_the_frame),
		FIXTURE_TEST(plans_are_looked_at_one_by_one),
		FIXTURE_TEST(the_largest_times),
		FIXTURE_TEST(harmony),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
