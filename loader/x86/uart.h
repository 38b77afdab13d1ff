/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * uart: the transmitter of an NS16550 behind I/O ports (National Semiconductor PC16550D, chapter
 * 8), polled.
 */
#ifndef XPACK_LOADER_X86_UART_H
#define XPACK_LOADER_X86_UART_H

#include <stdint.h>

/* 8 data bits, no parity, 1 stop bit, no interrupts, FIFOs empty; divisor of 115,200 baud. */
void uart_init(uint32_t port, uint32_t divisor);

/* Send one byte; waits for room. */
void uart_put(uint32_t port, uint8_t byte);

/* Wait until the last bit is on the line. */
void uart_drain(uint32_t port);

#endif
