/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * crew: several threads at one piece of work, and how far they are.
 *
 * The caller's thread works too, and it alone shows the progress; when nothing is left for it, it
 * shows what the others do.  Who fails says so, and the others stop when they look.
 */
#ifndef XPACK_CREW_H
#define XPACK_CREW_H

#include "progress.h"

#define CREW_MAX 64u /* threads */

struct crew_member;

/* What each of them does until nothing is left. */
typedef void crew_work(struct crew_member *member, void *context);

struct crew_job {
	crew_work *work;
	void *context;
	unsigned n_threads;
	struct progress *progress; /* or NULL */
	const char *phase;         /* for it */
	uint64_t size;             /* bytes, likewise */
};

/* Returns whether nobody failed. */
bool crew_run(const struct crew_job *job) __attribute__((warn_unused_result));

/* How many threads n_pieces of work are worth: as many as are wanted; when that is 0, as many as
 * there are processors, at most `most` of them. */
unsigned crew_count(unsigned wanted, unsigned most, uint64_t n_pieces);

/* So many bytes more are done. */
void crew_step(struct crew_member *member, uint64_t size);
void crew_fail(struct crew_member *member);
bool crew_has_failed(const struct crew_member *member);

#endif
