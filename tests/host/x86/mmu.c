/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "mmu.h"

#include <stddef.h>

#include "cpu.h"

/* SDM 3, 4.4.2, tables 4-8 to 4-11. */
#define PRESENT 0x001u
#define WRITABLE 0x002u
#define USER 0x004u
#define WRITE_THROUGH 0x008u
#define NOT_CACHED 0x010u
#define LARGE 0x080u
#define NO_EXECUTE ((uint64_t)1 << 63)
#define ADDRESS_MASK 0xfffff000u

#define N_ROOTS 4u     /* entries of the highest table, 1 GiB each */
#define N_ENTRIES 512u /* of the others */
#define ROOT_SHIFT 30
#define LARGE_SHIFT 21
#define LARGE_SIZE 0x200000u
#define PAGE_SHIFT 12
#define PAGE_SIZE 0x1000u

#define N_TABLES 96u

static uint64_t roots[MMU_N_SPACES][N_ROOTS] __attribute__((aligned(32)));
static uint64_t tables[N_TABLES][N_ENTRIES] __attribute__((aligned(4096)));
static uint32_t n_tables;

/* The table that an entry leads to, made when there is none.  NULL: no memory, or a page. */
static uint64_t *table_of(uint64_t *entry, uint32_t rights)
{
	if (*entry == 0 && n_tables < N_TABLES)
		*entry = (uint32_t)(uintptr_t)tables[n_tables++] | PRESENT | rights;
	if (*entry == 0 || (*entry & LARGE) != 0)
		return NULL;
	return (uint64_t *)(uintptr_t)((uint32_t)*entry & ADDRESS_MASK);
}

/* The entry for a page there, of the size. */
static uint64_t *entry_of(uint32_t space, uint32_t addr, uint32_t size)
{
	uint64_t *table = table_of(&roots[space][addr >> ROOT_SHIFT], 0);

	if (table == NULL || size == LARGE_SIZE)
		return table == NULL ? NULL : &table[addr >> LARGE_SHIFT & (N_ENTRIES - 1)];
	table = table_of(&table[addr >> LARGE_SHIFT & (N_ENTRIES - 1)], WRITABLE | USER);
	return table == NULL ? NULL : &table[addr >> PAGE_SHIFT & (N_ENTRIES - 1)];
}

static uint64_t page_bits(uint32_t access)
{
	uint64_t bits = PRESENT;

	if ((access & MMU_WRITE) != 0)
		bits |= WRITABLE;
	if ((access & MMU_USER) != 0)
		bits |= USER;
	if ((access & MMU_DEVICE) != 0)
		bits |= NOT_CACHED | WRITE_THROUGH;
	if ((access & MMU_EXECUTE) == 0 && mmu_can_forbid_execution())
		bits |= NO_EXECUTE;
	return bits;
}

bool mmu_map(uint32_t space, uint32_t addr, uint32_t size, uint32_t access)
{
	while (size > 0) {
		bool is_large = addr % LARGE_SIZE == 0 && size >= LARGE_SIZE;
		uint32_t step = is_large ? LARGE_SIZE : PAGE_SIZE;
		uint64_t *entry = entry_of(space, addr, step);
		uint64_t page = addr | page_bits(access) | (is_large ? LARGE : 0);

		if (entry == NULL || (*entry != 0 && *entry != page))
			return false;
		*entry = page;
		addr += step;
		size -= step;
	}
	return true;
}

bool mmu_exists(void)
{
	return (cpu_id(CPUID_FEATURES).edx & CPUID_FEATURES_PAE) != 0;
}

bool mmu_can_forbid_execution(void)
{
	return cpu_id(CPUID_MAX_EXTENDED).eax >= CPUID_EXTENDED &&
	       (cpu_id(CPUID_EXTENDED).edx & CPUID_EXTENDED_NO_EXECUTE) != 0;
}

void mmu_enable(void)
{
	cpu_write_cr4(CR4_PAE);
	if (mmu_can_forbid_execution())
		cpu_write_msr(MSR_EFER, EFER_NO_EXECUTE);
	cpu_write_cr3((uint32_t)(uintptr_t)roots[MMU_HOST_SPACE]);
	cpu_write_cr0(CR0_PROTECTION | CR0_NO_FPU | CR0_WRITE_PROTECT | CR0_ALIGNMENT | CR0_PAGING);
}

void mmu_switch(uint32_t space)
{
	uint32_t root = (uint32_t)(uintptr_t)roots[space];

	if (cpu_read_cr3() != root)
		cpu_write_cr3(root);
}
