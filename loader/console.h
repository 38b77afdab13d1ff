/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * console: the loader's report, on top of board_put().
 *
 * A loader has no writable data, so the console is a value that its callers hand on: the address
 * of the UART, 0 for none.
 */
#ifndef XPACK_LOADER_CONSOLE_H
#define XPACK_LOADER_CONSOLE_H

#include "span.h"

void console_text(uint32_t console_addr, const char *text);

/* Bytes that are printable: names of an authentic manifest, names of the parameter block. */
void console_span(uint32_t console_addr, struct span text);

/* "0x" and n_digits hexadecimal digits, 1 to 8. */
void console_hex(uint32_t console_addr, uint32_t value, uint32_t n_digits);

/* A text and a number: most lines of the report end so. */
void console_text_hex(uint32_t console_addr, const char *text, uint32_t value, uint32_t n_digits);

/* A decimal number without leading zeros. */
void console_decimal(uint32_t console_addr, uint32_t value);

#endif
