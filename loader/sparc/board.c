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

_Noreturn void board_start(const struct container *container, uint32_t dtb_addr)
{
	flat_drain();
	start_host(container->images[container->kernel].entry, dtb_addr);
}
