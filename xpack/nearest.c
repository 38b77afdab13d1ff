/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "nearest.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Damerau, Communications of the ACM 7 (1964): a letter too many, missing or wrong, or two
 * neighbours exchanged, is one edit.  Three rows of the table at a time.
 */
static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	size_t rows[3][NEAREST_MAX_NAME + 1];

	for (size_t j = 0; j <= n_b; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		const size_t *before = rows[(i + 1) % 3];
		const size_t *above = rows[(i - 1) % 3];
		size_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			row[j] = smaller(above[j - 1] + (a[i - 1] != b[j - 1]),
					 smaller(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = smaller(row[j], before[j - 2] + 1);
		}
	}
	return rows[n_a % 3][n_b];
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
	size_t n_wanted = strlen(nearest->wanted);
	size_t n_candidate = strlen(candidate);
	size_t allowed = n_wanted < 6 ? 1 : n_wanted / 3;
	size_t edits;

	if (n_wanted > NEAREST_MAX_NAME || n_candidate > NEAREST_MAX_NAME)
		return;
	edits = distance(nearest->wanted, n_wanted, candidate, n_candidate);
	if (edits > allowed || (nearest->name != NULL && edits >= nearest->distance))
		return;
	nearest->name = candidate;
	nearest->distance = edits;
}
