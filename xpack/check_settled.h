/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_settled: a second opinion on what Set and Pack wrote, from the load table alone.
 *
 * Every byte of the host, and of partitions that lie as files somewhere, is its supplier's unless a
 * change is listed for it, and then it is what the change says.  A word that is an address leads
 * to what it is the address of, and a size is that of the image.  Shares no code with xpack/spots.h
 * and xpack/facts.h, which made all this.
 */
#ifndef XPACK_CHECK_SETTLED_H
#define XPACK_CHECK_SETTLED_H

#include "place.h"

/* Reports place-wrong.  Returns 0 or -1.  Precondition: check_placed() found nothing. */
int check_settled(struct arena *arena, struct diag *diag, const struct place_input *input,
		  const struct load_table *table) __attribute__((warn_unused_result));

#endif
