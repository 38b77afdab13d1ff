/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * utilisation: how much of each processor's time a plan gives away, and to whom.
 *
 * It is for 'xpack check --report', so the description may be wrong: slots that are not sound
 * (schedule.h) are counted, and left out of everything else.  Where slots overlap, the time counts
 * once.  Times are exact; percentages are cut behind their second digit, never rounded up, so that
 * 100.00 % is all there is.
 */
#ifndef XPACK_UTILISATION_H
#define XPACK_UTILISATION_H

#include <stdio.h>

#include "schedule.h"

struct json;

struct utilisation_processor {
	uint64_t id;
	size_t n_slots;
	struct schedule_idle idle; /* in the frame */
};

struct utilisation_partition {
	const struct partition *partition;
	size_t n_slots;
	uint64_t time; /* ns of the frame in which it runs, on whichever processor */
};

struct utilisation_plan {
	const struct plan *plan;
	uint64_t frame;                           /* 0: not known, then nothing else is */
	size_t n_left_out;                        /* slots */
	struct utilisation_processor *processors; /* of the board, by id */
	size_t n_processors;
	struct utilisation_partition *partitions; /* in the order of the description */
	size_t n_partitions;
};

struct utilisation {
	struct utilisation_plan *plans;
	size_t n_plans;
};

struct utilisation utilisation_of(struct arena *arena, const struct system *system);

/* part / whole as "87.50 %".  Precondition: part <= whole, whole is not 0. */
const char *utilisation_percent(struct arena *arena, uint64_t part, uint64_t whole);

/* utilisation is a struct utilisation: what a command's report is made of (cmd.h). */
void utilisation_print(const void *utilisation, FILE *to);
/* A member "plans" of an open object; times are in nanoseconds. */
void utilisation_json(const void *utilisation, struct json *json);

#endif
