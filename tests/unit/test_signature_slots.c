/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* slots: the signature slots of a container's header. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "xpack/slots.h"

static uint8_t header[CONTAINER_RSVMAP_OFFSET];
static const struct span whole = { header, sizeof(header) };
static const uint8_t signature[512] = { 1, 2, 3, [511] = 4 };

static uint8_t *slot(uint32_t i)
{
	return header + (container_slot(whole, i).data - header);
}

/* Slot i is of a key whose id begins with these bytes. */
static void fill(uint32_t i, uint32_t algorithm, uint32_t size, uint8_t first, uint8_t second)
{
	struct key key = { .id = { first, second, 0xab, 0xcd, 0xef } };

	key.public.algorithm = algorithm;
	slots_fill(slot(i), &key, (struct span){ signature, size });
}

static void clear(void)
{
	memset(header, 0, sizeof(header));
}

static void a_slot_has_key_and_signature_and_zeros(void **state)
{
	uint8_t wanted[CONTAINER_SLOT_SIZE] = { 0 };

	(void)state;
	clear();
	memset(slot(1), 0xff, CONTAINER_SLOT_SIZE); /* what was there goes */
	fill(1, CRYPTO_ECDSA_P256_SHA256, 64, 0x12, 0x34);
	put_be32(wanted, 2);
	put_be32(wanted + 4, 64);
	memcpy(wanted + 8, (const uint8_t[]){ 0x12, 0x34, 0xab, 0xcd, 0xef }, 5);
	memcpy(wanted + 0x28, signature, 64);
	assert_memory_equal(slot(1), wanted, sizeof(wanted));
	assert_true(slots_is_empty(whole, 0));
	assert_false(slots_is_empty(whole, 1));
}

static void slots_are_found_by_key(void **state)
{
	uint8_t id[CRYPTO_DIGEST_SIZE] = { 0x12, 0x34, 0xab, 0xcd, 0xef };
	uint8_t none[CRYPTO_DIGEST_SIZE] = { 0 };

	(void)state;
	clear();
	assert_int_equal(slots_of_key(whole, id), SLOTS_NONE);
	assert_int_equal(slots_of_key(whole, none), SLOTS_NONE); /* that is in no empty slot */
	assert_int_equal(slots_free(whole), 0);
	fill(1, CRYPTO_RSA_PKCS1_SHA256, 256, 0x12, 0x34);
	assert_int_equal(slots_of_key(whole, id), 1);
	assert_int_equal(slots_free(whole), 0);
	id[31] = 1;
	assert_int_equal(slots_of_key(whole, id), SLOTS_NONE);
	fill(0, CRYPTO_RSA_PKCS1_SHA256, 256, 0x56, 0);
	assert_int_equal(slots_free(whole), SLOTS_NONE);
}

static void slots_are_named_by_digits(void **state)
{
	(void)state;
	clear();
	assert_int_equal(slots_named(whole, "00000000"), SLOTS_NONE);
	fill(0, CRYPTO_RSA_PKCS1_SHA256, 256, 0x12, 0x34);
	assert_int_equal(slots_named(whole, "1234abcd"), 0);
	assert_int_equal(slots_named(whole, "1234ABCDE"), 0);
	assert_int_equal(slots_named(whole, "1234abcde"), 0);
	assert_int_equal(slots_named(whole, "1234abcdd"), SLOTS_NONE);
	fill(1, CRYPTO_RSA_PKCS1_SHA256, 256, 0x12, 0x34);
	assert_int_equal(slots_named(whole, "1234abcd"), SLOTS_NONE); /* it is not clear which */
	slot(1)[CONTAINER_SLOT_KEY_ID + 31] = 5;
	assert_int_equal(slots_named(whole, "1234abcdef"
					    "0000000000000000000000000000000000000000000000000000"
					    "05"),
			 1);
}

static void digits_of_an_id(void **state)
{
	char digits[66];

	(void)state;
	assert_true(slots_is_id("0123abCD"));
	assert_false(slots_is_id("0123abC"));
	assert_false(slots_is_id("0123abCg"));
	assert_false(slots_is_id("0123abCD "));
	assert_false(slots_is_id(""));
	memset(digits, 'a', sizeof(digits));
	digits[64] = '\0';
	assert_true(slots_is_id(digits));
	digits[64] = 'a';
	digits[65] = '\0';
	assert_false(slots_is_id(digits));
}

static void algorithms_have_names(void **state)
{
	(void)state;
	clear();
	fill(0, CRYPTO_ECDSA_P256_SHA256, 64, 1, 1);
	assert_string_equal(slots_algorithm(container_slot(whole, 0)), "p256");
	fill(0, CRYPTO_RSA_PKCS1_SHA256, 256, 1, 1);
	assert_string_equal(slots_algorithm(container_slot(whole, 0)), "rsa2048");
	fill(0, CRYPTO_RSA_PKCS1_SHA256, 384, 1, 1);
	assert_string_equal(slots_algorithm(container_slot(whole, 0)), "rsa3072");
	fill(0, CRYPTO_RSA_PKCS1_SHA256, 512, 1, 1);
	assert_string_equal(slots_algorithm(container_slot(whole, 0)), "rsa4096");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_has_key_and_signature_and_zeros),
		cmocka_unit_test(slots_are_found_by_key),
		cmocka_unit_test(slots_are_named_by_digits),
		cmocka_unit_test(digits_of_an_id),
		cmocka_unit_test(algorithms_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
