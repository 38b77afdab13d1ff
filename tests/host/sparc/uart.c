/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "uart.h"

#include "../machine.h"
#include "cpu.h"

#define DATA 0x0u
#define STATUS 0x4u
#define STATUS_EMPTY 0x4u /* transmitter FIFO, or holding register, is empty */
#define CONTROL 0x8u
#define CONTROL_TRANSMIT 0x2u

static uint32_t uart; /* 0: there is none, characters vanish */

void uart_init(uint32_t addr)
{
	uart = addr;
	cpu_write(uart + CONTROL, CONTROL_TRANSMIT);
}

bool machine_put(char c)
{
	if (uart == 0)
		return true;
	if ((cpu_read(uart + STATUS) & STATUS_EMPTY) == 0)
		return false;
	cpu_write(uart + DATA, (uint8_t)c);
	return true;
}
