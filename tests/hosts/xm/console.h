/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * console: the first serial port, a 16550, written without interrupts.
 */
#ifndef XM_CONSOLE_H
#define XM_CONSOLE_H

#include <stdint.h>

void console_init(void);

/* %s text, %u decimal, %x hexadecimal with 0x and 8 digits, %% . */
void console_print(const char *format, ...);

void console_write(const char *text, uint32_t size);

/* Print a line that begins with 'xm: ' and stop the board. */
_Noreturn void console_stop(const char *reason);

#endif
