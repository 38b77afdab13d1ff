/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * library: functions of the host that partitions call directly, as one list: what the host exports
 * and what partitions import.
 */
#ifndef XPACK_TESTS_CALL_LIBRARY_H
#define XPACK_TESTS_CALL_LIBRARY_H

#include <stdint.h>

#define LIBRARY(with)                                                                              \
	with(uint32_t, lib_digits,                                                                 \
	     (uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f,              \
	      uint32_t g));                                                                        \
	with(uint32_t, lib_sum, (const uint32_t *values, uint32_t n));

#endif
