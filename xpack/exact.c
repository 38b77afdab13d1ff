/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "exact.h"

#define N_BITS 64

uint64_t exact_gcd(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

bool exact_lcm(uint64_t a, uint64_t b, uint64_t *lcm)
{
	uint64_t factor = a / exact_gcd(a, b);

	if (factor > UINT64_MAX / b)
		return false;
	*lcm = factor * b;
	return true;
}

/* Add to what stands in front of a point and, modulo whole, behind it.  Both are below whole. */
static uint64_t add_modulo(uint64_t a, uint64_t b, uint64_t whole, uint64_t *carry)
{
	if (a < whole - b)
		return a + b;
	++*carry;
	return a - (whole - b);
}

/* Long multiplication and division at once: of the factor's bits that have been read, quotient and
 * rest of their product with part. */
static uint64_t divide(uint64_t part, uint64_t whole, uint64_t factor, uint64_t *rest)
{
	uint64_t quotient = 0;

	*rest = 0;
	for (int bit = N_BITS - 1; bit >= 0; bit--) {
		quotient *= 2;
		*rest = add_modulo(*rest, *rest, whole, &quotient);
		if ((factor >> bit & 1) != 0)
			*rest = add_modulo(*rest, part, whole, &quotient);
	}
	return quotient;
}

uint64_t exact_share(uint64_t part, uint64_t whole, uint64_t factor)
{
	uint64_t rest;

	return part == whole ? factor : divide(part, whole, factor, &rest);
}

uint64_t exact_share_up(uint64_t part, uint64_t whole, uint64_t factor)
{
	uint64_t rest = 0;
	uint64_t quotient = part == whole ? factor : divide(part, whole, factor, &rest);

	return quotient + (rest != 0);
}

uint64_t exact_product_modulo(uint64_t a, uint64_t b, uint64_t m)
{
	uint64_t rest;

	if (a <= UINT32_MAX && b <= UINT32_MAX)
		return a * b % m;
	(void)divide(a, m, b, &rest);
	return rest;
}

/* Euclid's algorithm, which keeps for each remainder what a is to be multiplied with to give it. */
uint64_t exact_inverse_modulo(uint64_t a, uint64_t m)
{
	uint64_t remainder = m, next = a % m;
	uint64_t factor = 0, next_factor = 1 % m;

	while (next != 0) {
		uint64_t quotient = remainder / next;
		uint64_t rest = remainder % next;
		uint64_t product = exact_product_modulo(quotient % m, next_factor, m);
		uint64_t difference = factor >= product ? factor - product : factor + (m - product);

		remainder = next;
		next = rest;
		factor = next_factor;
		next_factor = difference;
	}
	return factor;
}
