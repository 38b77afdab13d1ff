/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * schedule.c and supply.c: random small plans against an oracle that looks at every period and
 * every nanosecond, and the same plans with times up to 2^64.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "random.h"
#include "sample.h"
#include "xpack/exact.h"
#include "xpack/supply.h"

#define N_PLANS 20000
#define MAX_FRAME 40
#define MAX_PERIOD 90
#define N_PARTITIONS 2
#define N_PROCESSORS 3

static uint64_t draw(uint64_t limit)
{
	static uint64_t seed = 1;

	return random_next(&seed) % limit;
}

/* A plan in units of `unit` nanoseconds. */
struct trial {
	struct arena *arena;
	struct system system;
	struct plan plan;
	uint64_t unit;
};

static const char *const names[] = { "a", "b" };

static struct trial trial_of(struct arena *arena, uint64_t frame, uint64_t unit)
{
	struct trial trial = { .arena = arena, .unit = unit };

	trial.system.n_partitions = N_PARTITIONS;
	trial.system.partitions = arena_array(arena, N_PARTITIONS, sizeof(struct partition));
	for (size_t i = 0; i < N_PARTITIONS; i++)
		trial.system.partitions[i].name = sample_text(names[i], 1, 1);
	trial.plan.major_frame = sample_number(frame * unit, 1, 1);
	return trial;
}

static void add_slot(struct trial *trial, size_t partition, uint64_t start, uint64_t duration,
		     uint64_t processor)
{
	struct plan *plan = &trial->plan;

	plan->slots = arena_grow(trial->arena, plan->slots, plan->n_slots, sizeof(*plan->slots));
	plan->slots[plan->n_slots++] = (struct slot){
		.partition = sample_text(names[partition], 1, 1),
		.start = sample_number(start * trial->unit, 1, 1),
		.duration = sample_number(duration * trial->unit, 1, 1),
		.processor = sample_number(processor, 1, 1),
	};
}

/* Slots anywhere, in any order; those of one partition may meet each other. */
static void add_random_slots(struct trial *trial, uint64_t frame)
{
	size_t n = draw(7);

	for (size_t i = 0; i < n; i++) {
		uint64_t start = draw(frame);

		add_slot(trial, draw(N_PARTITIONS), start, 1 + draw(frame - start),
			 draw(N_PROCESSORS));
	}
}

/* Does the partition run in that unit of the frame? */
static bool runs_at(const struct trial *trial, size_t partition, uint64_t time)
{
	for (size_t i = 0; i < trial->plan.n_slots; i++) {
		const struct slot *slot = &trial->plan.slots[i];
		uint64_t start = slot->start.value / trial->unit;

		if (strcmp(slot->partition.value, names[partition]) == 0 && time >= start &&
		    time - start < slot->duration.value / trial->unit)
			return true;
	}
	return false;
}

struct answer {
	uint64_t least, n_short, n_periods;
};

static uint64_t gets(const bool *runs, uint64_t frame, uint64_t start, uint64_t length)
{
	uint64_t time = 0;

	for (uint64_t t = start; t < start + length; t++)
		time += runs[t % frame];
	return time;
}

static struct answer enumerate(const bool *runs, uint64_t frame, uint64_t period, uint64_t duration)
{
	struct answer answer = { .least = duration };
	uint64_t start = 0;

	do {
		uint64_t time = gets(runs, frame, start, period);

		if (time < answer.least)
			answer.least = time;
		answer.n_short += time < duration;
		answer.n_periods++;
		start += period;
	} while (start % frame != 0);
	return answer;
}

static void compare(const struct trial *trial, size_t partition, uint64_t frame, uint64_t period,
		    uint64_t duration)
{
	uint64_t unit = trial->unit;
	struct schedule schedule = schedule_of(trial->arena, &trial->system, &trial->plan);
	struct supply supply =
		supply_of(trial->arena, schedule.shares[partition].slots, frame * unit);
	struct supply_worst worst =
		supply_worst(trial->arena, &supply, period * unit, duration * unit);
	bool runs[MAX_FRAME];
	struct answer answer;

	for (uint64_t t = 0; t < frame; t++)
		runs[t] = runs_at(trial, partition, t);
	answer = enumerate(runs, frame, period, duration);
	assert_int_equal(supply.total, gets(runs, frame, 0, frame) * unit);
	assert_int_equal(worst.time, answer.least * unit);
	assert_int_equal(worst.n_short, answer.n_short);
	assert_int_equal(worst.n_periods, answer.n_periods);
	assert_int_equal(supply_suffices(&supply, period * unit, duration * unit),
			 gets(runs, frame, 0, frame) * period >= duration * frame);
	if (answer.n_short == 0)
		return;
	assert_int_equal(worst.offset % unit, 0);
	assert_int_equal(gets(runs, frame, worst.offset / unit, period) * unit, worst.time);
	if (!worst.dated)
		return;
	assert_int_equal(worst.start % (period * unit), 0);
	assert_int_equal(worst.start % (frame * unit), worst.offset);
	assert_true(worst.start / (period * unit) < worst.n_periods);
	assert_true(worst.start <= UINT64_MAX - period * unit);
}

static void compare_random_plans(struct fixture *fixture, bool large)
{
	for (unsigned i = 0; i < N_PLANS; i++) {
		struct arena *arena = arena_new();
		uint64_t frame = 1 + draw(MAX_FRAME);
		uint64_t period = 1 + draw(MAX_PERIOD);
		uint64_t longest = frame > period ? frame : period;
		struct trial trial = trial_of(arena, frame, large ? UINT64_MAX / longest : 1);

		add_random_slots(&trial, frame);
		compare(&trial, draw(N_PARTITIONS), frame, period, 1 + draw(period));
		arena_free(arena);
	}
	(void)fixture;
}

static void every_period_of_small_plans(void **state)
{
	compare_random_plans(*state, false);
}

static void every_period_of_plans_near_the_largest_time(void **state)
{
	compare_random_plans(*state, true);
}

/* Frame and period without a common divisor: as many periods as nanoseconds in the frame. */
static void more_periods_than_could_be_counted(void **state)
{
	struct fixture *fixture = *state;
	const uint64_t frame = UINT64_MAX, period = UINT64_MAX - 1;
	struct trial trial = trial_of(fixture->arena, frame, 1);
	struct schedule schedule;
	struct supply supply;
	struct supply_worst worst;

	add_slot(&trial, 0, 1000, frame - 2000, 0);
	schedule = schedule_of(fixture->arena, &trial.system, &trial.plan);
	supply = supply_of(fixture->arena, schedule.shares[0].slots, frame);
	/* A window lacks one nanosecond of the frame: one that the partition runs in, or not. */
	worst = supply_worst(fixture->arena, &supply, period, frame - 2000);
	assert_int_equal(worst.n_periods, frame);
	assert_int_equal(worst.time, frame - 2001);
	assert_int_equal(worst.n_short, frame - 2000);
	assert_true(worst.dated || worst.start == 0);
	worst = supply_worst(fixture->arena, &supply, period, frame - 2001);
	assert_int_equal(worst.n_short, 0);
}

/* A period of three quarters of the frame lacks one of its quarters: period k the (3 - k)th. */
static struct supply_worst worst_of_quarters(struct fixture *fixture, uint64_t quarter,
					     uint64_t number)
{
	struct trial trial = trial_of(fixture->arena, 4 * quarter, 1);
	struct schedule schedule;
	struct supply supply;

	add_slot(&trial, 0, (3 - number) * quarter, quarter, 0);
	schedule = schedule_of(fixture->arena, &trial.system, &trial.plan);
	supply = supply_of(fixture->arena, schedule.shares[0].slots, 4 * quarter);
	return supply_worst(fixture->arena, &supply, 3 * quarter, 1);
}

/* The last period that ends within 64 bits is dated; one that goes on is not. */
static void dates_end_with_64_bits(void **state)
{
	for (uint64_t number = 0; number < 4; number++) {
		uint64_t quarter = UINT64_MAX / 12;
		struct supply_worst worst = worst_of_quarters(*state, quarter, number);

		assert_int_equal(worst.time, 0);
		assert_int_equal(worst.n_short, 1);
		assert_true(worst.dated);
		assert_int_equal(worst.start, number * 3 * quarter);
		quarter = UINT64_MAX / 11;
		worst = worst_of_quarters(*state, quarter, number);
		assert_int_equal(worst.dated, number < 3);
		assert_int_equal(worst.offset, number == 0 ? 0 : (4 - number) * quarter);
	}
}

/* Slots that are wrong are kept apart from those that say something. */
static void what_is_not_sound_is_left_out(void **state)
{
	struct fixture *fixture = *state;
	struct trial trial = trial_of(fixture->arena, 20, 1);
	struct schedule schedule;

	add_slot(&trial, 0, 5, 5, 1);
	add_slot(&trial, 1, 0, 21, 0);
	add_slot(&trial, 0, 0, 5, 0);
	add_slot(&trial, 0, 10, 5, 1);
	trial.plan.slots[3].partition.value = "c";
	schedule = schedule_of(fixture->arena, &trial.system, &trial.plan);
	assert_int_equal(schedule.shares[0].slots.n, 2);
	assert_ptr_equal(schedule.shares[0].slots.items[0]->slot, &trial.plan.slots[2]);
	assert_null(schedule.shares[0].broken);
	assert_int_equal(schedule.shares[1].slots.n, 0);
	assert_string_equal(schedule.shares[1].broken, "slot-frame");
	assert_string_equal(schedule.broken, "slot-partition");
	assert_int_equal(schedule.n_processors, 2);
	assert_int_equal(schedule_on(&schedule, 0).n, 2);
	assert_int_equal(schedule_on(&schedule, 1).n, 2);
	assert_ptr_equal(schedule_on(&schedule, 1).items[0]->next,
			 schedule_on(&schedule, 1).items[1]);
	assert_int_equal(schedule_on(&schedule, 2).n, 0);
}

static void gaps_are_between_slots(void **state)
{
	struct fixture *fixture = *state;
	struct trial trial = trial_of(fixture->arena, 100, 1);
	struct processor processors[3] = { { .id = sample_number(7, 1, 1) },
					   { .id = sample_number(0, 1, 1) },
					   { .id = sample_number(7, 1, 1) } };
	struct schedule schedule;
	struct schedule_board board;
	struct schedule_gaps gaps;

	trial.system.board.processors = processors;
	trial.system.board.n_processors = 3;
	add_slot(&trial, 0, 10, 40, 0);
	add_slot(&trial, 1, 20, 10, 0);
	add_slot(&trial, 0, 50, 30, 0);
	schedule = schedule_of(fixture->arena, &trial.system, &trial.plan);
	board = schedule_board(fixture->arena, &trial.system.board);
	assert_int_equal(board.n, 2);
	assert_ptr_equal(board.items[1], &processors[0]);
	gaps = schedule_gaps(fixture->arena, &schedule, &board);
	assert_int_equal(gaps.n, 3);
	assert_int_equal(gaps.items[0].processor, 0);
	assert_int_equal(gaps.items[0].end, 10);
	assert_int_equal(gaps.items[1].processor, 7);
	assert_int_equal(gaps.items[1].end, 100);
	assert_int_equal(gaps.items[2].start, 80);
	assert_int_equal(gaps.items[2].end, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(every_period_of_small_plans),
		FIXTURE_TEST(every_period_of_plans_near_the_largest_time),
		FIXTURE_TEST(more_periods_than_could_be_counted),
		FIXTURE_TEST(dates_end_with_64_bits),
		FIXTURE_TEST(what_is_not_sound_is_left_out),
		FIXTURE_TEST(gaps_are_between_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
