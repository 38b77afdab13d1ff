/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * traps: the way between host and partition.  traps.S stores and loads registers, traps.c decides.
 */
#ifndef XHOST_X86_TRAPS_H
#define XHOST_X86_TRAPS_H

#include "context.h"

#define TRAPS_N_VECTORS 128u
#define TRAPS_VECTOR_SIZE 16u
#define TRAPS_IRQ 0x20u     /* vector of interrupt request 0 */
#define TRAPS_SERVICE 0x70u /* the one vector that a partition may name, of xhost-abi.S */

/* TRAPS_N_VECTORS pieces of code, each of TRAPS_VECTOR_SIZE bytes. */
extern const uint8_t traps_vectors[];

/* Give the processor to the partition with this context. */
_Noreturn void traps_resume(struct context *context);

/* Called by traps.S on the host's stack: the partition with this context has trapped. */
_Noreturn void traps_handle(struct context *context);

/* The host itself has trapped, which is a defect of the host. */
_Noreturn void traps_host(const struct context *context);

#endif
