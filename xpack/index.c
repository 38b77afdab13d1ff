/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "index.h"

#include <stdlib.h>
#include <string.h>

static void add(struct index *index, struct index_entry entry)
{
	index->entries =
		arena_grow(index->arena, index->entries, index->n, sizeof(*index->entries));
	index->entries[index->n++] = entry;
}

void index_add_name(struct index *index, const char *name, size_t place)
{
	add(index, (struct index_entry){ .name = name, .place = place });
}

void index_add_number(struct index *index, uint64_t number, size_t place)
{
	add(index, (struct index_entry){ .number = number, .place = place });
}

static int compare(const struct index_entry *a, const struct index_entry *b)
{
	if (a->name != NULL)
		return strcmp(a->name, b->name);
	return a->number < b->number ? -1 : a->number > b->number;
}

bool index_same(const struct index_entry *a, const struct index_entry *b)
{
	return compare(a, b) == 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct index_entry *x = a, *y = b;
	int order = compare(x, y);

	return order != 0 ? order : x->place < y->place ? -1 : x->place > y->place;
}

void index_sort(struct index *index)
{
	if (index->n != 0)
		qsort(index->entries, index->n, sizeof(*index->entries), compare_entries);
}

static size_t find(const struct index *index, struct index_entry key)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&index->entries[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->n || compare(&index->entries[low], &key) != 0)
		return INDEX_NONE;
	return index->entries[low].place;
}

size_t index_of_name(const struct index *index, const char *name)
{
	return find(index, (struct index_entry){ .name = name });
}

size_t index_of_number(const struct index *index, uint64_t number)
{
	return find(index, (struct index_entry){ .number = number });
}
