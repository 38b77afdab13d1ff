/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * expect: what a stage reported, compared as a whole with what it should have.
 */
#ifndef XPACK_TESTS_EXPECT_H
#define XPACK_TESTS_EXPECT_H

#include "xpack/diag.h"

/* Fails the running cmocka test unless diag_print() prints exactly text; "" means no report. */
void expect_report(const struct diag *diag, const char *text);
/* Fails unless what is printed begins with text. */
void expect_first(const struct diag *diag, const char *text);
/* Fails unless exactly one error or warning was reported, and with that id. */
void expect_id(const struct diag *diag, const char *id);

#endif
