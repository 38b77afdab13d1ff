/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flash_list: what this machine has that could be a target or lead to one: disks, and serial ports.
 */
#ifndef XPACK_FLASH_LIST_H
#define XPACK_FLASH_LIST_H

#include <stdbool.h>

#include "arena.h"

struct flash_found {
	const char *target; /* "disk:/dev/sdb", or a port: "/dev/ttyUSB0" */
	const char *what;   /* "'Vendor Model', 8053063680 bytes, removable" */
	const char *why;    /* why it would be refused, or NULL */
};

/* Sorted by target; in the arena.  Returns how many. */
size_t flash_list(struct arena *arena, struct flash_found **found);

#endif
