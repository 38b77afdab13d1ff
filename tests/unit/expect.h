/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * expect: what a stage reported or printed, compared as a whole with what it should have.
 */
#ifndef XPACK_TESTS_EXPECT_H
#define XPACK_TESTS_EXPECT_H

#include "xpack/diag.h"
#include "xpack/json.h"

/* Fails the running cmocka test unless diag_print() prints exactly text; "" means no report. */
void expect_report(const struct diag *diag, const char *text);
/* Fails unless what is printed begins with text. */
void expect_first(const struct diag *diag, const char *text);
/* Fails unless exactly one error or warning was reported, and with that id. */
void expect_id(const struct diag *diag, const char *id);

/* Fails unless print(what, to) prints exactly text. */
void expect_printed(void (*print)(const void *what, FILE *to), const void *what, const char *text);
/* The same of put(what, json), as the only members of an object. */
void expect_json(void (*put)(const void *what, struct json *json), const void *what,
		 const char *text);

#endif
