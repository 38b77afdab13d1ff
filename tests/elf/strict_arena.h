/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * strict_arena: stands in for xpack/arena.c, and for the copies of xpack/mapped.c, under the
 * address sanitizer.
 *
 * One pool serves all arenas.  Bytes between two pieces are poisoned, so running over the end of a
 * piece is seen, which the real arena would hide.  To free an arena does nothing; all that was
 * given since a mark goes back at once, and is poisoned then.
 */
#ifndef XPACK_TESTS_STRICT_ARENA_H
#define XPACK_TESTS_STRICT_ARENA_H

#include <stddef.h>

/* Bytes of the pool in use. */
size_t strict_arena_mark(void);
/* Give back, and poison, all that was given since that mark. */
void strict_arena_release(size_t mark);

#endif
