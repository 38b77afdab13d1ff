/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * extents: a sorted set of disjoint address ranges, for the question "where is room?".
 *
 * Sizes and addresses are 64 bit, so that a range may end at 4 GiB; no range wraps.
 * Ranges may be added in any order and may meet; a search first sorts and merges them.
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

struct extents {
	struct arena *arena;
	struct extents_item *items;
	size_t n;
	bool sorted; /* and merged */
};

/* Add [start, start + size); a size of 0 adds nothing. */
void extents_add(struct extents *set, uint64_t start, uint64_t size);

/* The highest start, a multiple of align (a power of two), of a range of size bytes inside
 * `within` that meets nothing in the set.  False when there is none. */
bool extents_highest_gap(struct extents *set, struct extents_item within, uint64_t size,
			 uint64_t align, uint64_t *start);

/* The same from below. */
bool extents_lowest_gap(struct extents *set, struct extents_item within, uint64_t size,
			uint64_t align, uint64_t *start);

/* The first part of `within` from `from` on that meets nothing in the set: false when none. */
bool extents_next_free(struct extents *set, struct extents_item within, uint64_t from,
		       struct extents_item *free);

#endif
