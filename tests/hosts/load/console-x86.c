/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The first UART of a PC. */

#include "loader/x86/port.h"
#include "say.h"

#define COM1 0x3f8u

void put(char character)
{
	port_put(COM1, (uint8_t)character);
}
