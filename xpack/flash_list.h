/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flash_list: what this machine has that could be a target or lead to one: disks, serial ports,
 * programmers of SPI flash, and the programs that reach boards.
 */
#ifndef XPACK_FLASH_LIST_H
#define XPACK_FLASH_LIST_H

#include <stdbool.h>

#include "arena.h"

/* Programs of others that targets need. */
struct flash_programs {
	const char *grmon; /* where it is, or NULL */
	const char *flashrom;
	const char *supported; /* what `flashrom -L` printed, or "" */
};

struct flash_found {
	const char *target; /* "disk:/dev/sdb", "spi:ch341a_spi", or a port: "/dev/ttyUSB0" */
	const char *what;   /* "'Vendor Model', 8053063680 bytes, removable" */
	const char *why;    /* why it cannot be used, or NULL */
};

/* Sorted by target; in the arena.  root is what stands in front of /sys and /dev: "" but in tests.
 * Returns how many. */
size_t flash_list(struct arena *arena, const char *root, const struct flash_programs *programs,
		  struct flash_found **found);

#endif
