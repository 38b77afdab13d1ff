/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "store.h"

#include <stddef.h>

#include "loader/span.h"

#define ALIGNMENT 8u

/* From the linker script. */
extern uint8_t __bss_end[];

static uint32_t used; /* address of what is free */
static uint32_t end;

void store_init(const struct system *system)
{
	used = (uint32_t)align_up((uintptr_t)__bss_end, ALIGNMENT);
	end = used;
	for (uint32_t i = 0; i < system->host.n; i++) {
		const struct area *area = &system->host.list[i];

		if (used >= area->addr && used - area->addr < area->size)
			end = area->addr + area->size;
	}
}

void *store_take(uint32_t size)
{
	uint64_t rounded = align_up(size, ALIGNMENT);
	uint32_t taken = used;

	if (rounded > end - used)
		return NULL;
	used += (uint32_t)rounded;
	return (void *)(uintptr_t)taken;
}
