/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "second.h"

#include <xhost/services.h>

XPACK_IMPORT_WEAK(int, xh_absent, (uint32_t port));

uint32_t second_print(const char *text)
{
	uint32_t size = 0;

	while (text[size] != '\0')
		size++;
	return (uint32_t)xh_console_write(text, size);
}

uint64_t second_time(void)
{
	return xh_time();
}

int second_absent(void)
{
	return xh_absent(2);
}

second_write *second_address(void)
{
	return xh_console_write;
}
