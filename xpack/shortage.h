/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * shortage: what is said about a partition that gets too little time: the worst period, where it is
 * declared, and what would be enough.
 *
 * The advice is exact for the period that is named, and meets no other slot: a longer slot, else a
 * new one in a gap.  Other periods may still be short afterwards.
 */
#ifndef XPACK_SHORTAGE_H
#define XPACK_SHORTAGE_H

#include "check.h"
#include "supply.h"

struct shortage {
	const struct check_context *context;
	const struct schedule *schedule;
	const struct schedule_share *share;
	struct supply supply;
	struct supply_worst worst;
	uint64_t period, duration;
	const struct schedule_gaps *gaps; /* of the plan */
};

/* Report an error of partition-period.  Precondition: worst.n_short is not 0. */
void shortage_report(const struct shortage *shortage);

#endif
