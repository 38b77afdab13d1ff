/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "uart.h"

#include "../machine.h"
#include "cpu.h"

#define DATA 0u
#define INTERRUPTS 1u
#define LINE_STATUS 5u
#define LINE_STATUS_EMPTY 0x20u /* the transmitter takes a character */

static uint32_t uart; /* 0: there is none, characters vanish */

void uart_init(uint32_t port)
{
	uart = port;
	cpu_out(uart + INTERRUPTS, 0);
}

bool machine_put(char c)
{
	if (uart == 0)
		return true;
	if ((cpu_in(uart + LINE_STATUS) & LINE_STATUS_EMPTY) == 0)
		return false;
	cpu_out(uart + DATA, (uint8_t)c);
	return true;
}
