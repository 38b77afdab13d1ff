/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "mmu.h"

#include <stddef.h>

#include "cpu.h"

/* Appendix H, "page table descriptor" and "page table entry". */
#define TYPE_MASK 3u
#define TYPE_TABLE 1u
#define TYPE_PAGE 2u
#define ACCESS_SHIFT 2
#define CACHEABLE 0x80u
#define ADDRESS_SHIFT 4 /* descriptors hold bits 35..4 */
#define TABLE_MASK 0xfffffffcu

#define CONTROL_ENABLE 1u
#define POOL_SIZE 0x18000u /* bytes for page tables; a table of level 2 or 3 takes 256 */
#define N_LEVELS 3u

/* Each level: how much an entry maps, and how many entries a table has. */
static const struct {
	uint32_t shift;
	uint32_t n_entries;
} levels[N_LEVELS] = { { 24, 256 }, { 18, 64 }, { 12, 64 } };

static uint32_t contexts[MMU_N_SPACES] __attribute__((aligned(1024)));
static uint8_t pool[POOL_SIZE] __attribute__((aligned(1024)));
static uint32_t pool_used;

/* A table is aligned to its size.  Returns a descriptor, or 0 when the pool is used up. */
static uint32_t new_table(uint32_t level)
{
	uint32_t size = levels[level].n_entries * (uint32_t)sizeof(uint32_t);
	uint32_t offset = (pool_used + size - 1) & ~(size - 1);

	if (size > POOL_SIZE || offset > POOL_SIZE - size)
		return 0;
	pool_used = offset + size;
	return (uint32_t)(uintptr_t)&pool[offset] >> ADDRESS_SHIFT | TYPE_TABLE;
}

static uint32_t *table_of(uint32_t descriptor)
{
	return (uint32_t *)(uintptr_t)((descriptor & TABLE_MASK) << ADDRESS_SHIFT);
}

bool mmu_new_space(uint32_t space)
{
	contexts[space] = new_table(0);
	return contexts[space] != 0;
}

/* The entry for addr at the wanted level; tables on the way are made. */
static uint32_t *entry_of(uint32_t space, uint32_t addr, uint32_t wanted)
{
	uint32_t *entry = &contexts[space];

	for (uint32_t level = 0;; level++) {
		uint32_t n_entries = levels[level].n_entries;

		if (*entry == 0)
			*entry = new_table(level);
		if ((*entry & TYPE_MASK) != TYPE_TABLE)
			return NULL; /* no memory, or mapped already by a larger page */
		entry = table_of(*entry) + (addr >> levels[level].shift) % n_entries;
		if (level == wanted)
			return entry;
	}
}

/* The first level whose pages fit here. */
static uint32_t fitting_level(uint32_t addr, uint32_t size)
{
	uint32_t level = 0;

	while (level < N_LEVELS - 1 && ((addr & ((1u << levels[level].shift) - 1)) != 0 ||
					size < 1u << levels[level].shift))
		level++;
	return level;
}

bool mmu_map_to(uint32_t space, uint32_t addr, uint32_t to, uint32_t size, enum mmu_access access,
		bool is_device)
{
	while (size > 0) {
		uint32_t level = fitting_level(addr | to, size);
		uint32_t *entry = entry_of(space, addr, level);
		uint32_t page_size = 1u << levels[level].shift;
		uint32_t page = to >> ADDRESS_SHIFT | (is_device ? 0 : CACHEABLE) |
				(uint32_t)access << ACCESS_SHIFT | TYPE_PAGE;

		if (entry == NULL || (*entry != 0 && *entry != page))
			return false;
		*entry = page;
		addr += page_size;
		to += page_size;
		size -= page_size;
	}
	return true;
}

bool mmu_map(uint32_t space, uint32_t addr, uint32_t size, enum mmu_access access, bool is_device)
{
	return mmu_map_to(space, addr, addr, size, access, is_device);
}

void mmu_enable(void)
{
	cpu_write_mmu(MMU_CONTEXT_TABLE, (uint32_t)(uintptr_t)contexts >> ADDRESS_SHIFT);
	cpu_write_mmu(MMU_CONTEXT, MMU_HOST_SPACE);
	cpu_flush_tlb();
	cpu_flush_caches();
	(void)cpu_read_mmu(MMU_FAULT_STATUS); /* reading clears it */
	cpu_write_mmu(MMU_CONTROL, CONTROL_ENABLE);
}

void mmu_switch(uint32_t space)
{
	if (cpu_read_mmu(MMU_CONTEXT) == space)
		return;
	cpu_write_mmu(MMU_CONTEXT, space);
	cpu_flush_caches();
}
