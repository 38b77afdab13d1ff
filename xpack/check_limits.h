/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_limits: what is said of the host's element Limits wherever it is not kept; private to the
 * checks.
 */
#ifndef XPACK_CHECK_LIMITS_H
#define XPACK_CHECK_LIMITS_H

#include "check.h"

/* A note on an attribute of Limits: what a report is about is what the host says there. */
void check_note_limit(const struct check_context *context, struct location limit);

#endif
