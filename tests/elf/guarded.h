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

/* At most 16 KiB, as the issue of small files goes. */
#define GUARDED_MAX_SIZE ((size_t)16 << 10)

struct guarded {
	uint8_t *end;  /* the page behind */
	uint8_t *data; /* the file */
	size_t size;
};

/* Precondition: size <= GUARDED_MAX_SIZE. */
void guarded_new(struct guarded *guarded, const uint8_t *bytes, size_t size);
/* Only the first size bytes of those. */
void guarded_set(struct guarded *guarded, const uint8_t *bytes, size_t size);
void guarded_free(struct guarded *guarded);

static inline struct span guarded_span(const struct guarded *guarded)
{
	return (struct span){ guarded->data, guarded->size };
}

#endif
