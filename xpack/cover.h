/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cover: of many ranges, one that holds a given range whole, or that has a byte of it.
 *
 * Add all, sort once, ask often; each question is a bisection.  Ranges may overlap, and may end
 * with the last byte of 64 bits.  One without bytes, or one that wraps, is not kept, and is no
 * question that any range answers.
 */
#ifndef XPACK_COVER_H
#define XPACK_COVER_H

#include <stdbool.h>

#include "arena.h"
#include "loader/span.h"

struct cover_item {
	uint64_t start, last; /* bytes */
	size_t number;        /* the caller's */
	size_t furthest;      /* index of the one that ends last, of this and all in front of it */
};

struct cover {
	struct arena *arena;
	struct cover_item *items; /* once sorted: by start, then number */
	size_t n;
};

void cover_add(struct cover *cover, uint64_t start, uint64_t size, size_t number);
void cover_sort(struct cover *cover);

/* Is there a range that holds all of [start, start + size)?  *number (NULL: not asked for) is that
 * of one.  Precondition: sorted. */
bool cover_holds(const struct cover *cover, uint64_t start, uint64_t size, size_t *number);

/* Likewise: one that has a byte of it, the one that ends last. */
bool cover_meets(const struct cover *cover, uint64_t start, uint64_t size, size_t *number);

/* How many start at the address or in front of it: these are the first of the items. */
size_t cover_n_up_to(const struct cover *cover, uint64_t address);

/* Has item i a byte of one in front of it in items?  *number is that of the one that ends last. */
bool cover_overlaps(const struct cover *cover, size_t i, size_t *number);

#endif
