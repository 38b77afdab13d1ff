/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * printable: texts that others made, on a terminal.
 *
 * Names of files, disks and boards may hold anything.  A control character (of ASCII, or of Unicode
 * in UTF-8) must not reach the terminal, nor a line end begin what looks like another line: they
 * are printed as \\x1b.
 */
#ifndef XPACK_PRINTABLE_H
#define XPACK_PRINTABLE_H

#include <stddef.h>
#include <stdio.h>

void printable_put(const char *text, FILE *to);
/* At most size bytes, up to a NUL. */
void printable_put_part(const char *text, size_t size, FILE *to);

#endif
