/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * nearest: "did you mean ...?".
 *
 * Feed candidates one by one; the nearest by edit distance is kept when it is near enough
 * to be a slip of the keyboard: at most a third of the wanted name's length, at least one edit.
 * An edit (Damerau, Communications of the ACM 7, 1964) is a letter too many, missing or wrong, or
 * two neighbours exchanged.  Names longer than NEAREST_MAX_NAME characters are never near.
 *
 * A candidate costs a few instructions for each of its letters.  Where there may be as many wrong
 * names as candidates, suggest.h asks less often.
 */
#ifndef XPACK_NEAREST_H
#define XPACK_NEAREST_H

#include <stddef.h>
#include <stdint.h>

#define NEAREST_MAX_NAME 63u

struct nearest {
	const char *wanted;
	const char *name;               /* the nearest so far, or NULL; borrowed */
	size_t distance;                /* its distance */
	size_t n_wanted;                /* letters */
	uint64_t places[UINT8_MAX + 1]; /* of each letter in wanted, a bit for each */
};

struct nearest nearest_to(const char *wanted);

void nearest_try(struct nearest *nearest, const char *candidate);

#endif
