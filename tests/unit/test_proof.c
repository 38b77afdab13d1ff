/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* proof: bytes with changes put back, also where these lie across the edges of windows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "xpack/proof.h"

#define EDGE 0x10000u /* of a window */
#define SIZE (3 * EDGE + 77)
#define MORE 100u /* zeros behind */

/* Three changes: inside a window, across an edge, and over a whole window and its two edges. */
static uint8_t before[SIZE], after[SIZE + MORE];
static struct change changes[3];
static struct proof_place places[3];

static void change_at(unsigned i, uint64_t position, uint32_t size)
{
	for (uint32_t j = 0; j < size; j++)
		after[position + j] = (uint8_t)(0x80 + i + j % 5);
	changes[i] = (struct change){ .size = size,
				      .before = before + position,
				      .after = after + position };
	places[i] = (struct proof_place){ position, &changes[i] };
}

static struct proof make(struct fixture *fixture)
{
	for (size_t i = 0; i < SIZE; i++)
		before[i] = (uint8_t)(i * 7 + i / 300);
	memset(after, 0, sizeof(after));
	memcpy(after, before, SIZE);
	change_at(0, 5, 4);
	change_at(1, EDGE - 2, 4);
	change_at(2, 2 * EDGE - 3, EDGE + 6);
	return (struct proof){ .arena = fixture->arena,
			       .packed = { after, sizeof(after) },
			       .size = SIZE,
			       .places = places,
			       .n_places = 3 };
}

static void hash(const uint8_t *bytes, size_t size, uint8_t value[CRYPTO_DIGEST_SIZE])
{
	crypto_sha256(&(struct span){ bytes, size }, 1, value);
}

static void listed_changes_are_put_back(void **state)
{
	struct proof proof = make(*state);
	uint8_t packed[CRYPTO_DIGEST_SIZE], restored[CRYPTO_DIGEST_SIZE];
	uint8_t wanted[CRYPTO_DIGEST_SIZE], all[CRYPTO_DIGEST_SIZE];

	proof.all = digest_new();
	digest_begin(proof.all);
	assert_true(proof_run(&proof, packed, restored));
	digest_end(proof.all, all);
	digest_free(proof.all);
	hash(after, sizeof(after), wanted);
	assert_memory_equal(packed, wanted, sizeof(wanted));
	assert_memory_equal(all, wanted, sizeof(wanted));
	hash(before, SIZE, wanted);
	assert_memory_equal(restored, wanted, sizeof(wanted));
}

/* A byte more that differs is seen in the hash. */
static void what_is_not_listed_stays(void **state)
{
	struct proof proof = make(*state);
	uint8_t packed[CRYPTO_DIGEST_SIZE], restored[CRYPTO_DIGEST_SIZE];
	uint8_t wanted[CRYPTO_DIGEST_SIZE];

	after[EDGE + 2] ^= 1;
	assert_true(proof_run(&proof, packed, restored));
	hash(before, SIZE, wanted);
	assert_memory_not_equal(restored, wanted, sizeof(wanted));
}

/* Each byte of a change, on both sides of an edge. */
static void a_place_holds_what_is_listed(void **state)
{
	struct proof proof = make(*state);
	uint8_t packed[CRYPTO_DIGEST_SIZE], restored[CRYPTO_DIGEST_SIZE];
	uint8_t listed[4];

	memcpy(listed, after + EDGE - 2, sizeof(listed));
	changes[1].after = listed;
	for (unsigned i = 0; i < sizeof(listed); i++) {
		listed[i] ^= 1;
		assert_false(proof_run(&proof, packed, restored));
		listed[i] ^= 1;
	}
	assert_true(proof_run(&proof, packed, restored));
}

static void behind_are_zeros(void **state)
{
	struct proof proof = make(*state);
	uint8_t packed[CRYPTO_DIGEST_SIZE], restored[CRYPTO_DIGEST_SIZE];

	after[SIZE] = 1;
	assert_false(proof_run(&proof, packed, restored));
	after[SIZE] = 0;
	after[SIZE + MORE - 1] = 1;
	assert_false(proof_run(&proof, packed, restored));
}

static void hashes_of_a_file(void **state)
{
	struct proof proof = make(*state);
	uint8_t sha256[CRYPTO_DIGEST_SIZE], wanted[CRYPTO_DIGEST_SIZE];
	uint8_t sha1[DIGEST_SHA1_SIZE], wanted_sha1[DIGEST_SHA1_SIZE];

	hash(after, sizeof(after), wanted);
	digest_sha1(proof.packed, wanted_sha1);
	proof_hash(proof.arena, proof.packed, sha256, sha1);
	assert_memory_equal(sha256, wanted, sizeof(wanted));
	assert_memory_equal(sha1, wanted_sha1, sizeof(wanted_sha1));
	proof_hash(proof.arena, (struct span){ NULL, 0 }, sha256, NULL);
	hash(NULL, 0, wanted);
	assert_memory_equal(sha256, wanted, sizeof(wanted));
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(listed_changes_are_put_back),
		TEST(what_is_not_listed_stays),
		TEST(a_place_holds_what_is_listed),
		TEST(behind_are_zeros),
		TEST(hashes_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
