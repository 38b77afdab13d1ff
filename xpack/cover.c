/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cover.h"

#include <stdlib.h>

void cover_add(struct cover *cover, uint64_t start, uint64_t size, size_t number)
{
	if (size == 0 || start > UINT64_MAX - size)
		return;
	cover->items = arena_grow(cover->arena, cover->items, cover->n, sizeof(*cover->items));
	cover->items[cover->n++] = (struct cover_item){ start, start + size, number, 0 };
}

static int by_start(const void *a, const void *b)
{
	const struct cover_item *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

void cover_sort(struct cover *cover)
{
	if (cover->n == 0)
		return;
	qsort(cover->items, cover->n, sizeof(*cover->items), by_start);
	for (size_t i = 1; i < cover->n; i++) {
		size_t before = cover->items[i - 1].furthest;

		cover->items[i].furthest =
			cover->items[i].end > cover->items[before].end ? i : before;
	}
}

/* The one that ends last, of all that start below the address; NULL when none does. */
static const struct cover_item *last_below(const struct cover *cover, uint64_t address)
{
	size_t low = 0, high = cover->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cover->items[middle].start < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low != 0 ? &cover->items[cover->items[low - 1].furthest] : NULL;
}

static bool tell(const struct cover_item *item, size_t *number)
{
	if (number != NULL)
		*number = item->number;
	return true;
}

bool cover_holds(const struct cover *cover, uint64_t start, uint64_t size, size_t *number)
{
	const struct cover_item *item = last_below(cover, start + 1);

	return item != NULL && item->end >= start + size && tell(item, number);
}

bool cover_meets(const struct cover *cover, uint64_t start, uint64_t size, size_t *number)
{
	const struct cover_item *item = last_below(cover, start + size);

	return size != 0 && item != NULL && item->end > start && tell(item, number);
}
