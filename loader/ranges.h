/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ranges: may these images go where they say?  Rule 6 of docs/container.md.
 *
 * Pure: reads the table of images and the parameters, writes nothing.
 */
#ifndef XPACK_LOADER_RANGES_H
#define XPACK_LOADER_RANGES_H

#include "container.h"
#include "params.h"

/* No two destinations meet (STATUS_OVERLAP) and none wraps (STATUS_OUTSIDE_RAM); the entry lies in
 * file-backed bytes of the entry image and, where arch is "sparc", a whole aligned instruction does
 * (STATUS_ENTRY). */
enum status ranges_check_disjoint(const struct container *container);

/* Every destination lies inside one RAM range (STATUS_OUTSIDE_RAM) and outside the work area, the
 * container's region and each reserved range (STATUS_RESERVED).  A loader that runs from RAM
 * expects itself and its parameter block among the reserved ranges. */
enum status ranges_check_ram(const struct container *container, const struct params *params);

#endif
