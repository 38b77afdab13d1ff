/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * paging: an address space for each partition: the first 4 MiB for the host alone, and of one other
 * range of 4 MiB what the partition's areas are, at their physical addresses.
 */
#ifndef XM_PAGING_H
#define XM_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#define PAGING_PAGE 4096u

void paging_init(void);

/* Make the space of partition `index`, empty. */
void paging_clear(uint32_t index);

/* False: not whole pages, or not in the same 4 MiB as what was mapped before. */
bool paging_map(uint32_t index, uint32_t start, uint32_t size, bool writable);

/* Change to the space of a partition. */
void paging_use(uint32_t index);

#endif
