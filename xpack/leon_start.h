/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * leon_start: makes a LEON board start what was written to it, by its debug support unit.
 *
 * A unit resets nothing, so what a reset would do is done by hand, as far as it can be: all
 * processors' state, caches and MMU off, interrupts masked, timers stopped.  All other devices stay
 * as they are.  Only the first processor runs; the others sleep, as after a reset.
 *
 * A program is what the loader would have put into RAM: registers of the board are written, images
 * are put in their places, zeros behind them, all is read back, and the processor gets what
 * docs/boards.md promises to a host.
 *
 * From the moment when something was changed, an error leaves the processor stopped, and a note
 * says so.  A signal is an error until the processor is let run; later it is one of a board that
 * runs.  Everything reports target (exit 5), and flash-verify (exit 5: what was read back
 * differs).
 */
#ifndef XPACK_LEON_START_H
#define XPACK_LEON_START_H

#include "dsu.h"

struct leon_start {
	struct dsu dsu;
	struct buslink *link;
	const struct plugplay *found;
	unsigned n_timers; /* that were stopped */
	bool has_interrupts;
	bool is_ram_lost; /* other bytes were written to it */
	/* Called when everything is in its place, before the processor runs; or NULL. */
	int (*ready)(void *who);
	void *who;
};

/* Find the unit; link and found outlive it. */
int leon_start_begin(struct leon_start *start, struct buslink *link, const struct plugplay *found)
	__attribute__((warn_unused_result));

/* As after a reset that begins at pc. */
int leon_start_reset(struct leon_start *start, uint32_t pc) __attribute__((warn_unused_result));

/* Load the program into RAM and start it. */
int leon_start_program(struct leon_start *start, const struct target_program *program)
	__attribute__((warn_unused_result));

/* For leon_load.c: the program's bytes, into RAM and back. */
int leon_load(struct buslink *link, const struct target_program *program)
	__attribute__((warn_unused_result));

#endif
