/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* board.h for LEON3: flat physical memory, the container in memory-mapped storage. */

#include "loader/board.h"
#include "loader/container.h"

#include "machine.h"
#include "uart.h"

#include <string.h>

const char *board_name(void)
{
	return "leon3";
}

static uint32_t console_addr(void)
{
	return get_cell(loader_params + PARAMS_AT_CONSOLE_ADDR);
}

struct span board_params(void)
{
	return (struct span){ loader_params, PARAMS_MAX_SIZE };
}

void board_console(void)
{
	if (console_addr() != 0)
		uart_init(console_addr(), get_cell(loader_params + PARAMS_AT_CONSOLE_SCALER));
}

void board_put(char character)
{
	if (console_addr() == 0)
		return;
	if (character == '\n')
		uart_put(console_addr(), '\r');
	uart_put(console_addr(), (uint8_t)character);
}

static void drain(void)
{
	if (console_addr() != 0)
		uart_drain(console_addr());
}

uint8_t *board_memory(uint32_t addr, uint32_t size)
{
	(void)size;
	return (uint8_t *)addr;
}

bool board_read(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct params *params = context;

	memcpy(to, (const uint8_t *)(params->container_addr + offset), size);
	return true;
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
	drain();
	start_host(container->images[container->kernel].entry, dtb_addr);
}

_Noreturn void board_halt(void)
{
	drain();
	halt();
}
