/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "supply.h"

#include <stdlib.h>

#include "exact.h"

struct supply supply_of(struct arena *arena, struct schedule_slots slots, uint64_t frame)
{
	struct supply supply = { .frame = frame };
	struct supply_run *run = NULL;

	supply.runs = arena_array(arena, slots.n, sizeof(*supply.runs));
	for (size_t i = 0; i < slots.n; i++) {
		const struct schedule_slot *slot = slots.items[i];

		if (run == NULL || slot->start > run->end) {
			if (run != NULL)
				supply.total += run->end - run->start;
			run = &supply.runs[supply.n++];
			*run = (struct supply_run){ slot->slot, slot->start, slot->end,
						    supply.total };
		} else if (slot->end > run->end) {
			run->end = slot->end;
		}
	}
	if (run != NULL)
		supply.total += run->end - run->start;
	return supply;
}

size_t supply_before(const struct supply *supply, uint64_t time)
{
	size_t low = 0, high = supply->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (supply->runs[middle].start < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Time in the first t of a frame. */
static uint64_t until(const struct supply *supply, uint64_t t)
{
	size_t n = supply_before(supply, t);
	const struct supply_run *run;

	if (n == 0)
		return 0;
	run = &supply->runs[n - 1];
	return run->before + ((t < run->end ? t : run->end) - run->start);
}

/* The same of a window shorter than a frame, which may go on in the next frame. */
static uint64_t within(const struct supply *supply, uint64_t offset, uint64_t length)
{
	uint64_t left = supply->frame - offset;

	if (length <= left)
		return until(supply, offset + length) - until(supply, offset);
	return supply->total - until(supply, offset) + until(supply, length - left);
}

uint64_t supply_in(const struct supply *supply, uint64_t offset, uint64_t length)
{
	return length / supply->frame * supply->total +
	       within(supply, offset, length % supply->frame);
}

bool supply_suffices(const struct supply *supply, uint64_t period, uint64_t duration)
{
	return supply->total >= exact_share_up(duration, period, supply->frame);
}

static int compare(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

	return (first > second) - (first < second);
}

/* Offsets at which a window of that length, shorter than the frame, starts or ends at an edge of a
 * run; 0 and the frame too.  4 n + 2 of them, ascending. */
static uint64_t *bends_of(struct arena *arena, const struct supply *supply, uint64_t length)
{
	uint64_t *bends = arena_array(arena, 4 * supply->n + 2, sizeof(*bends));
	size_t n = 0;

	bends[n++] = 0;
	bends[n++] = supply->frame;
	for (size_t i = 0; i < supply->n; i++) {
		const uint64_t edges[] = { supply->runs[i].start, supply->runs[i].end };

		for (size_t j = 0; j < 2; j++) {
			bends[n++] = edges[j];
			bends[n++] = edges[j] >= length ? edges[j] - length
							: edges[j] + (supply->frame - length);
		}
	}
	qsort(bends, n, sizeof(*bends), compare);
	return bends;
}

/* What is looked for. */
struct search {
	const struct supply *supply;
	uint64_t step; /* between offsets at which periods start */
	uint64_t period, duration;
	uint64_t inverse; /* of period / step modulo n_periods */
	struct supply_worst worst;
};

/* The lowest k for which k * period is that offset, modulo the frame. */
static uint64_t number_of(const struct search *search, uint64_t offset)
{
	return exact_product_modulo(offset / search->step, search->inverse,
				    search->worst.n_periods);
}

static void consider(struct search *search, uint64_t offset, uint64_t time)
{
	struct supply_worst *worst = &search->worst;
	uint64_t k;

	if (time > worst->time || time >= search->duration)
		return;
	k = number_of(search, offset);
	if (time == worst->time && k >= worst->start)
		return;
	worst->time = time;
	worst->offset = offset;
	worst->start = k;
}

/* How many of n values, which begin with first and change evenly up to last, are below limit. */
static uint64_t count_below(uint64_t first, uint64_t last, uint64_t n, uint64_t limit)
{
	uint64_t low = first < last ? first : last, high = first < last ? last : first;
	uint64_t change;

	if (low >= limit)
		return 0;
	if (high < limit)
		return n;
	change = (high - low) / (n - 1);
	return (limit - low - 1) / change + 1;
}

/* The offsets from `from` up to `to`, between which nothing bends. */
static void search_between(struct search *search, uint64_t from, uint64_t to)
{
	uint64_t step = search->step;
	uint64_t first = from % step == 0 ? from : from + (step - from % step);
	uint64_t last, time, last_time;

	if (first >= to)
		return;
	last = (to - 1) - (to - 1) % step;
	time = supply_in(search->supply, first, search->period);
	last_time = supply_in(search->supply, last, search->period);
	consider(search, first, time);
	consider(search, last, last_time);
	search->worst.n_short +=
		count_below(time, last_time, (last - first) / step + 1, search->duration);
}

struct supply_worst supply_worst(struct arena *arena, const struct supply *supply, uint64_t period,
				 uint64_t duration)
{
	uint64_t step = exact_gcd(period, supply->frame);
	uint64_t n_periods = supply->frame / step;
	uint64_t *bends = bends_of(arena, supply, period % supply->frame);
	struct search search = {
		.supply = supply,
		.step = step,
		.period = period,
		.duration = duration,
		.inverse = exact_inverse_modulo(period / step % n_periods, n_periods),
		.worst = { .time = duration, .n_periods = n_periods },
	};
	uint64_t k;

	for (size_t i = 0; i < 4 * supply->n + 1; i++)
		search_between(&search, bends[i], bends[i + 1]);
	k = search.worst.start;
	search.worst.dated = k < UINT64_MAX / period;
	search.worst.start = search.worst.dated ? k * period : 0;
	return search.worst;
}
