/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "shortage.h"

#include <inttypes.h>

#include "exact.h"
#include "quantity.h"

/* Gaps that are tried when room is looked for; more would not make the advice better. */
#define MAX_TRIED 64u

/* How far into the worst period that time of the frame is. */
static uint64_t into_period(const struct shortage *shortage, uint64_t time)
{
	uint64_t offset = shortage->worst.offset, frame = shortage->supply.frame;

	return time >= offset ? time - offset : frame - offset + time;
}

/* The first run that ends behind that time. */
static size_t run_behind(const struct supply *supply, uint64_t time)
{
	size_t n = supply_before(supply, time);

	return n != 0 && supply->runs[n - 1].end > time ? n - 1 : n;
}

/* From that time on until the partition runs again, or until the frame ends. */
static uint64_t until_run(const struct supply *supply, uint64_t time)
{
	size_t next = run_behind(supply, time);
	uint64_t until = next < supply->n ? supply->runs[next].start : supply->frame;

	return until > time ? until - time : 0;
}

static uint64_t divide_up(uint64_t a, uint64_t b)
{
	return a / b + (a % b != 0);
}

/*
 * How long the partition must run from that time of the frame on to have enough in the worst
 * period; 0 when that does not help.  The period meets the time in n frames, and ends `last` after
 * the last of these times.
 */
static uint64_t needed_from(const struct shortage *shortage, uint64_t time)
{
	uint64_t frame = shortage->supply.frame, into = into_period(shortage, time);
	uint64_t lack = shortage->duration - shortage->worst.time;
	uint64_t n, last;

	if (into >= shortage->period)
		return 0;
	n = (shortage->period - into - 1) / frame + 1;
	last = shortage->period - into - (n - 1) * frame;
	if (divide_up(lack, n) <= last)
		return divide_up(lack, n);
	return n == 1 ? 0 : divide_up(lack - last, n - 1);
}

/* Can it run so long, until that time? */
static bool has_room(const struct shortage *shortage, uint64_t time, uint64_t until)
{
	uint64_t needed = needed_from(shortage, time);

	return needed != 0 && needed <= until - time &&
	       needed <= until_run(&shortage->supply, time);
}

/* A slot of the partition's behind which its processor is idle for long enough, or NULL. */
static const struct schedule_slot *extensible(const struct shortage *shortage)
{
	for (size_t i = 0; i < shortage->share->slots.n; i++) {
		const struct schedule_slot *slot = shortage->share->slots.items[i];
		uint64_t until = slot->next != NULL ? slot->next->start : shortage->supply.frame;

		if (until > slot->end && has_room(shortage, slot->end, until))
			return slot;
	}
	return NULL;
}

static bool is_enough_from(const struct shortage *shortage, struct schedule_gap *gap, uint64_t time)
{
	if (!has_room(shortage, time, gap->end))
		return false;
	gap->start = time;
	return true;
}

/* Is there enough of the gap, from its start, from that of the period, or from where the partition
 * ceases to run on another processor?  Then the start is moved there. */
static bool is_enough(const struct shortage *shortage, struct schedule_gap *gap)
{
	const struct supply *supply = &shortage->supply;
	uint64_t offset = shortage->worst.offset;
	size_t first = run_behind(supply, gap->start);

	if (is_enough_from(shortage, gap, gap->start) ||
	    (gap->start < offset && offset < gap->end && is_enough_from(shortage, gap, offset)))
		return true;
	for (size_t i = first; i < supply->n && i - first < MAX_TRIED; i++)
		if (supply->runs[i].end >= gap->end)
			return false;
		else if (is_enough_from(shortage, gap, supply->runs[i].end))
			return true;
	return false;
}

/* A gap near the start of the period. */
static bool find_gap(const struct shortage *shortage, struct schedule_gap *found)
{
	const struct schedule_gaps *gaps = shortage->gaps;
	size_t low = 0, high = gaps->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (gaps->items[middle].start < shortage->worst.offset)
			low = middle + 1;
		else
			high = middle;
	}
	low = low > MAX_TRIED / 4 ? low - MAX_TRIED / 4 : 0;
	for (size_t i = 0; i < gaps->n && i < MAX_TRIED; i++) {
		*found = gaps->items[(low + i) % gaps->n];
		if (is_enough(shortage, found))
			return true;
	}
	return false;
}

static void help_room(const struct shortage *shortage)
{
	const struct check_context *context = shortage->context;
	const struct schedule_slot *slot = extensible(shortage);
	struct schedule_gap gap;

	if (slot != NULL)
		diag_help(context->diag, slot->slot->duration.at,
			  "with a duration of %s here it has enough in that period: processor "
			  "%" PRIu64 " idles behind this slot",
			  quantity_time(context->arena,
					slot->end - slot->start + needed_from(shortage, slot->end)),
			  slot->slot->processor.value);
	else if (find_gap(shortage, &gap))
		diag_help(context->diag, shortage->schedule->plan->id.at,
			  "processor %" PRIu64 " idles in that period: <Slot partition=\"%s\" "
			  "start=\"%s\" duration=\"%s\" processor=\"%" PRIu64 "\"/> is enough",
			  gap.processor, shortage->share->partition->name.value,
			  quantity_time(context->arena, gap.start),
			  quantity_time(context->arena, needed_from(shortage, gap.start)),
			  gap.processor);
	else if (shortage->gaps->n <= MAX_TRIED && shortage->supply.n <= MAX_TRIED)
		diag_help(context->diag, shortage->schedule->plan->id.at,
			  "no processor idles long enough in that period");
}

static void note_circumstances(const struct shortage *shortage)
{
	const struct check_context *context = shortage->context;
	const struct plan *plan = shortage->schedule->plan;
	const struct supply_worst *worst = &shortage->worst;

	diag_note(context->diag, shortage->share->partition->duration.at, "it needs %s in every %s",
		  quantity_time(context->arena, shortage->duration),
		  quantity_time(context->arena, shortage->period));
	if (worst->dated && worst->start >= shortage->supply.frame)
		diag_note(context->diag, plan->major_frame.at,
			  "that period starts %s into a major frame of %s",
			  quantity_time(context->arena, worst->offset),
			  quantity_time(context->arena, shortage->supply.frame));
	if (worst->n_short > 1)
		diag_note(context->diag, plan->id.at,
			  "%" PRIu64 " of the %" PRIu64
			  " periods after which all repeats are too short, none is worse",
			  worst->n_short, worst->n_periods);
}

static void help_shortage(const struct shortage *shortage)
{
	const struct check_context *context = shortage->context;

	if (!supply_suffices(&shortage->supply, shortage->period, shortage->duration))
		diag_help(context->diag, shortage->schedule->plan->id.at,
			  "its slots add up to %s in the major frame of %s; at least %s are needed",
			  quantity_time(context->arena, shortage->supply.total),
			  quantity_time(context->arena, shortage->supply.frame),
			  quantity_time(context->arena,
					exact_share_up(shortage->duration, shortage->period,
						       shortage->supply.frame)));
	help_room(shortage);
}

void shortage_report(const struct shortage *shortage)
{
	const struct check_context *context = shortage->context;
	const struct supply_worst *worst = &shortage->worst;
	const char *when;

	if (worst->dated)
		when = arena_printf(context->arena, "the period from %s to %s",
				    quantity_time(context->arena, worst->start),
				    quantity_time(context->arena, worst->start + shortage->period));
	else
		when = arena_printf(context->arena, "a period that starts %s into a major frame",
				    quantity_time(context->arena, worst->offset));
	diag_error(context->diag, shortage->schedule->plan->id.at, "partition-period",
		   "plan %" PRIu64 " gives partition '%s' too little: in %s it gets %s of %s",
		   shortage->schedule->plan->id.value, shortage->share->partition->name.value, when,
		   quantity_time(context->arena, worst->time),
		   quantity_time(context->arena, shortage->duration));
	note_circumstances(shortage);
	help_shortage(shortage);
}
