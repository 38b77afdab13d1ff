/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * store: the RAM of the host that the host itself does not use, handed out once, at start.
 *
 * It is what lies behind the host's .bss in the same area; how much that is, the system description
 * says.  Nothing is given back.
 */
#ifndef XHOST_STORE_H
#define XHOST_STORE_H

#include "system.h"

void store_init(const struct system *system);

/* Memory aligned to 8, NULL when there is not so much. */
void *store_take(uint32_t size);

#endif
