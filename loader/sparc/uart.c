/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* uart.h for an APBUART (GRLIB IP core manual): scaler is system clock / (8 * baud) - 1. */

#include "loader/uart.h"

/* Registers, as offsets, and their bits. */
#define UART_DATA 0x0
#define UART_STATUS 0x4
#define UART_CONTROL 0x8
#define UART_SCALER 0xc

#define STATUS_SHIFT_EMPTY 0x2 /* TS: the shift register is empty */
#define STATUS_HOLD_EMPTY 0x4  /* TE: the FIFO, or the holding register, is empty */
#define CONTROL_TRANSMIT 0x2   /* TE: transmitter on; no interrupts, no flow control */

static volatile uint32_t *uart_register(uint32_t addr, uint32_t offset)
{
	return (volatile uint32_t *)(addr + offset);
}

static void wait_for(uint32_t addr, uint32_t bits)
{
	while ((*uart_register(addr, UART_STATUS) & bits) != bits)
		;
}

void uart_init(uint32_t addr, uint32_t scaler)
{
	*uart_register(addr, UART_SCALER) = scaler;
	*uart_register(addr, UART_CONTROL) = CONTROL_TRANSMIT;
}

void uart_put(uint32_t addr, uint8_t byte)
{
	wait_for(addr, STATUS_HOLD_EMPTY);
	*uart_register(addr, UART_DATA) = byte;
}

void uart_drain(uint32_t addr)
{
	wait_for(addr, STATUS_HOLD_EMPTY | STATUS_SHIFT_EMPTY);
}
