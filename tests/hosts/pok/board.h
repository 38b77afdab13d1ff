/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * board: what an architecture gives to this kernel, besides the console's machine_put().
 *
 * Its traps come from partitions only, and end with kernel_resume().
 */
#ifndef XPOK_BOARD_H
#define XPOK_BOARD_H

#include "kernel.h"

/* Console, traps; `info` is what the loader passed, if the protocol passes anything.  Returns NULL,
 * or what is wrong. */
const char *board_init(const void *info);

/* How the RAM of a partition must be aligned. */
uint32_t board_alignment(void);

/* Make an address space whose addresses 0 .. size - 1 are the RAM at base, and the registers with
 * which the partition starts at its entry.  False: no memory for its tables. */
bool board_partition_init(struct slot_of *slot, uint32_t index);

/* Called once, when all partitions have one. */
bool board_protect(void);

/* The result of a service. */
void board_result(struct slot_of *slot, uint32_t value);

_Noreturn void board_resume(struct slot_of *slot, uint32_t index);

_Noreturn void board_stop(void);

#endif
