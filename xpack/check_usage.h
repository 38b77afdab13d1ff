/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_usage: is what the description declares used, and is it as large as it has to be?
 *
 * Of the areas of a host or partition whose file is in order; of the board's memories once
 * everything has its place.  Nothing here is an error.
 */
#ifndef XPACK_CHECK_USAGE_H
#define XPACK_CHECK_USAGE_H

#include "pack.h"

/* Reports area-unused, area-slack, memory-unused.  Precondition: pack->system is there. */
void check_usage(const struct pack *pack, bool is_placed);

#endif
