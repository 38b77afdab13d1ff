/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The time that a contract promises: what the partition asks for, and what the plans give. */

#include <inttypes.h>

#include "check_contract_parts.h"
#include "exact.h"
#include "quantity.h"
#include "supply.h"

static const char *time_text(const struct contract_pair *pair, uint64_t ns)
{
	return quantity_time(pair->context->arena, ns);
}

static bool has_times(const struct partition *partition)
{
	return number_given(partition->period) && number_given(partition->duration);
}

/* Others are refused by partition-timing, where they stand. */
static bool has_sound_times(const struct partition *partition)
{
	return has_times(partition) && !partition->period.bad && !partition->duration.bad &&
	       partition->duration.value != 0 &&
	       partition->duration.value <= partition->period.value;
}

/* How many whole periods of the grant lie in each period of the partition, at least.  Both start
 * with the plan; where they do not fit each other, the smallest offset between their starts, their
 * greatest common divisor, leaves the fewest. */
static uint64_t n_whole_periods(uint64_t period, uint64_t granted)
{
	uint64_t divisor = exact_gcd(period, granted);

	if (divisor == granted)
		return period / granted;
	/* (period + divisor) / granted - 1, which must not wrap. */
	return period < granted ? 0 : (period - granted + divisor) / granted;
}

/* Is what was granted enough for certain? */
static bool is_enough(const struct partition *grant, const struct partition *partition)
{
	uint64_t n = n_whole_periods(partition->period.value, grant->period.value);

	return n != 0 && (partition->duration.value - 1) / n < grant->duration.value;
}

static void report_needs(const struct contract_pair *pair)
{
	const struct partition *partition = pair->partition, *grant = pair->grant;
	struct diag *diag = pair->context->diag;

	diag_error(diag, partition->duration.at, "contract-time",
		   "partition '%s' needs %s in every %s, contract '%s' grants %s in every %s",
		   partition->name.value, time_text(pair, partition->duration.value),
		   time_text(pair, partition->period.value), pair->contract->name.value,
		   time_text(pair, grant->duration.value), time_text(pair, grant->period.value));
	diag_note(diag, grant->duration.at, "it was granted here");
	diag_help(diag, partition->duration.at, "write period=\"%s\" duration=\"%s\"",
		  time_text(pair, grant->period.value), time_text(pair, grant->duration.value));
}

static void check_needs(const struct contract_pair *pair)
{
	const struct partition *partition = pair->partition, *grant = pair->grant;
	struct diag *diag = pair->context->diag;

	if (!has_sound_times(partition))
		return;
	if (!has_times(grant)) {
		diag_error(diag, partition->duration.at, "contract-time",
			   "partition '%s' needs %s in every %s, contract '%s' grants no time",
			   partition->name.value, time_text(pair, partition->duration.value),
			   time_text(pair, partition->period.value), pair->contract->name.value);
		diag_note(diag, grant->at, "what it grants is here");
		diag_help(diag, partition->duration.at,
			  "agree on period and duration in the Grant");
	} else if (has_sound_times(grant) && !is_enough(grant, partition)) {
		report_needs(pair);
	}
}

/* A plan that gives too little somewhere. */
static void check_plan_of(const struct contract_pair *pair, const struct schedule *schedule,
			  const struct schedule_share *share)
{
	const struct partition *grant = pair->grant;
	struct arena *arena = pair->context->arena;
	struct diag *diag = pair->context->diag;
	struct supply supply = supply_of(arena, share->slots, schedule->frame);
	struct supply_worst worst =
		supply_worst(arena, &supply, grant->period.value, grant->duration.value);
	const char *when = "one period";

	if (worst.n_short == 0)
		return;
	if (worst.dated)
		when = arena_printf(arena, "the period from %s to %s", time_text(pair, worst.start),
				    time_text(pair, worst.start + grant->period.value));
	diag_error(diag, schedule->plan->id.at, "contract-time",
		   "plan %" PRIu64 " gives partition '%s' %s in %s, contract '%s' "
		   "promises %s in every %s",
		   schedule->plan->id.value, share->partition->name.value,
		   time_text(pair, worst.time), when, pair->contract->name.value,
		   time_text(pair, grant->duration.value), time_text(pair, grant->period.value));
	diag_note(diag, grant->duration.at, "it was promised here");
	if (!has_times(pair->partition))
		diag_help(diag, schedule->plan->id.at,
			  "with period=\"%s\" duration=\"%s\" in the Partition, partition-period "
			  "proposes slots",
			  time_text(pair, grant->period.value),
			  time_text(pair, grant->duration.value));
}

/* Without a plan the host brings the schedule, and nobody can see whether it keeps the promise.
 * Where a plan must be, that is plan-missing. */
static void report_no_plan(const struct contract_pair *pair)
{
	const struct system *system = pair->context->system;
	struct diag *diag = pair->context->diag;

	if (system->host.protocol == PROTOCOL_XPACK)
		return;
	diag_error(diag, system->at, "contract-time",
		   "the system has no plan that gives partition '%s' the %s in every %s that "
		   "contract '%s' promises",
		   pair->partition->name.value, time_text(pair, pair->grant->duration.value),
		   time_text(pair, pair->grant->period.value), pair->contract->name.value);
	diag_note(diag, pair->grant->duration.at, "it was promised here");
}

/* A plan without a slot for it gives it nothing to be measured by: see partition-no-slot and
 * plan-partition. */
static void check_supply(const struct contract_pair *pair)
{
	const struct system *system = pair->context->system;
	size_t partition = (size_t)(pair->partition - system->partitions);

	if (system->n_plans == 0)
		report_no_plan(pair);
	for (size_t i = 0; i < system->n_plans; i++) {
		const struct schedule *schedule = &pair->context->schedules[i];
		const struct schedule_share *share = &schedule->shares[partition];
		const char *broken = share->broken != NULL ? share->broken : schedule->broken;

		if (broken != NULL)
			diag_skip(pair->context->diag, "contract-time", broken);
		else if (share->slots.n != 0)
			check_plan_of(pair, schedule, share);
	}
}

static void check_time_of(const struct contract_pair *pair)
{
	check_needs(pair);
	if (!pair->context->system->alone && has_sound_times(pair->grant))
		check_supply(pair);
}

void contract_check_time(const struct check_context *context)
{
	contract_each(context, check_time_of);
}
