/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mmu: page tables with physical address extension (SDM 3, 4.4), which have no-execute pages where
 * the processor does.
 *
 * An address space is a number, 0 being the host's own.  Every mapping is an identity; what is not
 * mapped cannot be reached.  A mapping uses the largest pages that fit, 2 MiB or 4 KiB.  What is
 * mapped can be read; nothing else can be granted or refused apart from it.
 */
#ifndef XHOST_X86_MMU_H
#define XHOST_X86_MMU_H

#include <stdbool.h>
#include <stdint.h>

#define MMU_N_SPACES 9u /* the host and SYSTEM_MAX_PARTITIONS */
#define MMU_HOST_SPACE 0u

/* Who may do what, beside the host that may read everything. */
#define MMU_WRITE 1u
#define MMU_EXECUTE 2u
#define MMU_USER 4u
#define MMU_DEVICE 8u /* not cached */

/* Map [addr, addr + size); both are multiples of the page size.  False: no memory for a table, or
 * something of it is mapped already in another way. */
bool mmu_map(uint32_t space, uint32_t addr, uint32_t size, uint32_t access);

/* Can the processor do this at all? */
bool mmu_exists(void);

/* Does it have no-execute pages?  Without, what can be read can be executed. */
bool mmu_can_forbid_execution(void);

/* Turn paging on, in the host's own space. */
void mmu_enable(void);

void mmu_switch(uint32_t space);

#endif
