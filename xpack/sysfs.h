/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sysfs: files of /sys, which have one line each.
 */
#ifndef XPACK_SYSFS_H
#define XPACK_SYSFS_H

#include <stdint.h>

#include "arena.h"

/* The first line of directory/name without the blanks at its end, in the arena; NULL when there is
 * none. */
char *sysfs_line(struct arena *arena, const char *directory, const char *name);

/* The number that the line begins with; 0 when there is none. */
uint64_t sysfs_number(struct arena *arena, const char *directory, const char *name, int base);

#endif
