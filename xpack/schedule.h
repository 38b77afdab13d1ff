/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * schedule: a plan's slots in the orders in which checks need them.
 *
 * The description may be wrong anywhere.  A slot whose numbers were refused is left out; one
 * without a duration, or that leaves the major frame, is there but not sound; one that names no
 * partition is in the order of its processor only.  Everything is in the arena, n log n in the
 * slots.
 */
#ifndef XPACK_SCHEDULE_H
#define XPACK_SCHEDULE_H

#include "model.h"

struct schedule_slot {
	const struct slot *slot;
	const struct partition *partition; /* NULL: there is none of that name */
	uint64_t start, end;               /* ns; the end is cut at the largest number */
	bool sound;                        /* has a duration and lies in the major frame */
	const struct schedule_slot *next;  /* the next one of the processor, or NULL */
};

/* Those of one processor or of one partition, by start, then in the order of the description. */
struct schedule_slots {
	struct schedule_slot *const *items;
	size_t n;
};

/* What one partition has of the plan. */
struct schedule_share {
	const struct partition *partition;
	struct schedule_slots slots; /* sound ones only */
	const char *broken;          /* the id that reports why another slot of it is left out */
};

struct schedule_processor {
	uint64_t id; /* the board may lack it */
	struct schedule_slots slots;
};

struct schedule {
	const struct plan *plan;
	uint64_t frame;                        /* 0: it was refused, and no slot is sound */
	struct schedule_processor *processors; /* that have slots; ids ascend */
	size_t n_processors;
	struct schedule_share *shares; /* of each partition, in the order of the description */
	const char *broken;            /* the id that reports that a slot names no partition */
	const char *missing; /* the id that reports why a slot is in no share, or NULL: all are */
};

/* A time in which a processor has no slot. */
struct schedule_gap {
	uint64_t processor;
	uint64_t start, end;
};

struct schedule_gaps {
	struct schedule_gap *items; /* by start */
	size_t n;
};

struct schedule schedule_of(struct arena *arena, const struct system *system,
			    const struct plan *plan);

/* One for each plan, in the order of the description. */
struct schedule *schedules_of(struct arena *arena, const struct system *system);

/* The index of the processor with that id, or n_processors. */
size_t schedule_processor(const struct schedule *schedule, uint64_t id);
/* The slots on the processor with that id; none when it has none. */
struct schedule_slots schedule_on(const struct schedule *schedule, uint64_t processor);

/* The board's processors whose ids are known, ascending; of equal ids the first. */
struct schedule_board {
	const struct processor **items;
	size_t n;
};

struct schedule_board schedule_board(struct arena *arena, const struct board *board);

/* Gaps between sound slots on each of these processors, from 0 to the frame. */
struct schedule_gaps schedule_gaps(struct arena *arena, const struct schedule *schedule,
				   const struct schedule_board *board);

/* What gaps come to. */
struct schedule_idle {
	uint64_t time;
	size_t n;
	struct schedule_gap longest; /* the first of equal ones */
};

struct schedule_idle schedule_idle(const struct schedule_gaps *gaps);

#endif
