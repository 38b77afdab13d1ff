/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * progress: how far a long piece of work is, for people and for programs.
 *
 * On a terminal a bar with rate and remaining time appears on stderr when work has taken a second,
 * and is taken away at the end; elsewhere nothing does.  For a front end every step is an object
 * on a line of stdout instead: {"phase": "program", "done": 65536, "total": 1048576}.
 */
#ifndef XPACK_PROGRESS_H
#define XPACK_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool json;     /* lines for programs */
	bool late;     /* these too appear only when work has taken a second */
	bool terminal; /* stderr is one, and the user did not say --quiet */
	const char *phase;
	uint64_t total; /* bytes of the phase */
	int64_t begin;  /* ms */
	int64_t shown;  /* ms, the last time; 0: not yet */
};

struct progress progress_new(bool json, bool quiet);
/* A phase of so many bytes begins: "program", "verify". */
void progress_begin(struct progress *progress, const char *phase, uint64_t total);
void progress_step(struct progress *progress, uint64_t done);
/* The bar goes away; also after an error. */
void progress_end(struct progress *progress);

/* "1.5 MiB/s, 12 s left", at most size bytes with the NUL; for progress_step() and its test. */
void progress_rate(char *text, uint64_t size, uint64_t done, uint64_t total, int64_t ms);

#endif
