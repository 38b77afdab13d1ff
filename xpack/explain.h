/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* explain: the table of checks as text for people, as docs/checks.md, and as JSON. */
#ifndef XPACK_EXPLAIN_H
#define XPACK_EXPLAIN_H

#include <stdio.h>

#include "check.h"

/* One row: title, severity, rationale, needs, source, wrong and right example. */
void explain_check(FILE *to, const struct check *check);
/* Every id, one a line, with its severity and title. */
void explain_list(FILE *to);
/* The whole table under the headings of its parts. */
void explain_markdown(FILE *to);
/* An object: "format" "xpack-explain", "version" 1, "checks": an array of {id, part, severity,
 * default, title, needs, rationale, source, wrong, right}; of one row, or of all when only is
 * NULL. */
void explain_json(FILE *to, const struct check *only);

#endif
