/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "schedule.h"

#include <stdlib.h>

#include "loader/span.h"

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_starts(const struct schedule_slot *a, const struct schedule_slot *b)
{
	int order = compare(a->start, b->start);

	return order != 0 ? order : (a->slot > b->slot) - (a->slot < b->slot);
}

static int by_processor(const void *a, const void *b)
{
	const struct schedule_slot *first = *(struct schedule_slot *const *)a;
	const struct schedule_slot *second = *(struct schedule_slot *const *)b;
	int order = compare(first->slot->processor.value, second->slot->processor.value);

	return order != 0 ? order : compare_starts(first, second);
}

static int by_partition(const void *a, const void *b)
{
	const struct schedule_slot *first = *(struct schedule_slot *const *)a;
	const struct schedule_slot *second = *(struct schedule_slot *const *)b;

	if (first->partition != second->partition)
		return first->partition > second->partition ? 1 : -1;
	return compare_starts(first, second);
}

static uint64_t end_of(const struct slot *slot)
{
	uint64_t left = UINT64_MAX - slot->start.value;

	return slot->start.value + (slot->duration.value < left ? slot->duration.value : left);
}

/* A share that lacks a slot says so. */
static void mark_broken(struct schedule *schedule, const struct system *system,
			const struct partition *partition, const char *id)
{
	const char **broken = partition != NULL
				      ? &schedule->shares[partition - system->partitions].broken
				      : &schedule->broken;

	if (*broken == NULL)
		*broken = id;
	if (schedule->missing == NULL)
		schedule->missing = id;
}

/* Every slot that has numbers; n is how many. */
static struct schedule_slot **take_slots(struct arena *arena, const struct system *system,
					 struct schedule *schedule, size_t *n)
{
	const struct plan *plan = schedule->plan;
	struct schedule_slot *slots = arena_array(arena, plan->n_slots, sizeof(*slots));
	struct schedule_slot **items = arena_array(arena, plan->n_slots, sizeof(*items));

	*n = 0;
	for (size_t i = 0; i < plan->n_slots; i++) {
		const struct slot *slot = &plan->slots[i];
		const struct partition *partition = model_partition(system, slot->partition.value);
		bool bad = slot->start.bad || slot->duration.bad || slot->processor.bad;
		bool sound = slot->duration.value != 0 &&
			     range_fits(schedule->frame, slot->start.value, slot->duration.value);

		if (partition == NULL)
			mark_broken(schedule, system, NULL, "slot-partition");
		else if (bad || plan->major_frame.bad)
			mark_broken(schedule, system, partition, "quantity");
		else if (!sound)
			mark_broken(schedule, system, partition, "slot-frame");
		slots[i] = (struct schedule_slot){ slot,         partition, slot->start.value,
						   end_of(slot), sound,     NULL };
		if (!bad)
			items[(*n)++] = &slots[i];
	}
	return items;
}

static void put_processors(struct arena *arena, struct schedule *schedule,
			   struct schedule_slot **items, size_t n)
{
	struct schedule_processor *processor = NULL;

	qsort(items, n, sizeof(struct schedule_slot *), by_processor);
	for (size_t i = 0; i < n; i++) {
		uint64_t id = items[i]->slot->processor.value;

		if (processor == NULL || processor->id != id) {
			schedule->processors =
				arena_grow(arena, schedule->processors, schedule->n_processors,
					   sizeof(*schedule->processors));
			processor = &schedule->processors[schedule->n_processors++];
			*processor = (struct schedule_processor){ id, { items + i, 0 } };
		} else {
			items[i - 1]->next = items[i];
		}
		processor->slots.n++;
	}
}

static void put_shares(const struct system *system, struct schedule *schedule,
		       struct schedule_slot **items, size_t n)
{
	qsort(items, n, sizeof(struct schedule_slot *), by_partition);
	for (size_t i = 0; i < n; i++) {
		struct schedule_slots *slots =
			&schedule->shares[items[i]->partition - system->partitions].slots;

		if (slots->n == 0)
			slots->items = items + i;
		slots->n++;
	}
}

struct schedule schedule_of(struct arena *arena, const struct system *system,
			    const struct plan *plan)
{
	struct schedule schedule = {
		.plan = plan,
		.frame = plan->major_frame.bad ? 0 : plan->major_frame.value,
		.shares = arena_array(arena, system->n_partitions, sizeof(*schedule.shares)),
	};
	size_t n, n_shared = 0;
	struct schedule_slot **items;
	struct schedule_slot **shared;

	for (size_t i = 0; i < system->n_partitions; i++)
		schedule.shares[i].partition = &system->partitions[i];
	items = take_slots(arena, system, &schedule, &n);
	shared = arena_array(arena, n, sizeof(*shared));
	for (size_t i = 0; i < n; i++)
		if (items[i]->partition != NULL && items[i]->sound)
			shared[n_shared++] = items[i];
	put_processors(arena, &schedule, items, n);
	put_shares(system, &schedule, shared, n_shared);
	return schedule;
}

struct schedule *schedules_of(struct arena *arena, const struct system *system)
{
	struct schedule *schedules = arena_array(arena, system->n_plans, sizeof(*schedules));

	for (size_t i = 0; i < system->n_plans; i++)
		schedules[i] = schedule_of(arena, system, &system->plans[i]);
	return schedules;
}

size_t schedule_processor(const struct schedule *schedule, uint64_t id)
{
	size_t low = 0, high = schedule->n_processors;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (schedule->processors[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < schedule->n_processors && schedule->processors[low].id == id
		       ? low
		       : schedule->n_processors;
}

struct schedule_slots schedule_on(const struct schedule *schedule, uint64_t processor)
{
	size_t index = schedule_processor(schedule, processor);

	return index < schedule->n_processors ? schedule->processors[index].slots
					      : (struct schedule_slots){ NULL, 0 };
}

static int compare_ids(const void *a, const void *b)
{
	const struct processor *const *first = a, *const *second = b;
	int order = compare((*first)->id.value, (*second)->id.value);

	return order != 0 ? order : (*first > *second) - (*first < *second);
}

struct schedule_board schedule_board(struct arena *arena, const struct board *board)
{
	struct schedule_board all = { arena_array(arena, board->n_processors, sizeof(*all.items)),
				      0 };
	size_t n = 0;

	for (size_t i = 0; i < board->n_processors; i++)
		if (!board->processors[i].id.bad)
			all.items[all.n++] = &board->processors[i];
	qsort(all.items, all.n, sizeof(*all.items), compare_ids);
	for (size_t i = 0; i < all.n; i++)
		if (i == 0 || all.items[i]->id.value != all.items[n - 1]->id.value)
			all.items[n++] = all.items[i];
	all.n = n;
	return all;
}

static void add_gap(struct arena *arena, struct schedule_gaps *gaps, struct schedule_gap gap)
{
	if (gap.start >= gap.end)
		return;
	gaps->items = arena_grow(arena, gaps->items, gaps->n, sizeof(*gaps->items));
	gaps->items[gaps->n++] = gap;
}

static void add_gaps_on(struct arena *arena, struct schedule_gaps *gaps,
			const struct schedule *schedule, uint64_t processor)
{
	struct schedule_slots slots = schedule_on(schedule, processor);
	uint64_t busy = 0; /* from the start on, without a gap that is not listed */

	for (size_t i = 0; i < slots.n; i++) {
		if (!slots.items[i]->sound)
			continue;
		add_gap(arena, gaps,
			(struct schedule_gap){ processor, busy, slots.items[i]->start });
		if (slots.items[i]->end > busy)
			busy = slots.items[i]->end;
	}
	add_gap(arena, gaps, (struct schedule_gap){ processor, busy, schedule->frame });
}

static int compare_gaps(const void *a, const void *b)
{
	const struct schedule_gap *first = a, *second = b;
	int order = compare(first->start, second->start);

	return order != 0 ? order : compare(first->processor, second->processor);
}

struct schedule_gaps schedule_gaps(struct arena *arena, const struct schedule *schedule,
				   const struct schedule_board *board)
{
	struct schedule_gaps gaps = { NULL, 0 };

	for (size_t i = 0; i < board->n; i++)
		add_gaps_on(arena, &gaps, schedule, board->items[i]->id.value);
	if (gaps.n != 0)
		qsort(gaps.items, gaps.n, sizeof(*gaps.items), compare_gaps);
	return gaps;
}

struct schedule_idle schedule_idle(const struct schedule_gaps *gaps)
{
	struct schedule_idle idle = { .n = gaps->n };

	for (size_t i = 0; i < gaps->n; i++) {
		uint64_t size = gaps->items[i].end - gaps->items[i].start;

		idle.time += size;
		if (size > idle.longest.end - idle.longest.start)
			idle.longest = gaps->items[i];
	}
	return idle;
}
