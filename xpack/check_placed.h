/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_placed: is the load table as it must be, whoever made it?
 *
 * A second opinion on place(): it knows the rules and nothing of how place() keeps them.  To the
 * byte: images, the loader's work area, what a multiboot host is told and, on x86, loader with
 * container share no byte; all of them lie in RAM and over no device; what is loaded for an owner
 * lies in one of his areas, a shared memory is cleared and nothing else, and what has no owner
 * lies in nobody's; every patched stub lies in one segment of its partition.
 */
#ifndef XPACK_CHECK_PLACED_H
#define XPACK_CHECK_PLACED_H

#include "place.h"

/* Reports place-wrong.  Returns 0 or -1.  Precondition: the input's numbers are sound. */
int check_placed(struct arena *arena, struct diag *diag, const struct place_input *input,
		 const struct load_table *table) __attribute__((warn_unused_result));

#endif
