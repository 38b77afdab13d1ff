/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* shortage.c: whoever follows its advice has what was missing, in random plans. */

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "random.h"
#include "sample.h"
#include "xpack/check.h"
#include "xpack/quantity.h"
#include "xpack/supply.h"

#define MS 1000000u

static uint64_t draw(uint64_t limit)
{
	static uint64_t seed = 1;

	return random_next(&seed) % limit;
}

#define FIRST_LINE 100u /* of slots */
#define MAX_SLOTS 7u
#define N_ADVISED 20000u

/* A sound plan of two partitions on two processors, whose first partition needs something. */
static struct system *random_system(struct arena *arena)
{
	struct system *system = sample_system(arena);
	struct plan *plan = &system->plans[0];
	uint64_t frame = 4 + draw(30), free[2] = { 0, 0 }, n = draw(MAX_SLOTS), last = 0;
	uint64_t period = 1 + draw(2 * frame);

	plan->n_slots = 0;
	plan->slots = NULL;
	plan->major_frame.value = frame * MS;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t processor = draw(2), start = free[processor] + draw(5), duration;
		bool control = draw(2) != 0;

		if (control && start < last)
			start = last;
		if (start >= frame)
			continue;
		duration = 1 + draw(frame - start < 6 ? frame - start : 6);
		free[processor] = start + duration;
		if (control)
			last = start + duration;
		sample_add_slot(arena, plan, control ? "control" : "telemetry", start, duration,
				FIRST_LINE + i)
			->processor = sample_number(processor, FIRST_LINE + i, 60);
	}
	sample_need(&system->partitions[0], (1 + draw(period)) * MS, period * MS);
	return system;
}

/* What control gets at worst, looked at on its own. */
static struct supply_worst worst_of(struct arena *arena, const struct system *system,
				    struct supply *supply)
{
	const struct partition *control = &system->partitions[0];
	struct schedule schedule = schedule_of(arena, system, &system->plans[0]);

	*supply = supply_of(arena, schedule.shares[0].slots, schedule.frame);
	return supply_worst(arena, supply, control->period.value, control->duration.value);
}

/* The whole report, in the arena. */
static char *report_of(struct fixture *fixture, const struct system *system)
{
	char *text = NULL, *copy;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	assert_non_null(to);
	fixture_forget(fixture);
	diag_set_rule(fixture->diag, "frame-period", DIAG_DISABLE);
	check_model(fixture->arena, fixture->diag, system);
	diag_print(fixture->diag, to);
	fclose(to);
	copy = arena_printf(fixture->arena, "%s", text);
	free(text);
	return copy;
}

static uint64_t time_of(const char *text)
{
	const char *why;
	uint64_t value;

	assert_int_equal(quantity_parse(QUANTITY_TIME, text, &value, &why), 0);
	return value;
}

/* A slot that the help changed, and from when on the partition runs there that did not. */
struct advice {
	struct slot *slot;
	uint64_t from;
};

static struct advice lengthen(struct plan *plan, const char *report, const char *help)
{
	char duration[32];
	uint32_t line;

	while (help > report && help[-1] != '\n')
		help--;
	assert_int_equal(sscanf(help, "s.xml:%" SCNu32 ":50: help: with a duration of %31s", &line,
				duration),
			 2);
	for (size_t i = 0; i < plan->n_slots; i++) {
		struct slot *slot = &plan->slots[i];
		struct advice change = { slot, slot->start.value + slot->duration.value };

		if (slot->at.line != line)
			continue;
		assert_true(time_of(duration) > slot->duration.value);
		slot->duration.value = time_of(duration);
		return change;
	}
	fail();
	return (struct advice){ NULL, 0 };
}

static struct advice add(struct arena *arena, struct plan *plan, const char *help)
{
	char start[32], duration[32];
	uint64_t processor;
	struct slot *slot;

	assert_int_equal(sscanf(help,
				"help: processor %*u idles in that period: <Slot "
				"partition=\"control\" start=\"%31[0-9a-z]\" "
				"duration=\"%31[0-9a-z]\" processor=\"%" SCNu64,
				start, duration, &processor),
			 3);
	slot = sample_add_slot(arena, plan, "control", 0, 0, 99);
	slot->start.value = time_of(start);
	slot->duration.value = time_of(duration);
	slot->processor = sample_number(processor, 99, 60);
	return (struct advice){ slot, slot->start.value };
}

/* Change the plan as the help says; no slot when it says that nothing helps. */
static struct advice follow(struct arena *arena, struct system *system, const char *report)
{
	const char *longer = strstr(report, "help: with a duration of ");
	const char *added = strstr(report, "help: processor ");

	if (longer != NULL)
		return lengthen(&system->plans[0], report, longer);
	if (added != NULL)
		return add(arena, &system->plans[0], added);
	assert_non_null(strstr(report, "help: no processor idles long enough in that period"));
	return (struct advice){ NULL, 0 };
}

/* Can no processor give control that much, in one piece inside the period, in milliseconds? */
static bool is_full(const struct system *system, uint64_t offset, uint64_t length)
{
	const struct plan *plan = &system->plans[0];
	uint64_t frame = plan->major_frame.value / MS;
	uint64_t period = system->partitions[0].period.value / MS;

	for (uint64_t processor = 0; processor < 2; processor++) {
		uint64_t piece = 0;

		for (uint64_t t = 0; t < frame; t++) {
			bool idle = (t + frame - offset) % frame < period;

			for (size_t i = 0; i < plan->n_slots; i++) {
				const struct slot *slot = &plan->slots[i];

				if (t >= slot->start.value / MS &&
				    t < (slot->start.value + slot->duration.value) / MS &&
				    (slot->processor.value == processor ||
				     strcmp(slot->partition.value, "control") == 0))
					idle = false;
			}
			piece = idle && t != offset ? piece + 1 : idle;
			if (piece >= length)
				return false;
		}
	}
	return true;
}

struct count {
	unsigned followed, full;
};

/* What the help proposes gives the period that is named what it needs, and breaks nothing. */
static void judge_advice(struct fixture *fixture, struct count *count)
{
	struct system *system = random_system(fixture->arena);
	const uint64_t duration = system->partitions[0].duration.value;
	const uint64_t period = system->partitions[0].period.value;
	struct supply supply;
	struct supply_worst worst = worst_of(fixture->arena, system, &supply);
	char *report = report_of(fixture, system);
	bool is_short = worst.n_short != 0 && supply.n != 0;
	struct advice change;

	assert_int_equal(strstr(report, "[partition-period]") != NULL, is_short);
	if (!is_short)
		return;
	change = follow(fixture->arena, system, report);
	if (change.slot == NULL) {
		count->full++;
		if (period <= supply.frame)
			assert_true(
				is_full(system, worst.offset / MS, (duration - worst.time) / MS));
		return;
	}
	count->followed++;
	(void)worst_of(fixture->arena, system, &supply);
	assert_true(supply_in(&supply, worst.offset, period) >= duration);
	report = report_of(fixture, system);
	assert_null(strstr(report, "[slot-overlap]"));
	assert_null(strstr(report, "[slot-parallel] partition 'control'"));
	assert_null(strstr(report, "[slot-frame]"));
	/* Less would not do; where it runs into the period from before, more is proposed. */
	change.slot->duration.value--;
	(void)worst_of(fixture->arena, system, &supply);
	if (change.from >= worst.offset)
		assert_true(supply_in(&supply, worst.offset, period) < duration);
}

static void advice_helps(void **state)
{
	struct count count = { 0, 0 };

	(void)state;
	for (unsigned i = 0; i < N_ADVISED; i++) {
		void *fixture;

		assert_int_equal(fixture_begin(&fixture), 0);
		judge_advice(fixture, &count);
		assert_int_equal(fixture_end(&fixture), 0);
	}
	assert_true(count.followed > N_ADVISED / 10);
	assert_true(count.full > N_ADVISED / 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(advice_helps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
