/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * chipmap: a named part of a flash chip, by a layout file or by the map that is on the chip itself.
 *
 *   layout   text, a region on a line: "START:END NAME", hexadecimal, both ends included; # begins
 *            a comment (flashrom(8), option -l)
 *   FMAP     in the chip's contents: "__FMAP__", u8 version 1, u8 minor version, u64 base, u32
 *            size, char[32] name, u16 n, then n times u32 offset, u32 size, char[32] name, u16
 *            flags, all little-endian (the flash map of Chromium OS and coreboot)
 */
#ifndef XPACK_CHIPMAP_H
#define XPACK_CHIPMAP_H

#include <stdbool.h>

#include "arena.h"
#include "diag.h"
#include "loader/span.h"

struct chip_region {
	uint64_t start;
	uint64_t size;
};

/*
 * Find the region in the text of a layout file, or in a chip's contents.  Reports flash-region at
 * the file, or at the target: no such region (with the nearest name), a malformed line, no map, a
 * region that is empty or outside chip_size bytes.  Returns 0 or -1.
 */
int chipmap_of_layout(struct arena *arena, struct diag *diag, const char *path, struct span text,
		      const char *name, uint64_t chip_size, struct chip_region *place)
	__attribute__((warn_unused_result));
int chipmap_of_chip(struct arena *arena, struct diag *diag, const char *target, struct span chip,
		    const char *name, struct chip_region *place)
	__attribute__((warn_unused_result));

/* Call act() for each region of a chip's map, which may lie anywhere, in their order; false when it
 * has no map. */
bool chipmap_each(struct arena *arena, struct span chip,
		  void (*act)(void *to, const char *name, uint64_t start, uint64_t size), void *to);

#endif
