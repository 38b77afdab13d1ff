/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "extents.h"

#include <stdlib.h>

void extents_add(struct extents *set, uint64_t start, uint64_t size)
{
	if (size == 0)
		return;
	set->items = arena_grow(set->arena, set->items, set->n, sizeof(*set->items));
	set->items[set->n++] = (struct extents_item){ start, start + size };
	set->sorted = false;
}

static int by_start(const void *a, const void *b)
{
	const struct extents_item *x = a;
	const struct extents_item *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Sort, and merge what meets or touches.  Capacity only shrinks in use, so arena_grow() still
 * sees a full array as full: it may copy once more than needed, never less. */
static void settle(struct extents *set)
{
	size_t kept = 0;

	if (set->sorted || set->n == 0)
		return;
	qsort(set->items, set->n, sizeof(*set->items), by_start);
	for (size_t i = 1; i < set->n; i++) {
		struct extents_item *last = &set->items[kept];

		if (set->items[i].start > last->end)
			set->items[++kept] = set->items[i];
		else if (set->items[i].end > last->end)
			last->end = set->items[i].end;
	}
	set->n = kept + 1;
	set->sorted = true;
}

bool extents_next_free(struct extents *set, struct extents_item within, uint64_t from,
		       struct extents_item *free)
{
	if (from < within.start)
		from = within.start;
	settle(set);
	for (size_t i = 0; i < set->n && from < within.end; i++) {
		const struct extents_item *item = &set->items[i];

		if (item->end <= from)
			continue;
		if (item->start > from) {
			uint64_t end = item->start < within.end ? item->start : within.end;

			*free = (struct extents_item){ from, end };
			return true;
		}
		from = item->end;
	}
	*free = (struct extents_item){ from, within.end };
	return from < within.end;
}

static bool gap(struct extents *set, struct extents_item within, uint64_t size, uint64_t align,
		bool highest, uint64_t *start)
{
	struct extents_item free;
	uint64_t from = within.start;
	bool found = false;

	while (!(found && !highest) && extents_next_free(set, within, from, &free)) {
		uint64_t low = align_up(free.start, align);

		if (low <= free.end && size <= free.end - low) {
			*start = highest ? (free.end - size) & ~(align - 1) : low;
			found = true;
		}
		from = free.end;
	}
	return found;
}

bool extents_highest_gap(struct extents *set, struct extents_item within, uint64_t size,
			 uint64_t align, uint64_t *start)
{
	return gap(set, within, size, align, true, start);
}

bool extents_lowest_gap(struct extents *set, struct extents_item within, uint64_t size,
			uint64_t align, uint64_t *start)
{
	return gap(set, within, size, align, false, start);
}
