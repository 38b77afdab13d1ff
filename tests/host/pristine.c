/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "pristine.h"

#include <stddef.h>
#include <string.h>

#include "store.h"

struct copy {
	void *bytes;
	uint32_t size; /* the rest of the area is zero */
};

static struct copy copies[SYSTEM_MAX_PARTITIONS][SYSTEM_MAX_AREAS];

static bool may_restart(const struct description *partition)
{
	for (uint32_t i = 0; i < HEALTH_N_EVENTS; i++)
		if (partition->actions[i] == HEALTH_RESTART)
			return true;
	return false;
}

/* What others use too stays as it is when one starts anew. */
static bool is_restored(const struct area *area)
{
	return (area->access & ACCESS_WRITE) != 0 && !area->is_shared;
}

static bool save_area(const struct area *area, struct copy *copy)
{
	const uint8_t *bytes = (const uint8_t *)(uintptr_t)area->addr;

	copy->size = area->size;
	while (copy->size > 0 && bytes[copy->size - 1] == 0)
		copy->size--;
	copy->bytes = store_take(copy->size);
	if (copy->bytes == NULL)
		return false;
	memcpy(copy->bytes, bytes, copy->size);
	return true;
}

const char *pristine_save(const struct system *system)
{
	for (uint32_t i = 0; i < system->n_partitions; i++) {
		const struct areas *areas = &system->partitions[i].areas;

		for (uint32_t k = 0; k < areas->n && may_restart(&system->partitions[i]); k++)
			if (is_restored(&areas->list[k]) &&
			    !save_area(&areas->list[k], &copies[i][k]))
				return "the host has no room for a partition's pristine image";
	}
	return NULL;
}

void pristine_restore(const struct system *system, uint32_t index)
{
	const struct areas *areas = &system->partitions[index].areas;

	for (uint32_t k = 0; k < areas->n; k++) {
		const struct area *area = &areas->list[k];
		const struct copy *copy = &copies[index][k];
		uint8_t *bytes = (uint8_t *)(uintptr_t)area->addr;

		if (!is_restored(area))
			continue;
		memcpy(bytes, copy->bytes, copy->size);
		memset(bytes + copy->size, 0, area->size - copy->size);
	}
}
