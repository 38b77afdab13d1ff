/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * windows: register windows that do not fit the processor, moved between a partition's context and
 * its stack.
 *
 * Only the partition's own writable (or, for a fill, readable) memory is touched, and only at
 * aligned addresses: a bad stack pointer is the partition's fault, never the host's.
 */
#ifndef XHOST_SPARC_WINDOWS_H
#define XHOST_SPARC_WINDOWS_H

#include "../partition.h"

/* Work out which window is invalid, from what the trap saved. */
void windows_enter(struct context *context);

/* A save found no window: store the oldest.  False: the stack at *sp cannot take it. */
bool windows_spill(struct partition *partition, uint32_t *sp);

/* A restore found no window: load the caller's. */
bool windows_fill(struct partition *partition, uint32_t *sp);

/* Store every window but the current one. */
bool windows_flush(struct partition *partition, uint32_t *sp);

#endif
