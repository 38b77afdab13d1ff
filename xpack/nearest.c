/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "nearest.h"

#include <string.h>

struct nearest nearest_to(const char *wanted)
{
	struct nearest nearest = { .wanted = wanted, .n_wanted = strlen(wanted) };

	for (size_t i = 0; i < nearest.n_wanted && i < NEAREST_MAX_NAME; i++)
		nearest.places[(unsigned char)wanted[i]] |= (uint64_t)1 << i;
	return nearest;
}

/*
 * The columns of the table of distances, one for each letter of the candidate, as bits: where a
 * number is one more, or one less, than the one above it.  Hyyrö, "A Bit-Vector Algorithm for
 * Computing Levenshtein and Damerau Edit Distances", Nordic Journal of Computing 10 (2003).
 * Precondition: 1 to NEAREST_MAX_NAME letters are wanted.
 */
static size_t distance_of(const struct nearest *nearest, const char *candidate)
{
	const uint64_t bottom = (uint64_t)1 << (nearest->n_wanted - 1);
	uint64_t more = UINT64_MAX, less = 0; /* down the column */
	uint64_t same = 0,
		 places_before = 0; /* where the diagonal does not grow; the last letter */
	size_t distance = nearest->n_wanted;

	for (; *candidate != '\0'; candidate++) {
		uint64_t places = nearest->places[(unsigned char)*candidate];
		uint64_t exchanged = ((~same & places) << 1) & places_before;
		uint64_t grows, shrinks; /* along the row */

		same = (((places & more) + more) ^ more) | places | less | exchanged;
		grows = less | ~(same | more);
		shrinks = same & more;
		distance += (grows & bottom) != 0;
		distance -= (shrinks & bottom) != 0;
		grows = grows << 1 | 1;
		shrinks <<= 1;
		more = shrinks | ~(same | grows);
		less = grows & same;
		places_before = places;
	}
	return distance;
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t n_wanted = nearest->n_wanted;
	size_t n_candidate = strlen(candidate);
	size_t allowed = n_wanted < 6 ? 1 : n_wanted / 3;
	size_t edits;

	if (n_wanted == 0 || n_wanted > NEAREST_MAX_NAME || n_candidate > NEAREST_MAX_NAME ||
	    n_candidate > n_wanted + allowed || n_wanted > n_candidate + allowed)
		return;
	edits = distance_of(nearest, candidate);
	if (edits > allowed || (nearest->name != NULL && edits >= nearest->distance))
		return;
	nearest->name = candidate;
	nearest->distance = edits;
}
