/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flat.h"

#include "board.h"
#include "uart.h"

#include <string.h>

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

void flat_drain(void)
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
	const struct range *range = context;

	memcpy(to, (const uint8_t *)(range->addr + offset), size);
	return true;
}

_Noreturn void board_halt(void)
{
	flat_drain();
	halt();
}
