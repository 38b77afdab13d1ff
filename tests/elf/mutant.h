/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mutant: one run after the other with a damaged file, and who reports that one went wrong.
 *
 * The process ends at the first mutant that is not treated well, naming it: by require(), in a
 * sanitizer, or when it takes too long.
 */
#ifndef XPACK_TESTS_MUTANT_H
#define XPACK_TESTS_MUTANT_H

#include "guarded.h"
#include "subject.h"

struct mutant_count {
	size_t n_bytes, n_runs, most_memory;
	size_t outcomes[N_OUTCOMES];
	unsigned n_linked;
};

/* What is being tried. */
struct mutant {
	const char *path;
	size_t size;   /* of the file, or what is left of it */
	size_t offset; /* of the byte that was changed last */
	unsigned value;
};

extern struct mutant mutant;

/* Call it first. */
void mutant_begin(void);
/* All bytes of a file of at most max_size, to be given back with free(). */
struct span mutant_read(const char *path, size_t max_size);
void mutant_try(struct guarded *file, const struct trio *trio, struct mutant_count *count);
/* A comment in TAP. */
void mutant_print(const struct mutant_count *count);

#endif
