/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "console.h"

#include <stdarg.h>

#include "cpu.h"

#define COM1 0x3f8u
#define INTERRUPTS (COM1 + 1)
#define LINE_STATUS (COM1 + 5)
#define LINE_STATUS_EMPTY 0x20u
#define EXIT 0xf4u /* QEMU's isa-debug-exit */

static void put(char c)
{
	while ((cpu_in(LINE_STATUS) & LINE_STATUS_EMPTY) == 0)
		;
	cpu_out(COM1, (uint8_t)c);
}

static void put_text(const char *text)
{
	for (; *text != '\0'; text++)
		put(*text);
}

static void put_decimal(uint32_t value)
{
	char digits[10];
	uint32_t n = 0;

	do
		digits[n++] = (char)('0' + value % 10);
	while ((value /= 10) != 0);
	while (n-- > 0)
		put(digits[n]);
}

static void put_hex(uint32_t value)
{
	put_text("0x");
	for (int shift = 28; shift >= 0; shift -= 4)
		put("0123456789abcdef"[value >> shift & 15]);
}

void console_init(void)
{
	cpu_out(INTERRUPTS, 0);
}

void console_print(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	for (; *format != '\0'; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's':
			put_text(va_arg(arguments, const char *));
			break;
		case 'u':
			put_decimal(va_arg(arguments, uint32_t));
			break;
		case 'x':
			put_hex(va_arg(arguments, uint32_t));
			break;
		default:
			put(*format);
		}
	}
	va_end(arguments);
}

void console_write(const char *text, uint32_t size)
{
	while (size-- > 0)
		put(*text++);
}

_Noreturn void console_stop(const char *reason)
{
	console_print("xm: %s\n", reason);
	cpu_out(EXIT, 0);
	for (;;)
		__asm__ volatile("hlt");
}
