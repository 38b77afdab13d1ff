/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * uart: the transmitter of an APBUART (GRLIB IP core manual, APBUART), polled.
 */
#ifndef XPACK_LOADER_UART_H
#define XPACK_LOADER_UART_H

#include <stdint.h>

/* Set the scaler, system clock / (8 * baud rate) - 1, and turn on the transmitter alone. */
void uart_init(uint32_t addr, uint32_t scaler);

/* Send one byte; waits for room. */
void uart_put(uint32_t addr, uint8_t byte);

/* Wait until the last bit is on the line. */
void uart_drain(uint32_t addr);

#endif
