/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* exact.c: against the compiler's integers of 128 bits, at the edges and at random. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "random.h"
#include "xpack/exact.h"

#define N_RANDOM 200000

__extension__ typedef unsigned __int128 wide;

/* With as many leading zeros as another draw says. */
static uint64_t draw(void)
{
	static uint64_t seed = 1;
	uint64_t value = random_next(&seed);

	return value >> random_next(&seed) % 64;
}

static const uint64_t edges[] = { 1,
				  2,
				  3,
				  UINT32_MAX,
				  (uint64_t)UINT32_MAX + 1,
				  (uint64_t)1 << 63,
				  ((uint64_t)1 << 63) + 1,
				  UINT64_MAX - 1,
				  UINT64_MAX };

#define N_EDGES (sizeof(edges) / sizeof(edges[0]))

static void try_share(uint64_t part, uint64_t whole, uint64_t factor)
{
	wide product = (wide)part * factor;

	if (part > whole)
		return;
	assert_true(exact_share(part, whole, factor) == product / whole);
	assert_true(exact_share_up(part, whole, factor) == (product + whole - 1) / whole);
	if (part < whole && factor < whole)
		assert_true(exact_product_modulo(part, factor, whole) == product % whole);
}

static void shares_and_products(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_EDGES; i++)
		for (size_t j = 0; j < N_EDGES; j++)
			for (size_t k = 0; k < N_EDGES; k++)
				try_share(edges[i], edges[j], edges[k]);
	for (unsigned i = 0; i < N_RANDOM; i++)
		try_share(draw(), draw() | 1, draw());
	try_share(0, 5, UINT64_MAX);
	try_share(5, 5, 0);
}

static void try_pair(uint64_t a, uint64_t b)
{
	uint64_t gcd = exact_gcd(a, b), lcm = 0;
	bool fits = exact_lcm(a, b, &lcm);

	assert_true(a % gcd == 0 && b % gcd == 0);
	assert_int_equal(exact_gcd(a / gcd, b / gcd), 1);
	assert_true(fits == ((wide)(a / gcd) * b <= UINT64_MAX));
	if (fits)
		assert_true(lcm == (wide)(a / gcd) * b);
	if (gcd == 1 && b > 1) {
		uint64_t inverse = exact_inverse_modulo(a % b, b);

		assert_true(inverse < b);
		assert_true((wide)(a % b) * inverse % b == 1);
	}
}

static void divisors_multiples_and_inverses(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_EDGES; i++)
		for (size_t j = 0; j < N_EDGES; j++)
			try_pair(edges[i], edges[j]);
	for (unsigned i = 0; i < N_RANDOM; i++)
		try_pair(draw() | 1, draw() | 1);
	assert_int_equal(exact_gcd(0, 7), 7);
	assert_int_equal(exact_gcd(7, 0), 7);
	assert_int_equal(exact_inverse_modulo(0, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_and_products),
		cmocka_unit_test(divisors_multiples_and_inverses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
