/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of periods and durations: what partitions need, and whether plans give it. */

#include <inttypes.h>

#include "check.h"
#include "exact.h"
#include "quantity.h"
#include "schedule.h"
#include "shortage.h"

static bool has_needs(const struct partition *partition)
{
	return number_given(partition->period) && number_given(partition->duration);
}

/* Nothing that the check of partition-timing or the reader refused. */
static bool has_sound_needs(const struct partition *partition)
{
	return number_known(partition->period) && number_known(partition->duration) &&
	       partition->duration.value != 0 &&
	       partition->duration.value <= partition->period.value;
}

static void check_timing_of(const struct check_context *context, const struct partition *partition)
{
	struct number period = partition->period, duration = partition->duration;
	const char *name = partition->name.value;

	if (number_given(period) != number_given(duration))
		diag_error(context->diag, number_given(period) ? period.at : duration.at,
			   "partition-timing", "partition '%s' has a %s but no %s", name,
			   number_given(period) ? "period" : "duration",
			   number_given(period) ? "duration" : "period");
	if (number_known(period) && period.value == 0)
		diag_error(context->diag, period.at, "partition-timing",
			   "the period of partition '%s' is 0", name);
	if (number_known(duration) && duration.value == 0)
		diag_error(context->diag, duration.at, "partition-timing",
			   "the duration of partition '%s' is 0", name);
	if (number_known(period) && number_known(duration) && period.value != 0 &&
	    duration.value > period.value) {
		diag_error(context->diag, duration.at, "partition-timing",
			   "partition '%s' needs %s in every period, which is %s", name,
			   quantity_time(context->arena, duration.value),
			   quantity_time(context->arena, period.value));
		diag_note(context->diag, period.at, "the period is declared here");
	}
}

static void check_timing(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_partitions; i++)
		check_timing_of(context, &context->system->partitions[i]);
}

/* The least common multiple of the periods in a plan. */
struct harmony {
	uint64_t lcm;                /* 0: it does not fit */
	const struct partition *odd; /* the first whose period does not divide the frame */
	size_t n_odd;
};

static struct harmony harmony_of(const struct check_context *context,
				 const struct schedule *schedule)
{
	struct harmony harmony = { 1, NULL, 0 };

	for (size_t i = 0; i < context->system->n_partitions; i++) {
		const struct partition *partition = schedule->shares[i].partition;

		if (schedule->shares[i].slots.n == 0 || !has_sound_needs(partition))
			continue;
		if (schedule->frame % partition->period.value != 0 && harmony.n_odd++ == 0)
			harmony.odd = partition;
		if (harmony.lcm != 0 &&
		    !exact_lcm(harmony.lcm, partition->period.value, &harmony.lcm))
			harmony.lcm = 0;
	}
	return harmony;
}

static void help_frame(const struct check_context *context, const struct schedule *schedule,
		       uint64_t lcm)
{
	struct location at = schedule->plan->major_frame.at;
	uint64_t below = lcm != 0 ? schedule->frame - schedule->frame % lcm : 0;

	if (lcm == 0)
		diag_help(context->diag, at,
			  "the least common multiple of the periods does not fit 64 bits of "
			  "nanoseconds: choose periods that divide each other");
	else if (below != 0 && below <= UINT64_MAX - lcm)
		diag_help(context->diag, at,
			  "the least common multiple of the periods is %s: %s and %s are multiples "
			  "of it",
			  quantity_time(context->arena, lcm), quantity_time(context->arena, below),
			  quantity_time(context->arena, below + lcm));
	else
		diag_help(context->diag, at, "the least common multiple of the periods is %s",
			  quantity_time(context->arena, lcm));
}

static void check_frame_of(const struct check_context *context, const struct schedule *schedule)
{
	struct harmony harmony = harmony_of(context, schedule);
	const char *more = "";

	if (harmony.odd == NULL)
		return;
	if (harmony.n_odd == 2)
		more = ", nor of another partition's";
	else if (harmony.n_odd > 2)
		more = arena_printf(context->arena, ", nor of those of %zu others",
				    harmony.n_odd - 1);
	diag_warning(context->diag, schedule->plan->major_frame.at, "frame-period",
		     "the major frame of %s is not a multiple of the period of '%s', %s%s",
		     quantity_time(context->arena, schedule->frame), harmony.odd->name.value,
		     quantity_time(context->arena, harmony.odd->period.value), more);
	diag_note(context->diag, harmony.odd->period.at, "the period is declared here");
	help_frame(context, schedule, harmony.lcm);
}

static void check_frame_periods(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		if (context->schedules[i].frame != 0)
			check_frame_of(context, &context->schedules[i]);
}

/* Looked for once in a plan, where something is short. */
static struct schedule_gaps gaps_of(const struct check_context *context,
				    const struct schedule *schedule)
{
	struct schedule_board board = schedule_board(context->arena, &context->system->board);

	return schedule_gaps(context->arena, schedule, &board);
}

static void check_share(const struct check_context *context, const struct schedule *schedule,
			const struct schedule_share *share, struct schedule_gaps *gaps)
{
	struct shortage shortage = {
		.context = context,
		.schedule = schedule,
		.share = share,
		.supply = supply_of(context->arena, share->slots, schedule->frame),
		.period = share->partition->period.value,
		.duration = share->partition->duration.value,
		.gaps = gaps,
	};

	shortage.worst =
		supply_worst(context->arena, &shortage.supply, shortage.period, shortage.duration);
	if (shortage.worst.n_short == 0)
		return;
	if (gaps->items == NULL)
		*gaps = gaps_of(context, schedule);
	shortage_report(&shortage);
}

/* The id because of which nothing can be said of that share, or NULL. */
static const char *obstacle(const struct schedule *schedule, const struct schedule_share *share)
{
	if (share->broken != NULL)
		return share->broken;
	return has_sound_needs(share->partition) ? schedule->broken : "partition-timing";
}

/* A plan promises nothing to a partition that has no slot in it: see plan-partition. */
static void check_periods(const struct check_context *context)
{
	struct check_obstacles obstacles = { .n = 0 };

	for (size_t i = 0; i < context->system->n_plans; i++) {
		const struct schedule *schedule = &context->schedules[i];
		struct schedule_gaps gaps = { NULL, 0 };

		for (size_t j = 0; j < context->system->n_partitions; j++) {
			const struct schedule_share *share = &schedule->shares[j];
			const char *because;

			if (!has_needs(share->partition) ||
			    (share->slots.n == 0 && share->broken == NULL))
				continue;
			because = obstacle(schedule, share);
			if (because != NULL)
				check_skip_once(context, &obstacles, "partition-period", because);
			else
				check_share(context, schedule, share, &gaps);
		}
	}
}

/* What the examples are parts of. */
#define NAV(needs, slots)                                                                          \
	"<Partition id=\"0\" name=\"nav\" " needs " .../>\n"                                       \
	"<Plan id=\"0\" majorFrame=\"40ms\">\n" slots "</Plan>\n"

const struct check check_period[] = {
	{
		.id = "partition-timing",
		.title = "period and duration of a partition stand together and are possible",
		.rationale = "A period of 0, or more time in it than it has, is a need that no "
			     "plan can meet; one number without the other is no need at all. A "
			     "partition whose times do not matter has neither.",
		.source = "ARINC 653 part 1, section 2.3.1, partition attributes Period and "
			  "Duration",
		.wrong = "<Partition id=\"0\" name=\"nav\" period=\"5ms\" duration=\"20ms\" "
			 ".../>\n",
		.right = "<Partition id=\"0\" name=\"nav\" period=\"20ms\" duration=\"5ms\" "
			 ".../>\n",
		.run = check_timing,
	},
	{
		.id = "frame-period",
		.whole = true,
		.severity = SEVERITY_WARNING,
		.title = "a major frame is a multiple of the periods in it",
		.rationale = "Otherwise a partition's periods start at ever other places of the "
			     "frame, and what it gets differs from period to period until all "
			     "repeats. partition-period looks at all of them, so such a plan "
			     "works; but it is hard to analyse, and hosts that release periodic "
			     "work at the start of frames will do it at the wrong time.",
		.source = "ARINC 653 part 1, section 2.3.1, partition scheduling: the major time "
			  "frame is a multiple of the least common multiple of all periods",
		.wrong = "<Partition id=\"0\" name=\"nav\" period=\"30ms\" duration=\"5ms\" "
			 ".../>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">...</Plan>\n",
		.right = "<Partition id=\"0\" name=\"nav\" period=\"30ms\" duration=\"5ms\" "
			 ".../>\n"
			 "<Plan id=\"0\" majorFrame=\"90ms\">...</Plan>\n",
		.run = check_frame_periods,
	},
	{
		.id = "partition-period",
		.whole = true,
		.title = "a partition gets its duration in every period",
		.rationale = "What a partition has to do in a period it cannot finish: control "
			     "loops miss their deadlines, in some periods only, so that tests on "
			     "the board may well pass. Each period is looked at, from the start "
			     "of the plan until all repeats, also where it goes on in the next "
			     "major frame. Times at which two processors run it count once. A "
			     "plan without any slot for the partition gives it nothing to be "
			     "measured by: see plan-partition.",
		.source = "ARINC 653 part 1, section 2.3.1, partition attributes Period and "
			  "Duration: the partition gets the duration in every period",
		.wrong = NAV("period=\"20ms\" duration=\"5ms\"",
			     "  <Slot partition=\"nav\" start=\"0ms\" duration=\"10ms\"/>\n"),
		.right = NAV("period=\"20ms\" duration=\"5ms\"",
			     "  <Slot partition=\"nav\" start=\"0ms\" duration=\"5ms\"/>\n"
			     "  <Slot partition=\"nav\" start=\"20ms\" duration=\"5ms\"/>\n"),
		.run = check_periods,
	},
	{ .id = NULL },
};
