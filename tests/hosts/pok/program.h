/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * program: the ELF file of a partition, put into its memory.
 *
 * This host refuses what POK refuses, which is a wrong magic, and what would destroy itself; all
 * else is xpack's business.
 */
#ifndef XPOK_PROGRAM_H
#define XPOK_PROGRAM_H

#include "kernel.h"

/* Place the file of `size` bytes.  Returns NULL, or what is wrong with it. */
const char *program_load(struct slot_of *slot, const uint8_t *file, uint32_t size);

#endif
