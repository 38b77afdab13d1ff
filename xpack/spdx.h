/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spdx: reads and judges SPDX licence expressions (SPDX specification 2.3, annex D).
 *
 * An expression is accepted when the receiver can choose terms that are: one side of an OR
 * suffices, both sides of an AND are needed.  Permissive are only the licences on a list of our
 * own; what is not known, a LicenseRef among it, is not.  Identifiers are compared without regard
 * to case.
 */
#ifndef XPACK_SPDX_H
#define XPACK_SPDX_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

enum spdx_kind { SPDX_LICENCE, SPDX_AND, SPDX_OR };

/* A licence, or several joined by one operator.  An AND has no AND below it, an OR no OR. */
struct spdx {
	enum spdx_kind kind;
	const char *licence;   /* of SPDX_LICENCE: its identifier, with the + if it has one */
	const char *exception; /* what stands behind WITH, or NULL */
	struct spdx *first;    /* of an AND or OR: two or more */
	struct spdx *next;     /* that is joined with this one, or NULL */
};

/* NULL when the text is no expression.  The tree is in the arena. */
const struct spdx *spdx_parse(struct arena *arena, const char *text);

/* The one form of an expression: single blanks, operators in capitals, no parentheses that change
 * nothing.  Order and spelling of identifiers stay. */
const char *spdx_text(struct arena *arena, const struct spdx *spdx);

bool spdx_equal(const struct spdx *a, const struct spdx *b);

/* What is accepted: permissive licences, if it says so, and what each allowance names: a licence
 * (with its exception, when it names one), or a whole expression. */
struct spdx_terms {
	bool permissive;
	const struct spdx *const *allowed;
	size_t n_allowed;
	bool *used; /* NULL, or n_allowed: set where an allowance was what accepted something */
};

bool spdx_accepts(const struct spdx_terms *terms, const struct spdx *spdx);

/* The same for permissive licences alone. */
bool spdx_is_permissive(const struct spdx *spdx);

/* What a part may be under when the whole is declared as this: whatever the receiver of the whole
 * chooses, each licence of the part (one side of its ORs suffices) is permissive or is among those
 * that the choice puts on the receiver. */
bool spdx_covers(const struct spdx *declared, const struct spdx *part);

#endif
