/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * random: numbers for tests of random inputs, the same sequence in every run and everywhere.
 */
#ifndef XPACK_TESTS_RANDOM_H
#define XPACK_TESTS_RANDOM_H

#include <stdint.h>

/* Below limit, at most 2^31; Knuth's MMIX generator.  Any seed will do. */
static inline uint32_t random_below(uint64_t *seed, uint32_t limit)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33) % limit;
}

/* All 64 bits; Marsaglia, "Xorshift RNGs", 2003.  Neither the seed nor a number of it is 0. */
static inline uint64_t random_next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#endif
