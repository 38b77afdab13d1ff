/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "gaps.h"

#include <stdlib.h>

#include "room.h"

static void add_gap(struct gaps *gaps, struct extents_item free)
{
	uint64_t start = align_up(free.start, PLACE_PAGE_SIZE);
	uint64_t end = free.end - free.end % PLACE_PAGE_SIZE;

	if (start >= end)
		return;
	gaps->items = arena_grow(gaps->arena, gaps->items, gaps->n, sizeof(*gaps->items));
	gaps->items[gaps->n++] = (struct extents_item){ start, end };
}

static void add_gaps(struct gaps *gaps, const struct memory *memory, struct extents *taken)
{
	struct extents_item within = { memory->start.value,
				       memory->start.value + memory->size.value };
	struct extents_item free;
	uint64_t from = within.start;

	if (!range_fits((uint64_t)UINT32_MAX + 1, memory->start.value, memory->size.value))
		return;
	while (extents_next_free(taken, within, from, &free)) {
		add_gap(gaps, free);
		from = free.end;
	}
}

static int by_start(const void *a, const void *b)
{
	const struct extents_item *x = a;
	const struct extents_item *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void make_tree(struct gaps *gaps)
{
	gaps->n_leaves = 1;
	while (gaps->n_leaves < gaps->n)
		gaps->n_leaves *= 2;
	gaps->largest = arena_array(gaps->arena, 2 * gaps->n_leaves, sizeof(*gaps->largest));
	for (size_t i = 0; i < gaps->n; i++)
		gaps->largest[gaps->n_leaves + i] = gaps->items[i].end - gaps->items[i].start;
	for (size_t i = gaps->n_leaves; i-- > 1;)
		gaps->largest[i] = gaps->largest[2 * i] > gaps->largest[2 * i + 1]
					   ? gaps->largest[2 * i]
					   : gaps->largest[2 * i + 1];
}

struct gaps gaps_of(struct arena *arena, const struct board *board, struct extents *taken)
{
	struct gaps gaps = { .arena = arena };

	for (size_t i = 0; i < board->n_memories; i++)
		if (board->memories[i].kind == MEMORY_RAM)
			add_gaps(&gaps, &board->memories[i], taken);
	if (gaps.n > 1)
		qsort(gaps.items, gaps.n, sizeof(*gaps.items), by_start);
	make_tree(&gaps);
	return gaps;
}

/* The first gap from that index on with so many bytes; gaps->n when there is none.  From a leaf up
 * while everything below is too small, to the right, and down again. */
static size_t find(const struct gaps *gaps, size_t from, uint64_t size)
{
	size_t node = gaps->n_leaves + from;

	if (from >= gaps->n)
		return gaps->n;
	while (gaps->largest[node] < size) {
		while (node % 2 != 0)
			node /= 2;
		if (node == 0)
			return gaps->n;
		node++;
	}
	while (node < gaps->n_leaves)
		node = 2 * node + (gaps->largest[2 * node] < size);
	return node - gaps->n_leaves;
}

/* Index of the first gap that starts at or above the address. */
static size_t first_from(const struct gaps *gaps, uint64_t address)
{
	size_t low = 0;
	size_t high = gaps->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (gaps->items[middle].start < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void cut(struct gaps *gaps, size_t i, uint64_t size)
{
	size_t node = (gaps->n_leaves + i) / 2;

	gaps->items[i].start += size;
	gaps->largest[gaps->n_leaves + i] -= size;
	for (; node > 0; node /= 2)
		gaps->largest[node] = gaps->largest[2 * node] > gaps->largest[2 * node + 1]
					      ? gaps->largest[2 * node]
					      : gaps->largest[2 * node + 1];
}

bool gaps_take(struct gaps *gaps, struct extents_item within, uint64_t size, uint64_t *start)
{
	uint64_t pages = align_up(size, PLACE_PAGE_SIZE);
	size_t i = find(gaps, first_from(gaps, within.start), pages);

	if (size == 0 || size > (uint64_t)UINT32_MAX + 1)
		return false;
	if (i == gaps->n || gaps->items[i].start >= within.end)
		i = find(gaps, 0, pages);
	if (i == gaps->n)
		return false;
	*start = gaps->items[i].start;
	cut(gaps, i, pages);
	return true;
}

uint64_t gaps_largest(const struct gaps *gaps)
{
	return gaps->largest[1];
}
