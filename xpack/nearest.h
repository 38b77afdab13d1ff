/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * nearest: "did you mean ...?".
 *
 * Feed candidates one by one; the nearest by edit distance is kept when it is near enough
 * to be a slip of the keyboard: at most a third of the wanted name's length, at least one edit.
 * Names longer than NEAREST_MAX_NAME characters are never near.
 */
#ifndef XPACK_NEAREST_H
#define XPACK_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX_NAME 63u

struct nearest {
	const char *wanted;
	const char *name; /* the nearest so far, or NULL; borrowed */
	size_t distance;  /* its distance */
};

static inline struct nearest nearest_to(const char *wanted)
{
	return (struct nearest){ wanted, NULL, 0 };
}

void nearest_try(struct nearest *nearest, const char *candidate);

#endif
