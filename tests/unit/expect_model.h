/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * expect_model: what the checks say of a description.
 */
#ifndef XPACK_TESTS_EXPECT_MODEL_H
#define XPACK_TESTS_EXPECT_MODEL_H

#include "fixture.h"
#include "xpack/model.h"

/* Check the system; the whole report must be as given.  It is forgotten, and with it every rule
 * that was set with diag_set_rule(). */
void expect_model(struct fixture *fixture, const struct system *system, const char *report);

#endif
