/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mmu: page tables of the SPARC V8 reference MMU (SPARC V8 manual, appendix H).
 *
 * An address space is a number, 0 being the host's own.  What is not mapped cannot be reached.  A
 * mapping uses the largest pages that fit, down to 4 KiB.  The reference host maps everything where
 * it is.
 */
#ifndef XHOST_SPARC_MMU_H
#define XHOST_SPARC_MMU_H

#include <stdbool.h>
#include <stdint.h>

#define MMU_N_SPACES 9u /* the host and SYSTEM_MAX_PARTITIONS */
#define MMU_HOST_SPACE 0u

/* Who may do what; appendix H, "ACC". */
enum mmu_access {
	MMU_USER_R = 0,
	MMU_USER_RW = 1,
	MMU_USER_RX = 2,
	MMU_USER_RWX = 3,
	MMU_USER_X = 4,
	MMU_HOST_RX = 6,
	MMU_HOST_RWX = 7
};

/* Make an empty address space.  False: no memory for its table. */
bool mmu_new_space(uint32_t space);

/* Map [addr, addr + size); both are multiples of the page size.  Devices are not cached.  False:
 * no memory for a table, or something of it is mapped already in another way. */
bool mmu_map(uint32_t space, uint32_t addr, uint32_t size, enum mmu_access access, bool is_device);

/* The same, for bytes that lie at the physical address `to`. */
bool mmu_map_to(uint32_t space, uint32_t addr, uint32_t to, uint32_t size, enum mmu_access access,
		bool is_device);

/* Turn the MMU on, in the host's own space. */
void mmu_enable(void);

void mmu_switch(uint32_t space);

#endif
