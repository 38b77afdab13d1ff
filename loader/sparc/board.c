/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* board.h for LEON3, beside loader/flat.c: the container in memory-mapped storage. */

#include "loader/board.h"
#include "loader/container.h"
#include "loader/flat.h"

#include "machine.h"

const char *board_name(void)
{
	return "leon3";
}

/* Nothing on this board says what it is: what the parameters say is measured by nobody. */
enum status board_check(const struct params *params)
{
	(void)params;
	return STATUS_OK;
}

enum status board_prepare(const struct params *params, const struct container *container)
{
	(void)params;
	return container->start == START_XPACK || container->start == START_RAW ? STATUS_OK
										: STATUS_PROTOCOL;
}

/* The end of the RAM that the host starts in.  Every image lies inside one range (ranges.h). */
static uint32_t end_of_ram(const struct params *params, uint32_t entry)
{
	struct range ram = { 0, 0 };

	for (uint32_t i = 0; i < params->n_ram && entry - ram.addr >= ram.size; i++)
		ram = params_range(params->ram, i);
	return ram.addr + ram.size;
}

_Noreturn void board_start(const struct params *params, const struct container *container,
			   uint32_t dtb_addr)
{
	uint32_t entry = container->images[container->kernel].entry;

	flat_drain();
	start_host(entry, dtb_addr, end_of_ram(params, entry));
}
