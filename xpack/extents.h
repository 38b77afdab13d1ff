/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * extents: a sorted set of disjoint address ranges, for the question "where is room?".
 *
 * Sizes and addresses are 64 bit, so that a range may end at 4 GiB; no range wraps.
 * Ranges may be added in any order and may meet.
 *
 * Every call takes time in proportion to the logarithm of what is in the set: it is a balanced
 * tree (Adelson-Velsky and Landis, 1962), each node of which knows the largest gap below it.
 */
#ifndef XPACK_EXTENTS_H
#define XPACK_EXTENTS_H

#include <stdbool.h>

#include "arena.h"
#include "loader/span.h"

struct extents_item {
	uint64_t start;
	uint64_t end; /* first address behind it */
};

struct extents_node;

struct extents {
	struct arena *arena;
	uint64_t align; /* what gaps are searched for begins at multiples of this power of two */
	struct extents_node *root; /* NULL: nothing is in the set */
};

/* Add [start, start + size); a size of 0 adds nothing. */
void extents_add(struct extents *set, uint64_t start, uint64_t size);

/* The highest start, a multiple of set->align, of a range of size bytes inside `within` that meets
 * nothing in the set.  False when there is none. */
bool extents_highest_gap(const struct extents *set, struct extents_item within, uint64_t size,
			 uint64_t *start);

/* The same from below. */
bool extents_lowest_gap(const struct extents *set, struct extents_item within, uint64_t size,
			uint64_t *start);

/* The first part of `within` from `from` on that meets nothing in the set: false when none. */
bool extents_next_free(const struct extents *set, struct extents_item within, uint64_t from,
		       struct extents_item *free);

#endif
