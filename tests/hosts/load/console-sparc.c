/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* GRLIB IP Core User's Manual, "APBUART"; the address is that of the board's description. */

#include "say.h"

#define UART 0x80000100u
#define UART_STATUS 0x4u
#define UART_STATUS_EMPTY 0x4u
#define UART_CONTROL 0x8u
#define UART_CONTROL_TRANSMIT 0x2u

void put(char character)
{
	*(volatile uint32_t *)(UART + UART_CONTROL) = UART_CONTROL_TRANSMIT;
	while ((*(volatile uint32_t *)(UART + UART_STATUS) & UART_STATUS_EMPTY) == 0)
		;
	*(volatile uint32_t *)UART = (uint8_t)character;
}
