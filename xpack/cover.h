/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cover: of many ranges, one that holds a given range whole, or that has a byte of it.
 *
 * Add all, sort once, ask often; each question is a bisection.  Ranges may overlap.  A range
 * without bytes, or one that wraps, is not kept.
 */
#ifndef XPACK_COVER_H
#define XPACK_COVER_H

#include <stdbool.h>

#include "arena.h"
#include "loader/span.h"

struct cover_item {
	uint64_t start, end;
	size_t number;   /* the caller's */
	size_t furthest; /* index of the one that ends last, of this and all in front of it */
};

struct cover {
	struct arena *arena;
	struct cover_item *items;
	size_t n;
};

void cover_add(struct cover *cover, uint64_t start, uint64_t size, size_t number);
void cover_sort(struct cover *cover);

/* Is there a range that holds all of [start, start + size)?  *number (NULL: not asked for) is that
 * of one.  Precondition: sorted, the range does not wrap. */
bool cover_holds(const struct cover *cover, uint64_t start, uint64_t size, size_t *number);

/* Likewise: one that has a byte of it, the one that ends last. */
bool cover_meets(const struct cover *cover, uint64_t start, uint64_t size, size_t *number);

#endif
