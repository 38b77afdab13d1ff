/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <xpack/console.h>

#define MAX_DIGITS 20 /* of a uint64_t in decimal */

void xpack_put_flush(struct xpack_console *console)
{
	int taken;

	if (console->used == 0)
		return;
	taken = console->write(console->line, console->used);
	if (taken < 0)
		taken = 0;
	if ((uint32_t)taken < console->used)
		console->lost += console->used - (uint32_t)taken;
	console->used = 0;
}

void xpack_put_char(struct xpack_console *console, char c)
{
	console->line[console->used++] = c;
	if (c == '\n' || console->used == XPACK_CONSOLE_LINE)
		xpack_put_flush(console);
}

void xpack_put_text(struct xpack_console *console, const char *text)
{
	for (; *text != '\0'; text++)
		xpack_put_char(console, *text);
}

void xpack_put_u64(struct xpack_console *console, uint64_t value)
{
	char digits[MAX_DIGITS];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	while (n > 0)
		xpack_put_char(console, digits[--n]);
}

void xpack_put_u32(struct xpack_console *console, uint32_t value)
{
	xpack_put_u64(console, value);
}

void xpack_put_i32(struct xpack_console *console, int32_t value)
{
	if (value < 0)
		xpack_put_char(console, '-');
	xpack_put_u32(console, value < 0 ? 0 - (uint32_t)value : (uint32_t)value);
}

void xpack_put_hex(struct xpack_console *console, uint32_t value)
{
	xpack_put_text(console, "0x");
	for (int shift = 28; shift >= 0; shift -= 4)
		xpack_put_char(console, "0123456789abcdef"[value >> shift & 0xf]);
}
