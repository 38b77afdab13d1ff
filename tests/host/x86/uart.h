/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * uart: the console's serial port (National Semiconductor PC16550D).
 */
#ifndef XHOST_X86_UART_H
#define XHOST_X86_UART_H

#include <stdint.h>

/* Use the UART at this port.  Its baud rate stays as the loader set it. */
void uart_init(uint32_t port);

#endif
