/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * index: the place of a name or number among many, found by bisection.
 *
 * Add all, each with its place among the things that are looked for; sort once; ask often.  Of
 * equal ones that of the lowest place is found.  An index has names or numbers, never both; names
 * are borrowed.  Once sorted the entries are neighbours in the order of names or numbers, those of
 * one name or number in the order of their places.
 */
#ifndef XPACK_INDEX_H
#define XPACK_INDEX_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

#define INDEX_NONE SIZE_MAX

struct index_entry {
	const char *name; /* NULL: a number */
	uint64_t number;
	size_t place;
};

struct index {
	struct arena *arena;
	struct index_entry *entries;
	size_t n;
};

void index_add_name(struct index *index, const char *name, size_t place);
void index_add_number(struct index *index, uint64_t number, size_t place);
void index_sort(struct index *index);

/* Have they one name or number? */
bool index_same(const struct index_entry *a, const struct index_entry *b);

/* Its place, INDEX_NONE when it is not there.  Precondition: sorted. */
size_t index_of_name(const struct index *index, const char *name);
size_t index_of_number(const struct index *index, uint64_t number);

#endif
