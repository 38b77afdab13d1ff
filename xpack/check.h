/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check: the table of checks over the model, and its runner.
 *
 * A check reports everything it finds and changes nothing.  Every check runs, whatever the others
 * found: each is written so that it needs nothing that another one establishes.  docs/checks.md
 * says for each id what it means; a new check is one function and one line of a table.
 */
#ifndef XPACK_CHECK_H
#define XPACK_CHECK_H

#include "model.h"

struct check_context {
	struct arena *arena;
	struct diag *diag;
	const struct system *system;
};

struct check {
	const char *id;    /* of the errors it reports */
	const char *title; /* a line for the manual */
	void (*run)(const struct check_context *context);
};

/* Tables, each ending with an entry whose id is NULL. */
extern const struct check check_names[];  /* check_names.c: names and ids */
extern const struct check check_memory[]; /* check_memory.c: board memory, areas, devices */
extern const struct check check_plan[];   /* check_plan.c: slots and major frames */
extern const struct check check_ports[];  /* check_ports.c: ports and channels */
extern const struct check check_health[]; /* check_health.c: health monitoring */
extern const struct check check_loader[]; /* check_loader.c: what the loader needs */

/* Run every check of every table. */
void check_model(const struct check_context *context);

#endif
