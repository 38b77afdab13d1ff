/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * traps: the way between host and partition.  traps.S saves and restores, traps.c decides.
 */
#ifndef XHOST_SPARC_TRAPS_H
#define XHOST_SPARC_TRAPS_H

#include "context.h"

/* Give the processor to the partition with this context. */
_Noreturn void traps_resume(struct context *context);

/* Called by traps.S on the host's stack: the partition with this context has trapped. */
_Noreturn void traps_handle(struct context *context, uint32_t type);

#endif
