/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * console: the loader's report, on top of board_put().
 */
#ifndef XPACK_LOADER_CONSOLE_H
#define XPACK_LOADER_CONSOLE_H

#include "span.h"

void console_text(const char *text);

/* "0x" and n_digits hexadecimal digits, 1 to 8. */
void console_hex(uint32_t value, uint32_t n_digits);

/* A text, and a number in eight digits. */
void console_number(const char *text, uint32_t value);

/* A text, and bytes that are printable: a name of an authentic manifest. */
void console_name(const char *text, const struct span *name);

#endif
