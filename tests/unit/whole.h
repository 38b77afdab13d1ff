/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* whole: an unsigned container in memory, of a load table whose images are there too. */
#ifndef XPACK_TESTS_UNIT_WHOLE_H
#define XPACK_TESTS_UNIT_WHOLE_H

#include "xpack/fit.h"

/* fit_begin(), the payload behind it, and its hashes.  Returns 0, and the caller frees *container;
 * or -1. */
int whole_container(struct diag *diag, const struct system *system, const struct load_table *table,
		    uint32_t timestamp, struct buf *container);

#endif
