/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* little: integers of formats that are little-endian; those that are big-endian have
 * loader/span.h. */
#ifndef XPACK_LITTLE_H
#define XPACK_LITTLE_H

#include "loader/span.h"

static inline uint32_t get_le32(const uint8_t *from)
{
	return __builtin_bswap32(get_be32(from));
}

static inline void put_le32(uint8_t *to, uint32_t value)
{
	put_be32(to, __builtin_bswap32(value));
}

#endif
