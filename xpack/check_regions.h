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

/* No two share a byte.  Of each pair the later one in the table is told, and so by the document's
 * order.  helper may be NULL. */
void check_regions_apart(const struct check_context *context, struct regions *regions,
			 const char *id, const struct check_helper *helper);

/* Each lies inside one memory of that kind; a note says what it lies in instead. */
void check_regions_in(const struct check_context *context, const struct regions *regions,
		      enum memory_kind kind, const char *id, const struct check_helper *helper);

#endif
