/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "console.h"

#include "board.h"

void console_text(uint32_t console_addr, const char *text)
{
	while (*text != '\0')
		board_put(console_addr, *text++);
}

void console_span(uint32_t console_addr, struct span text)
{
	for (size_t i = 0; i < text.size; i++)
		board_put(console_addr, (char)text.data[i]);
}

void console_hex(uint32_t console_addr, uint32_t value, uint32_t n_digits)
{
	console_text(console_addr, "0x");
	while (n_digits-- > 0)
		board_put(console_addr, "0123456789abcdef"[(value >> (4 * n_digits)) & 0xf]);
}

void console_text_hex(uint32_t console_addr, const char *text, uint32_t value, uint32_t n_digits)
{
	console_text(console_addr, text);
	console_hex(console_addr, value, n_digits);
}

void console_decimal(uint32_t console_addr, uint32_t value)
{
	uint32_t scale = 1000000000; /* the highest power of ten in 32 bits */

	while (scale > 1 && value < scale)
		scale /= 10;
	for (; scale > 0; scale /= 10)
		board_put(console_addr, (char)('0' + value / scale % 10));
}
