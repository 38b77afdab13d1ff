/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_regions: what checks of memories, devices, areas and shared memory have in common.
 */
#ifndef XPACK_CHECK_REGIONS_H
#define XPACK_CHECK_REGIONS_H

#include "check.h"
#include "regions.h"

/* Says what to do about a region that was just reported. */
struct check_helper {
	void (*help)(void *state, const struct region *region);
	void *state;
};

/* No two share a byte. */
struct check_sweep {
	const struct check_context *context;
	/* Calls check_report_overlap() with its id. */
	void (*report)(const struct check_sweep *sweep, const struct region *later,
		       const struct region *earlier);
	const struct check_helper *helper; /* may be NULL */
};

/* Of each pair that does, the later one in the table is told, and so by the document's order. */
void check_regions_apart(struct check_sweep *sweep, struct regions *regions);
void check_report_overlap(const struct check_sweep *sweep, const struct region *later,
			  const struct region *earlier, const char *id);

/* Each lies inside one memory of that kind; a note says what it lies in instead. */
void check_regions_in(const struct check_context *context, const struct regions *regions,
		      enum memory_kind kind, const char *id, const struct check_helper *helper);

#endif
