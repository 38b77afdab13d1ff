/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * program: runs other programs that make a part of an output, in a directory of their own.
 *
 * What they print is theirs: on failure it goes to stderr, otherwise nowhere.  Their environment
 * says the time of day 0, so that what they date is the same every time.
 *
 * A signal that ends the process ends the program that runs, or waits for its end, and takes effect
 * when the directory is gone (interrupt.h).
 */
#ifndef XPACK_PROGRAM_H
#define XPACK_PROGRAM_H

#include <stdbool.h>

#include "arena.h"
#include "buf.h"
#include "diag.h"
#include "interrupt.h"

#define PROGRAM_LOG "log" /* in the directory: what the last program printed */

/* A directory that exists until program_leave(), with all that is in it. */
struct workshop {
	struct arena *arena;
	struct diag *diag;
	char *directory; /* absolute */
	struct interrupt interrupt;
	/* Set by the caller. */
	bool stay;      /* programs run in the user's directory */
	bool completes; /* signals wait for a program's end: half of its work is worse than all */
};

/* Reports: file-write (exit 4).  Returns 0, and the caller calls program_leave(); or -1. */
int program_enter(struct arena *arena, struct diag *diag, struct workshop *workshop)
	__attribute__((warn_unused_result));
void program_leave(struct workshop *workshop);

/* Put a file into the directory; take one out, whose bytes the caller frees.
 * Report file-write, file-read (exit 4).  Return 0 or -1. */
int program_put(struct workshop *workshop, const char *name, struct span bytes)
	__attribute__((warn_unused_result));
int program_get(struct workshop *workshop, const char *name, struct buf *bytes)
	__attribute__((warn_unused_result));

/* Is there such a regular file?  A program that says it was done may have made none. */
bool program_made(const struct workshop *workshop, const char *name);
/* Remove a file of the directory, if it is there: what is found there later is new. */
void program_forget(struct workshop *workshop, const char *name);
/* Where a file of the directory lies, for programs that stay. */
const char *program_path(const struct workshop *workshop, const char *name);

/* Where that program is: in $PATH, else in /usr/sbin; in the arena, NULL when it is not there. */
const char *program_find(struct arena *arena, const char *name);

/* Run a program of $PATH, else of /usr/sbin, in the directory; arguments end with NULL, the first
 * is its name.  package: what Debian calls the package that has it, or NULL.  Reports program (exit
 * 4): it is not there, or failed.  Returns 0 or -1, then also when a signal waits. */
int program_run(struct workshop *workshop, const char *package, const char *const *arguments)
	__attribute__((warn_unused_result));

#endif
