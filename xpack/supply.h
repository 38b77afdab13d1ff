/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * supply: how much processor time a partition gets from a plan that repeats for ever.
 *
 * Period k of a partition is the time from k * period to (k + 1) * period; the plan repeats every
 * frame.  The periods start at offsets into the frame that are the multiples of the greatest common
 * divisor of period and frame, each of them once before everything repeats.  There may be
 * 2^64 of them, so they are not looked at one by one: what a window of fixed length gets is a
 * piecewise linear function of its offset, which bends only where its start or its end meets a
 * start or an end of a slot.  Between two bends the first and the last multiple decide, and how
 * many of those between them are short follows from a division.  n log n in the slots, and exact.
 */
#ifndef XPACK_SUPPLY_H
#define XPACK_SUPPLY_H

#include "schedule.h"

struct supply_run {
	const struct slot *slot; /* the first of those that it is made of */
	uint64_t start, end;
	uint64_t before; /* time in front of it, in the frame */
};

/* When the partition runs in a frame, wherever: two processors at once count once. */
struct supply {
	uint64_t frame;
	uint64_t total;          /* ns in a frame */
	struct supply_run *runs; /* ascending, with time between them */
	size_t n;
};

/* The period in which the partition gets least; of several such, one that comes early. */
struct supply_worst {
	uint64_t offset;    /* of its start into the frame */
	uint64_t time;      /* that the partition gets */
	bool dated;         /* start and start + period fit 64 bits */
	uint64_t start;     /* from the start of the plan */
	uint64_t n_periods; /* until everything repeats */
	uint64_t n_short;   /* of these, with less than the duration */
};

/* Precondition: frame is not 0, and the slots are sound. */
struct supply supply_of(struct arena *arena, struct schedule_slots slots, uint64_t frame);

/* The number of runs that start before that time of the frame. */
size_t supply_before(const struct supply *supply, uint64_t time);

/* What a window from that offset into a frame gets.  Precondition: offset is below the frame. */
uint64_t supply_in(const struct supply *supply, uint64_t offset, uint64_t length);

/* Precondition: neither is 0, and duration is at most period. */
struct supply_worst supply_worst(struct arena *arena, const struct supply *supply, uint64_t period,
				 uint64_t duration);

/* Is what it gets in a frame enough, were it spread as needed? */
bool supply_suffices(const struct supply *supply, uint64_t period, uint64_t duration);

#endif
