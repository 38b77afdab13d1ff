/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "dsu_unit.h"

#include <inttypes.h>

#define CPU_SHIFT 24 /* of a processor's part */

uint32_t dsu_unit_place(const struct dsu *dsu, unsigned cpu, uint32_t offset)
{
	return dsu->base + (cpu << CPU_SHIFT) + offset;
}

int dsu_unit_get(struct dsu *dsu, unsigned cpu, uint32_t offset, uint32_t *word)
{
	return buslink_get(dsu->link, dsu_unit_place(dsu, cpu, offset), word);
}

int dsu_unit_set(struct dsu *dsu, unsigned cpu, uint32_t offset, uint32_t word, uint32_t mask)
{
	uint32_t addr = dsu_unit_place(dsu, cpu, offset), found = ~word;

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_put(dsu->link, addr, word) != 0 ||
		    buslink_get(dsu->link, addr, &found) != 0)
			return -1;
		if (((found ^ word) & mask) == 0)
			return 0;
	}
	return target_fail(dsu->link->request,
			   "the debug support unit's register at 0x%08" PRIx32 " has 0x%08" PRIx32
			   ", not 0x%08" PRIx32,
			   addr, found, word);
}
