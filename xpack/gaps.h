/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * gaps: free RAM in whole pages, to propose places for what lies wrong.
 *
 * What is proposed is taken: two proposals never meet, so both can be followed.  A question takes
 * log n steps.
 */
#ifndef XPACK_GAPS_H
#define XPACK_GAPS_H

#include "extents.h"
#include "model.h"

struct gaps {
	struct arena *arena;
	struct extents_item *items; /* ascending; what was taken is cut off */
	size_t n;
	uint64_t *largest; /* a binary tree over the items: size of the largest gap below a node */
	size_t n_leaves;   /* a power of two */
};

/* All of the board's RAM that is not in the set, which it sorts. */
struct gaps gaps_of(struct arena *arena, const struct board *board, struct extents *taken);

/* Take the lowest size bytes, in whole pages, that are free at or above `from` and below `end`,
 * else those anywhere.  False when there is no such gap. */
bool gaps_take(struct gaps *gaps, struct extents_item within, uint64_t size, uint64_t *start);

/* Bytes of the largest one. */
uint64_t gaps_largest(const struct gaps *gaps);

#endif
