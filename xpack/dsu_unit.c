/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "dsu_unit.h"

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
	return buslink_set(dsu->link, "the debug support unit's register",
			   dsu_unit_place(dsu, cpu, offset), word, mask);
}
