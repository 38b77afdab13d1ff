/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * uart: the console's transmitter, polled.  Each architecture has its own: an APBUART at a memory
 * address (sparc/uart.c), an NS16550 at an I/O port (x86/uart.c).
 */
#ifndef XPACK_LOADER_UART_H
#define XPACK_LOADER_UART_H

#include <stdint.h>

/* Turn on the transmitter alone; scaler is the parameter block's number for the rate. */
void uart_init(uint32_t addr, uint32_t scaler);

/* Send one byte; waits for room. */
void uart_put(uint32_t addr, uint8_t byte);

/* Wait until the last bit is on the line. */
void uart_drain(uint32_t addr);

#endif
