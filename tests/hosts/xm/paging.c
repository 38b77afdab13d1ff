/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "paging.h"

#include "configuration.h"
#include "cpu.h"

/* SDM 3, 4.3 "32-bit paging". */
#define PRESENT 1u
#define WRITABLE 2u
#define USER 4u
#define N_ENTRIES 1024u
#define TABLE_SPAN (N_ENTRIES * PAGING_PAGE)

typedef uint32_t table[N_ENTRIES] __attribute__((aligned(PAGING_PAGE)));

static table host_pages;
static table directories[CONFIGURATION_MAX_PARTITIONS];
static table pages[CONFIGURATION_MAX_PARTITIONS];

void paging_init(void)
{
	for (uint32_t i = 0; i < N_ENTRIES; i++)
		host_pages[i] = i * PAGING_PAGE | PRESENT | WRITABLE;
	paging_clear(0);
	paging_use(0);
	cpu_write_cr0(CR0_PROTECTION | CR0_WRITE_PROTECT | CR0_PAGING);
}

void paging_clear(uint32_t index)
{
	for (uint32_t i = 0; i < N_ENTRIES; i++)
		directories[index][i] = pages[index][i] = 0;
	directories[index][0] = (uint32_t)host_pages | PRESENT | WRITABLE;
}

bool paging_map(uint32_t index, uint32_t start, uint32_t size, bool writable)
{
	uint32_t *entry = &directories[index][start / TABLE_SPAN];
	uint32_t wanted = (uint32_t)pages[index] | PRESENT | WRITABLE | USER;

	if ((start | size) % PAGING_PAGE != 0 || size == 0 || start < TABLE_SPAN ||
	    start / TABLE_SPAN != (start + size - 1) / TABLE_SPAN)
		return false;
	for (uint32_t i = 1; i < N_ENTRIES; i++)
		if (directories[index][i] != 0 && &directories[index][i] != entry)
			return false;
	*entry = wanted;
	for (uint32_t page = start; page < start + size; page += PAGING_PAGE)
		pages[index][page / PAGING_PAGE % N_ENTRIES] =
			page | PRESENT | USER | (writable ? WRITABLE : 0);
	return true;
}

void paging_use(uint32_t index)
{
	cpu_write_cr3((uint32_t)directories[index]);
}
