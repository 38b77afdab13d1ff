/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_validity.c: the ages of messages, against a model of time that counts moment by moment. */

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
#include "xpack/schedule.h"

#define MS 1000000u
#define FRAME 24u /* ms, of random plans */
#define N_PLANS 3000u
#define MAX_SLOTS 8u

static void expect_stale(struct fixture *fixture, const struct system *system)
{
	check_model(fixture->arena, fixture->diag, system);
	expect_id(fixture->diag, "port-stale");
	fixture_forget(fixture);
}

static struct port sampling(enum port_direction direction, uint64_t validity_ms, uint32_t line)
{
	struct port port = {
		.at = { "s.xml", line, 3 },
		.name = sample_text("speed", line, 10),
		.kind = PORT_SAMPLING,
		.direction = direction,
		.size = sample_number(4, line, 40),
	};

	if (validity_ms != 0)
		port.validity = sample_number(validity_ms * MS, line, 50);
	return port;
}

/* From control, which runs until 40 of 100 ms, to telemetry, which runs from 50 to 90 ms. */
static struct system *connected_system(struct arena *arena, uint64_t validity_ms)
{
	struct system *system = sample_system(arena);
	struct channel *channel = arena_alloc(arena, sizeof(*channel));
	struct port *ports = arena_array(arena, 2, sizeof(*ports));

	ports[0] = sampling(PORT_SOURCE, 0, 30);
	ports[1] = sampling(PORT_DESTINATION, validity_ms, 31);
	for (size_t i = 0; i < 2; i++) {
		system->partitions[i].ports = &ports[i];
		system->partitions[i].n_ports = 1;
	}
	channel->at = (struct location){ "s.xml", 32, 3 };
	channel->source.partition = sample_text("control", 33, 10);
	channel->source.port = sample_text("speed", 33, 20);
	channel->destinations = arena_alloc(arena, sizeof(*channel->destinations));
	channel->destinations->partition = sample_text("telemetry", 34, 10);
	channel->destinations->port = sample_text("speed", 34, 20);
	channel->n_destinations = 1;
	system->channels = channel;
	system->n_channels = 1;
	return system;
}

static void a_message_can_be_valid(void **state)
{
	struct fixture *fixture = *state;

	expect_model(fixture, connected_system(fixture->arena, 11), "");
	expect_model(fixture, connected_system(fixture->arena, 0), "");
	/* A message that is written while the source runs is older than the time since its end. */
	expect_model(fixture, connected_system(fixture->arena, 10),
		     "s.xml:31:50: warning: [port-stale] no message of port 'speed' is ever valid: "
		     "in each slot of partition 'telemetry' it is older than 10ms\n"
		     "s.xml:23:3: note: here partition 'control' has not run for 10ms, for less "
		     "in no other slot\n"
		     "s.xml:31:50: help: with more than 10ms a message is valid in every slot, if "
		     "it is sent at the end of each of the source's\n");
}

/* The last slot of the frame before counts. */
static void frames_repeat(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = connected_system(fixture->arena, 60);

	system->plans[0].slots[0].partition.value = "telemetry";
	system->plans[0].slots[1].partition.value = "control";
	expect_model(fixture, system, "");
	system->partitions[1].ports[0].validity.value = 10 * MS;
	expect_stale(fixture, system);
}

static void some_slots_come_late(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = connected_system(fixture->arena, 11);

	system->plans[0].slots[1].duration.value = 10 * MS;
	sample_add_slot(fixture->arena, &system->plans[0], "telemetry", 70, 10, 24);
	expect_model(fixture, system,
		     "s.xml:31:50: info: [port-age] there is a slot of partition 'telemetry' in "
		     "which no message of port 'speed' is valid\n"
		     "s.xml:24:3: note: here partition 'control' has not run for 30ms, and the "
		     "validity is 11ms\n");
}

/* Of an unsound plan nothing is said but that. */
static void unsound_plans_are_left_alone(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = connected_system(fixture->arena, 1);

	sample_add_slot(fixture->arena, &system->plans[0], "telemetri", 95, 1, 24);
	expect_model(fixture, system,
		     "s.xml:24:10: error: [slot-partition] no partition is named 'telemetri'\n"
		     "s.xml:24:10: help: did you mean 'telemetry'?\n");
	system->plans[0].n_slots--;
	expect_stale(fixture, system);
	system->plans[0].slots[1].processor.bad = true;
	expect_model(fixture, system, "");
}

static uint32_t seed = 1;

/* Numerical Recipes' linear congruential generator, its upper bits. */
static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % limit;
}

/* A plan of one processor or two whose slots of one processor do not overlap. */
static void random_plan(struct arena *arena, struct system *system)
{
	struct plan *plan = &system->plans[0];
	uint32_t n_processors = 1 + random_below(2);

	plan->major_frame.value = FRAME * MS;
	plan->slots = NULL;
	plan->n_slots = 0;
	for (uint32_t processor = 0; processor < n_processors; processor++)
		for (uint32_t at = random_below(4); at < FRAME && plan->n_slots < MAX_SLOTS;) {
			uint32_t duration = 1 + random_below(4);

			if (duration > FRAME - at)
				break;
			sample_add_slot(arena, plan, random_below(2) ? "control" : "telemetry", at,
					duration, 100 + (uint32_t)plan->n_slots)
				->processor = sample_number(processor, 100, 60);
			at += duration + random_below(5);
		}
}

static bool runs(const struct plan *plan, const char *partition, uint32_t ms)
{
	for (size_t i = 0; i < plan->n_slots; i++)
		if (strcmp(plan->slots[i].partition.value, partition) == 0 &&
		    ms * (uint64_t)MS >= plan->slots[i].start.value &&
		    ms * (uint64_t)MS < plan->slots[i].start.value + plan->slots[i].duration.value)
			return true;
	return false;
}

/* Milliseconds since the source ran at all, at the beginning of this one; 0: it runs in it. */
static uint32_t age_at(const struct plan *plan, uint32_t ms)
{
	uint32_t age = 0;

	while (!runs(plan, "control", (ms + 10 * FRAME - age) % FRAME))
		age++;
	return age != 0 ? age - 1 : 0;
}

/* Bounds over the times in which telemetry runs without a break. */
static bool bounds(const struct plan *plan, uint32_t *least, uint32_t *most)
{
	bool found = false, source = false;

	*least = UINT32_MAX;
	*most = 0;
	for (uint32_t at = 0; at < FRAME; at++)
		source = source || runs(plan, "control", at);
	for (uint32_t at = 0; source && at < FRAME; at++) {
		uint32_t age = UINT32_MAX;

		if (!runs(plan, "telemetry", at))
			continue;
		found = true;
		for (; at < FRAME && runs(plan, "telemetry", at); at++) {
			uint32_t now = runs(plan, "control", at) ? 0 : age_at(plan, at);

			age = now < age ? now : age;
		}
		*least = age < *least ? age : *least;
		*most = age > *most ? age : *most;
	}
	return found;
}

/* What is said of a validity, by ids. */
static void expect_judged(struct fixture *fixture, const struct system *system,
			  const struct schedule *schedules, uint32_t validity, bool found,
			  uint32_t least, uint32_t most)
{
	const struct check_context context = { fixture->arena, fixture->diag, system, schedules };
	bool is_stale = found && least >= validity;
	bool is_aged = found && !is_stale && most >= validity;

	system->partitions[1].ports[0].validity.value = validity * (uint64_t)MS;
	for (const struct check *check = check_validity; check->id != NULL; check++)
		check->run(&context);
	assert_int_equal(diag_n_warnings(fixture->diag), is_stale);
	assert_int_equal(diag_n_infos(fixture->diag), is_aged);
	fixture_forget(fixture);
}

static void ages_are_those_of_a_count(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = connected_system(fixture->arena, 1);
	uint32_t n_found = 0;

	for (uint32_t i = 0; i < N_PLANS; i++) {
		const struct schedule *schedules;
		uint32_t least, most;
		bool found;

		random_plan(fixture->arena, system);
		schedules = schedules_of(fixture->arena, system);
		found = bounds(&system->plans[0], &least, &most);
		n_found += found;
		for (uint32_t validity = 1; validity < FRAME; validity++)
			expect_judged(fixture, system, schedules, validity, found, least, most);
	}
	assert_true(n_found > N_PLANS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_message_can_be_valid),    FIXTURE_TEST(frames_repeat),
		FIXTURE_TEST(some_slots_come_late),      FIXTURE_TEST(unsound_plans_are_left_alone),
		FIXTURE_TEST(ages_are_those_of_a_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
