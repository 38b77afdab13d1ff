/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The library of the reference host: it runs with the rights and on the stack of who calls it. */
#include "library.h"

#include <xpack/export.h>

#define IN_LIBRARY __attribute__((section(".library"), noinline))

LIBRARY(XPACK_EXPORT_CALL)

/* More arguments than registers take on any board. */
IN_LIBRARY uint32_t lib_digits(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,
			       uint32_t f, uint32_t g)
{
	return a + 16 * (b + 16 * (c + 16 * (d + 16 * (e + 16 * (f + 16 * g)))));
}

IN_LIBRARY uint32_t lib_sum(const uint32_t *values, uint32_t n)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += values[i];
	return sum;
}
