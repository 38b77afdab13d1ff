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

/* The entry lies in the first n bytes of the image and, where arch is "sparc", a whole aligned
 * instruction does; else STATUS_ENTRY. */
enum status ranges_check_entry(const struct image *image, uint32_t n);

/* No two destinations meet (STATUS_OVERLAP) and none wraps (STATUS_OUTSIDE_RAM); the entry lies in
 * file-backed bytes of the entry image (STATUS_ENTRY).  How many those are of a compressed one is
 * not known before it is decoded: here it is enough that the entry lies in its destination, and
 * verify_unpack() has the last word. */
enum status ranges_check_disjoint(const struct container *container);

/* Every destination lies inside one RAM range (STATUS_OUTSIDE_RAM) and outside the work area, the
 * container's region and each reserved range (STATUS_RESERVED), and staging holds the stored bytes
 * of every compressed image (STATUS_STAGING).  A loader that runs from RAM
 * expects itself and its parameter block among the reserved ranges. */
enum status ranges_check_ram(const struct container *container, const struct params *params);

#endif
