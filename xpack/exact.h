/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * exact: arithmetic of times that may need more than 64 bits on the way.
 *
 * Times are unsigned 64-bit nanoseconds and may be as large as these allow, so a product of two
 * does not fit.  Everything here is exact; no floating point, nothing that wraps.
 */
#ifndef XPACK_EXACT_H
#define XPACK_EXACT_H

#include <stdbool.h>
#include <stdint.h>

/* The greatest common divisor; of 0 and n it is n. */
uint64_t exact_gcd(uint64_t a, uint64_t b);

/* The least common multiple of two numbers that are not 0.  False when it does not fit. */
bool exact_lcm(uint64_t a, uint64_t b, uint64_t *lcm);

/* part * factor / whole, rounded down or up.  Precondition: part <= whole, whole is not 0; so the
 * result is at most factor. */
uint64_t exact_share(uint64_t part, uint64_t whole, uint64_t factor);
uint64_t exact_share_up(uint64_t part, uint64_t whole, uint64_t factor);

/* a * b modulo m.  Precondition: a and b are below m. */
uint64_t exact_product_modulo(uint64_t a, uint64_t b, uint64_t m);

/* The number below m that gives 1 modulo m when multiplied with a; 0 when m is 1.  Precondition:
 * a and m have no common divisor but 1, and m is not 0. */
uint64_t exact_inverse_modulo(uint64_t a, uint64_t m);

#endif
