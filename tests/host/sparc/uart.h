/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * uart: the console's APBUART (GRLIB IP Core User's Manual, "APBUART").
 */
#ifndef XHOST_SPARC_UART_H
#define XHOST_SPARC_UART_H

#include <stdint.h>

/* Use the UART at this address.  Its baud rate stays as the loader set it. */
void uart_init(uint32_t addr);

#endif
