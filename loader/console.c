/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "console.h"

#include "board.h"

void console_text(const char *text)
{
	while (*text != '\0')
		board_put(*text++);
}

void console_hex(uint32_t value, uint32_t n_digits)
{
	console_text("0x");
	while (n_digits-- > 0)
		board_put("0123456789abcdef"[(value >> (4 * n_digits)) & 0xf]);
}

void console_number(const char *text, uint32_t value)
{
	console_text(text);
	console_hex(value, 8);
}

void console_name(const char *text, const struct span *name)
{
	console_text(text);
	for (size_t i = 0; i < name->size; i++)
		board_put((char)name->data[i]);
}
