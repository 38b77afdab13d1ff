/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * console: text output for a guest, over whatever service its host offers.
 *
 * The library knows no host: the guest names a function that takes characters, usually an import.
 * Text is collected and handed over a line at a time, at a newline or when the line is full, so
 * that a host which serves several guests sees whole lines.
 *
 *     static struct xpack_console console = XPACK_CONSOLE(xh_console_write);
 *
 *     xpack_put_text(&console, "frame ");
 *     xpack_put_u32(&console, frame);
 *     xpack_put_text(&console, "\n");
 *
 * The struct belongs to the guest.  What the host does not take is lost; `lost` counts it.
 */
#ifndef XPACK_CONSOLE_H
#define XPACK_CONSOLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XPACK_CONSOLE_LINE 120u /* characters */

struct xpack_console {
	int (*write)(const char *text, uint32_t size); /* returns the characters it took */
	uint32_t used;                                 /* characters in line */
	uint32_t lost;                                 /* characters that write() did not take */
	char line[XPACK_CONSOLE_LINE];
};

/* Initialiser: everything but the function is zero. */
/* clang-format off */
#define XPACK_CONSOLE(function) { function, 0, 0, { 0 } }
/* clang-format on */

void xpack_put_char(struct xpack_console *console, char c);
void xpack_put_text(struct xpack_console *console, const char *text);

/* Decimal, without leading zeros. */
void xpack_put_u32(struct xpack_console *console, uint32_t value);
void xpack_put_i32(struct xpack_console *console, int32_t value);
void xpack_put_u64(struct xpack_console *console, uint64_t value);

/* 0x and eight hexadecimal digits. */
void xpack_put_hex(struct xpack_console *console, uint32_t value);

/* Hand over what is in the line. */
void xpack_put_flush(struct xpack_console *console);

#ifdef __cplusplus
}
#endif

#endif
