/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * loader/crypto.h: signatures that only look like one.  both_crypto.c asks OpenSSL and BearSSL, and
 * fails the test when they do not agree.
 */

#include "loader/crypto.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "cmocka_all.h"
#include "fake_keys.h"

#define RSA_SIZE 256

static struct fake_key rsa;
static struct fake_key p256;
static struct fake fake;
static uint8_t digest[CRYPTO_DIGEST_SIZE];
static uint8_t message[RSA_SIZE];

/* RFC 8017, section 9.2, note 1. */
static const uint8_t with_null[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
				     0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
static const uint8_t without_null[] = { 0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
					0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20 };

/* 00 01 ff.. 00 info digest, followed by n_behind bytes. */
static void encode(const uint8_t *info, size_t info_size, size_t n_behind)
{
	size_t end = RSA_SIZE - n_behind;

	memset(message, 0xff, sizeof(message));
	message[0] = 0;
	message[1] = 1;
	memcpy(message + end - sizeof(digest), digest, sizeof(digest));
	memcpy(message + end - sizeof(digest) - info_size, info, info_size);
	message[end - sizeof(digest) - info_size - 1] = 0;
}

/* What the private key makes of the message as it stands. */
static void raw_sign(uint8_t signature[RSA_SIZE])
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(rsa.pair, NULL);
	size_t size = RSA_SIZE;

	assert_int_equal(EVP_PKEY_sign_init(context), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING), 1);
	assert_int_equal(EVP_PKEY_sign(context, signature, &size, message, RSA_SIZE), 1);
	EVP_PKEY_CTX_free(context);
}

static bool holds(const uint8_t *signature, size_t size)
{
	return crypto_verify(&rsa.public, digest, (struct span){ signature, size });
}

static bool message_holds(void)
{
	uint8_t signature[RSA_SIZE];

	raw_sign(signature);
	return holds(signature, sizeof(signature));
}

static void test_rsa_encoding(void **state)
{
	(void)state;
	encode(with_null, sizeof(with_null), 0);
	assert_true(message_holds());
	for (size_t i = 0; i < RSA_SIZE; i++) { /* any byte of it different */
		encode(with_null, sizeof(with_null), 0);
		message[i] ^= i == 0 ? 0x20 : 0x01;
		assert_false(message_holds());
	}
	encode(with_null, sizeof(with_null), 1); /* something behind the digest */
	assert_false(message_holds());
	encode(with_null, sizeof(with_null), 100);
	assert_false(message_holds());
	encode(with_null, sizeof(with_null), 0); /* a shorter padding, zeros behind it */
	memset(message + 10, 0, 30);
	assert_false(message_holds());
}

/* The form without NULL is a second encoding of the same: BearSSL's own function takes it. */
static void test_rsa_without_null(void **state)
{
	uint8_t signature[RSA_SIZE];

	(void)state;
	encode(without_null, sizeof(without_null), 0);
	raw_sign(signature);
	assert_false(holds(signature, sizeof(signature)));
}

static void test_rsa_sizes(void **state)
{
	uint8_t signature[CRYPTO_MAX_SIGNATURE_SIZE + 1] = { 0 };
	struct public_key key = rsa.public;

	(void)state;
	encode(with_null, sizeof(with_null), 0);
	raw_sign(signature + 1);
	assert_true(holds(signature + 1, RSA_SIZE));
	assert_false(holds(signature, RSA_SIZE + 1));
	assert_false(holds(signature + 1, RSA_SIZE - 1));
	assert_false(holds(signature + 1, 0));
	key.exponent = 3;
	assert_false(crypto_verify(&key, digest, (struct span){ signature + 1, RSA_SIZE }));
	memcpy(signature, rsa.bytes, RSA_SIZE); /* the modulus is no representative */
	assert_false(holds(signature, RSA_SIZE));
	memset(signature, 0xff, RSA_SIZE);
	assert_false(holds(signature, RSA_SIZE));
	memset(signature, 0, RSA_SIZE);
	assert_false(holds(signature, RSA_SIZE));
	signature[RSA_SIZE - 1] = 1;
	assert_false(holds(signature, RSA_SIZE));
}

static void test_algorithms(void **state)
{
	struct public_key key = rsa.public;
	uint8_t signature[RSA_SIZE];

	(void)state;
	encode(with_null, sizeof(with_null), 0);
	raw_sign(signature);
	for (uint32_t algorithm = 0; algorithm < 4; algorithm++) {
		key.algorithm = algorithm;
		assert_int_equal(
			crypto_verify(&key, digest, (struct span){ signature, sizeof(signature) }),
			algorithm == CRYPTO_RSA_PKCS1_SHA256);
	}
}

/* A good signature by the P-256 key, over digest. */
static const uint8_t *p256_signature(void)
{
	struct span parts[2];

	fake_make(&fake, &p256);
	container_message((struct span){ fake.bytes, fake.manifest_size }, parts);
	crypto_sha256(parts, 2, digest);
	return fake.bytes + CONTAINER_SLOTS_OFFSET + CONTAINER_SLOT_SIGNATURE;
}

static bool p256_holds(const uint8_t *signature, size_t size)
{
	return crypto_verify(&p256.public, digest, (struct span){ signature, size });
}

/* Order of P-256's group: FIPS 186-4, section D.1.2.3. */
static const char order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/* Replace the 32 bytes at a scalar by order + add, or order - scalar. */
static void bend_scalar(uint8_t *scalar, int add, bool is_negative)
{
	BIGNUM *n = NULL;
	BIGNUM *s = BN_bin2bn(scalar, 32, NULL);

	BN_hex2bn(&n, order);
	if (is_negative)
		BN_sub(n, n, s);
	else
		BN_add_word(n, (BN_ULONG)add);
	BN_bn2binpad(n, scalar, 32);
	BN_free(n);
	BN_free(s);
}

/* The same numbers with a zero in front of each: no length but one is taken. */
static void test_p256_long(void **state)
{
	const uint8_t *good = p256_signature();
	uint8_t longer[66] = { 0 };

	(void)state;
	memcpy(longer + 1, good, 32);
	memcpy(longer + 34, good + 32, 32);
	assert_true(p256_holds(good, 64));
	assert_false(p256_holds(longer, sizeof(longer)));
}

static void test_p256_scalars(void **state)
{
	uint8_t good[65];
	uint8_t bad[65];

	(void)state;
	memcpy(good, p256_signature(), 65);
	assert_true(p256_holds(good, 64));
	assert_false(p256_holds(good, 65));
	assert_false(p256_holds(good, 63));
	assert_false(p256_holds(good, 62));
	assert_false(p256_holds(good, 0));
	for (size_t half = 0; half < 64; half += 32) {
		memcpy(bad, good, sizeof(bad));
		memset(bad + half, 0, 32);
		assert_false(p256_holds(bad, 64));
		memset(bad + half, 0xff, 32);
		assert_false(p256_holds(bad, 64));
		for (int add = 0; add < 2; add++) {
			bend_scalar(bad + half, add, false);
			assert_false(p256_holds(bad, 64));
		}
	}
	memset(bad, 0, sizeof(bad));
	assert_false(p256_holds(bad, 64));
	memcpy(bad, good, sizeof(bad)); /* (r, n - s) is a signature as good as (r, s) */
	bend_scalar(bad + 32, 0, true);
	assert_true(p256_holds(bad, 64));
}

static void test_p256_points(void **state)
{
	const uint8_t *signature = p256_signature();
	struct public_key key = p256.public;
	uint8_t point[65];

	(void)state;
	key.key.data = point;
	memcpy(point, p256.bytes, sizeof(point));
	assert_true(crypto_verify(&key, digest, (struct span){ signature, 64 }));
	point[64] ^= 1; /* not on the curve */
	assert_false(crypto_verify(&key, digest, (struct span){ signature, 64 }));
	memset(point + 1, 0, 64);
	assert_false(crypto_verify(&key, digest, (struct span){ signature, 64 }));
	memset(point + 1, 0xff, 64); /* not in the field */
	assert_false(crypto_verify(&key, digest, (struct span){ signature, 64 }));
	memcpy(point, p256.bytes, sizeof(point));
	point[0] = 6; /* the hybrid form */
	assert_false(crypto_verify(&key, digest, (struct span){ signature, 64 }));
}

/* Digests of many lengths and splits, the same from both libraries. */
static void test_sha256(void **state)
{
	uint8_t bytes[300];
	uint8_t whole[CRYPTO_DIGEST_SIZE];
	uint8_t parted[CRYPTO_DIGEST_SIZE];
	struct span parts[3];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * i);
	for (size_t size = 0; size < sizeof(bytes); size++) {
		parts[0] = (struct span){ bytes, size };
		crypto_sha256(parts, 1, whole);
		parts[0] = (struct span){ bytes, size / 3 };
		parts[1] = (struct span){ bytes + size / 3, 0 };
		parts[2] = (struct span){ bytes + size / 3, size - size / 3 };
		crypto_sha256(parts, 3, parted);
		assert_memory_equal(whole, parted, sizeof(whole));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rsa_encoding), cmocka_unit_test(test_rsa_without_null),
		cmocka_unit_test(test_rsa_sizes),    cmocka_unit_test(test_algorithms),
		cmocka_unit_test(test_p256_long),    cmocka_unit_test(test_p256_scalars),
		cmocka_unit_test(test_p256_points),  cmocka_unit_test(test_sha256),
	};
	const struct fake_wanted wanted[] = { { &rsa, 8 * RSA_SIZE }, { &p256, 256 } };

	for (size_t i = 0; i < sizeof(digest); i++)
		digest[i] = (uint8_t)(i * 11);
	return FAKE_RUN(tests, wanted);
}
