/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* utf8: is this well-formed UTF-8 (Unicode 15.0, table 3-7)? */
#ifndef XPACK_UTF8_H
#define XPACK_UTF8_H

#include "loader/span.h"

/* Bytes of the character at the start of bytes, 1 to 4; 0 when it is not well-formed. */
static inline size_t utf8_length(struct span bytes)
{
	uint8_t lead = bytes.size > 0 ? bytes.data[0] : 0xff;
	uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	size_t n = lead < 0x80                    ? 1
		   : lead >= 0xc2 && lead <= 0xdf ? 2
		   : lead >= 0xe0 && lead <= 0xef ? 3
		   : lead >= 0xf0 && lead <= 0xf4 ? 4
						  : 0;

	if (n > bytes.size)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (bytes.data[i] < low || bytes.data[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

#endif
