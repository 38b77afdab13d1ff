/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cover.h"

#include <stdlib.h>

/* Not empty, and inside 64 bits? */
static bool is_range(uint64_t start, uint64_t size)
{
	return size != 0 && start <= UINT64_MAX - (size - 1);
}

void cover_add(struct cover *cover, uint64_t start, uint64_t size, size_t number)
{
	if (!is_range(start, size))
		return;
	cover->items = arena_grow(cover->arena, cover->items, cover->n, sizeof(*cover->items));
	cover->items[cover->n++] = (struct cover_item){ start, start + (size - 1), number, 0 };
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
			cover->items[i].last > cover->items[before].last ? i : before;
	}
}

size_t cover_n_up_to(const struct cover *cover, uint64_t address)
{
	size_t low = 0, high = cover->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cover->items[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of the first n items, does the one that ends last have the byte, or end behind it? */
static bool reaches(const struct cover *cover, size_t n, uint64_t byte, size_t *number)
{
	const struct cover_item *furthest;

	if (n == 0)
		return false;
	furthest = &cover->items[cover->items[n - 1].furthest];
	if (furthest->last < byte)
		return false;
	if (number != NULL)
		*number = furthest->number;
	return true;
}

bool cover_holds(const struct cover *cover, uint64_t start, uint64_t size, size_t *number)
{
	return is_range(start, size) &&
	       reaches(cover, cover_n_up_to(cover, start), start + (size - 1), number);
}

bool cover_meets(const struct cover *cover, uint64_t start, uint64_t size, size_t *number)
{
	return is_range(start, size) &&
	       reaches(cover, cover_n_up_to(cover, start + (size - 1)), start, number);
}

bool cover_overlaps(const struct cover *cover, size_t i, size_t *number)
{
	return reaches(cover, i, cover->items[i].start, number);
}
