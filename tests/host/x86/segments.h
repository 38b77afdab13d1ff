/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * segments: the tables that the processor needs before a partition can run: flat segments for host
 * and partitions (GDT), where traps store registers (TSS), and where vectors lead (IDT).
 *
 * Protection comes from pages alone; the segments only tell host from partition.
 */
#ifndef XHOST_X86_SEGMENTS_H
#define XHOST_X86_SEGMENTS_H

#include "context.h"

void segments_init(void);

/* From now on traps store registers in this context. */
void segments_trap_to(struct context *context);

#endif
