/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* utilisation.c: the whole table of the sample system, sound and unsound. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/utilisation.h"

#define MS 1000000u

#define HEAD_PROCESSORS                                                                            \
	"  processor             slots         busy      share         idle   gaps  longest gap\n"
#define HEAD_PARTITIONS "  partition             slots         time      share  needs\n"

static void expect_utilisation(struct fixture *fixture, const struct system *system,
			       const char *expected)
{
	struct utilisation utilisation = utilisation_of(fixture->arena, system);

	expect_printed(utilisation_print, &utilisation, expected);
}

static void a_sound_plan(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	sample_need(&system->partitions[0], 10 * MS, 30 * MS);
	sample_add_slot(fixture->arena, &system->plans[0], "control", 40, 1, 30)->processor =
		sample_number(1, 30, 60);
	expect_utilisation(
		fixture, system,
		"plan 0, major frame 100ms\n" HEAD_PROCESSORS
		"  0                         2         80ms    80.00 %         20ms      2  10ms "
		"from 40ms\n"
		"  1                         1          1ms     1.00 %         99ms      2  59ms "
		"from 41ms\n" HEAD_PARTITIONS
		"  control                   2         41ms    41.00 %  10ms in 30ms, 33.33 %\n"
		"  telemetry                 1         40ms    40.00 %\n"
		"\n");
}

/* Slots that lie nowhere are left out; what overlaps, or runs twice, counts once. */
static void an_unsound_plan(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct plan *plan = &system->plans[0];

	system->board.n_processors = 1;
	sample_add_slot(fixture->arena, plan, "control", 30, 20, 30);
	sample_add_slot(fixture->arena, plan, "control", 20, 40, 31)->processor =
		sample_number(9, 31, 60);
	sample_add_slot(fixture->arena, plan, "telemetry", 90, 11, 32);
	sample_add_slot(fixture->arena, plan, "telemetry", 90, 0, 33);
	sample_add_slot(fixture->arena, plan, "telemetry", 90, 10, 34)->start.bad = true;
	expect_utilisation(
		fixture, system,
		"plan 0, major frame 100ms, 3 slots left out\n" HEAD_PROCESSORS
		"  0                         3         90ms    90.00 %         10ms      1  10ms "
		"from 90ms\n" HEAD_PARTITIONS
		"  control                   3         60ms    60.00 %\n"
		"  telemetry                 1         40ms    40.00 %\n"
		"\n");
	plan->major_frame.value = 0;
	expect_utilisation(fixture, system, "plan 0, the major frame is not known\n\n");
}

/* Cut, never rounded: 100 % is all, and 64 bits are enough for any time. */
static void percentages_are_cut(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = fixture->arena;

	assert_string_equal(utilisation_percent(arena, 7, 8), "87.50 %");
	assert_string_equal(utilisation_percent(arena, 2, 3), "66.66 %");
	assert_string_equal(utilisation_percent(arena, 0, 1), "0.00 %");
	assert_string_equal(utilisation_percent(arena, 1, 1), "100.00 %");
	assert_string_equal(utilisation_percent(arena, UINT64_MAX, UINT64_MAX), "100.00 %");
	assert_string_equal(utilisation_percent(arena, UINT64_MAX - 1, UINT64_MAX), "99.99 %");
	assert_string_equal(utilisation_percent(arena, UINT64_MAX / 3, UINT64_MAX), "33.33 %");
	assert_string_equal(utilisation_percent(arena, 1, UINT64_MAX), "0.00 %");
}

/* A plan whose frame is not known has nothing in its lists. */
static void json_of_an_unknown_frame(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct utilisation utilisation;

	system->plans[0].major_frame.bad = true;
	utilisation = utilisation_of(fixture->arena, system);
	expect_json(utilisation_json, &utilisation,
		    "{\n"
		    "  \"plans\": [\n"
		    "    {\n"
		    "      \"id\": 0,\n"
		    "      \"left-out\": 2,\n"
		    "      \"processors\": [],\n"
		    "      \"partitions\": []\n"
		    "    }\n"
		    "  ]\n"
		    "}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_sound_plan),
		FIXTURE_TEST(an_unsound_plan),
		FIXTURE_TEST(percentages_are_cut),
		FIXTURE_TEST(json_of_an_unknown_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
