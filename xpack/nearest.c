/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "nearest.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein, Soviet Physics Doklady 10 (1966): one row of the table at a time. */
static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	size_t row[NEAREST_MAX_NAME + 1];

	for (size_t j = 0; j <= n_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			size_t above = row[j];
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			row[j] = smaller(change, smaller(above, row[j - 1]) + 1);
			diagonal = above;
		}
	}
	return row[n_b];
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
