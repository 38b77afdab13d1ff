/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * segments: flat segments for the host and its partitions, the vectors of exceptions, and the call
 * gate through which services are asked for.
 *
 * The host runs in ring 0 and partitions in ring 3; nothing of the contract depends on which.
 * Usable from C and assembler source.
 */
#ifndef XM_SEGMENTS_H
#define XM_SEGMENTS_H

#define SEGMENTS_HOST_CODE 0x08
#define SEGMENTS_HOST_DATA 0x10
#define SEGMENTS_USER_CODE 0x1b
#define SEGMENTS_USER_DATA 0x23
#define SEGMENTS_TASK 0x28

/* Of the call gate: behind the entries that are a partition's own.  A host of another configuration
 * has another. */
#ifndef XTRATUM_SELECTOR
#define XTRATUM_SELECTOR 0x1e8
#endif

#define SEGMENTS_N_EXCEPTIONS 32
#define SEGMENTS_VECTOR_SIZE 16 /* bytes of code for each */

#ifndef __ASSEMBLER__
void segments_init(void);
#endif

#endif
