/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "printable.h"

#include <string.h>

void printable_put_part(const char *text, size_t size, FILE *to)
{
	const unsigned char *at = (const unsigned char *)text;
	const unsigned char *end = at + size;

	for (; at < end && *at != '\0'; at++) {
		if (*at < 0x20 || *at == 0x7f) {
			fprintf(to, "\\x%02x", *at);
		} else if (*at == 0xc2 && at + 1 < end && at[1] >= 0x80 && at[1] < 0xa0) {
			fprintf(to, "\\x%02x\\x%02x", at[0], at[1]);
			at++;
		} else {
			fputc(*at, to);
		}
	}
}

void printable_put(const char *text, FILE *to)
{
	printable_put_part(text, strlen(text), to);
}
