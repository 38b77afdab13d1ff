/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * guarded: a file's bytes between two pages that nobody may touch.
 *
 * The bytes end where the page behind them begins, so that reading beyond them faults also in
 * libelf, which no sanitizer has instrumented.  What is in front of them is poisoned.
 */
#ifndef XPACK_TESTS_GUARDED_H
#define XPACK_TESTS_GUARDED_H

#include "loader/span.h"

struct guarded {
	uint8_t *end;  /* the page behind */
	size_t room;   /* in front of it, for the whole file */
	uint8_t *data; /* the file */
	size_t size;
};

void guarded_new(struct guarded *guarded, const uint8_t *bytes, size_t size);
/* Other bytes, not more than at first. */
void guarded_set(struct guarded *guarded, const uint8_t *bytes, size_t size);
void guarded_free(struct guarded *guarded);

static inline struct span guarded_span(const struct guarded *guarded)
{
	return (struct span){ guarded->data, guarded->size };
}

#endif
