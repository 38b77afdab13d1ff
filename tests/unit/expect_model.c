/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "expect_model.h"

#include "expect.h"
#include "xpack/check.h"

void expect_model(struct fixture *fixture, const struct system *system, const char *report)
{
	check_model(fixture->arena, fixture->diag, system);
	expect_report(fixture->diag, report);
	fixture_forget(fixture);
}
