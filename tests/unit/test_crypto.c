/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * crypto: the tool's cryptography (OpenSSL) and the loader's (BearSSL) give the same verdict, and
 * the right one, over good, damaged and forged signatures.
 */

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bearssl_crypto.h"
#include "fixture.h"
#include "keys.h"
#include "xpack/digest.h"
#include "xpack/key.h"

/* Both verdicts, which must be one. */
static bool verdict(const struct public_key *key, const uint8_t *digest, struct span signature)
{
	bool tool = crypto_verify(key, digest, signature);
	bool board = key->algorithm == CRYPTO_ECDSA_P256_SHA256
			     ? bearssl_p256(key, digest, signature)
			     : bearssl_rsa(key, digest, signature);

	if (tool != board)
		fail_msg("the tool says %d, the board %d", tool, board);
	return tool;
}

static const uint8_t message_digest[32] = "0123456789abcdefghijklmnopqrstu";

/* A key and its signature over message_digest. */
struct signature {
	EVP_PKEY *pair;
	struct key key;
	uint8_t bytes[512];
	size_t size;
};

static struct span span_of(const struct signature *signature)
{
	return (struct span){ signature->bytes, signature->size };
}

static void read_key(struct fixture *fixture, struct signature *signature, EVP_PKEY *pair)
{
	signature->pair = pair;
	keys_write_public("public", pair);
	assert_int_equal(key_read_public(fixture->diag, "public", &signature->key), 0);
}

/* The private operation of RSA on a message that is encoded already. */
static void sign_encoded(struct signature *signature, const uint8_t *encoded)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(signature->pair, NULL);
	size_t n = signature->key.public.key.size;

	signature->size = sizeof(signature->bytes);
	assert_int_equal(EVP_PKEY_sign_init(context), 1);
	assert_true(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) > 0);
	assert_int_equal(EVP_PKEY_sign(context, signature->bytes, &signature->size, encoded, n), 1);
	assert_int_equal(signature->size, n);
	EVP_PKEY_CTX_free(context);
}

/* RFC 8017, section 9.2: 00 01 ff... 00, DigestInfo, digest. */
static void encode(uint8_t *encoded, size_t size, const uint8_t *info, size_t info_size)
{
	memset(encoded, 0xff, size);
	encoded[0] = 0;
	encoded[1] = 1;
	encoded[size - info_size - 33] = 0;
	memcpy(encoded + size - info_size - 32, info, info_size);
	memcpy(encoded + size - 32, message_digest, 32);
}

static const uint8_t sha256_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
				       0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };

static void sign_rsa(struct fixture *fixture, struct signature *signature, EVP_PKEY *pair)
{
	uint8_t encoded[512];

	read_key(fixture, signature, pair);
	encode(encoded, signature->key.public.key.size, sha256_info, sizeof(sha256_info));
	sign_encoded(signature, encoded);
}

static void sign_p256(struct fixture *fixture, struct signature *signature)
{
	EVP_PKEY_CTX *context;
	uint8_t der[128];
	const uint8_t *at = der;
	size_t size = sizeof(der);
	ECDSA_SIG *pair;

	read_key(fixture, signature, keys_ec("P-256"));
	context = EVP_PKEY_CTX_new(signature->pair, NULL);
	assert_int_equal(EVP_PKEY_sign_init(context), 1);
	assert_int_equal(EVP_PKEY_sign(context, der, &size, message_digest, 32), 1);
	EVP_PKEY_CTX_free(context);
	pair = d2i_ECDSA_SIG(NULL, &at, (long)size);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature->bytes, 32), 32);
	assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature->bytes + 32, 32), 32);
	ECDSA_SIG_free(pair);
	signature->size = 64;
}

/* SHA-256 */

static void expect_digest(const struct span *parts, size_t n, const char *expected)
{
	uint8_t tool[32];
	uint8_t board[32];
	char text[65];

	crypto_sha256(parts, n, tool);
	bearssl_sha256(parts, n, board);
	assert_memory_equal(tool, board, 32);
	for (size_t i = 0; i < 32; i++)
		snprintf(text + 2 * i, 3, "%02x", tool[i]);
	assert_string_equal(text, expected);
}

/* The examples of FIPS 180-4, and the empty message. */
static void digests_of_known_messages(void **state)
{
	static const char abc[] = "abc";
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	char *million = malloc(1000000);
	struct span message = { (const uint8_t *)abc, 3 };

	(void)state;
	expect_digest(&message, 1,
		      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	message = (struct span){ (const uint8_t *)two_blocks, 56 };
	expect_digest(&message, 1,
		      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(million, 'a', 1000000);
	message = (struct span){ (const uint8_t *)million, 1000000 };
	expect_digest(&message, 1,
		      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
	message = (struct span){ NULL, 0 };
	expect_digest(&message, 1,
		      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_digest(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Where the parts are cut makes no difference. */
static void digests_of_parts(void **state)
{
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

	(void)state;
	for (size_t i = 0; i <= 56; i++) {
		const struct span parts[] = { { (const uint8_t *)two_blocks, i },
					      { NULL, 0 },
					      { (const uint8_t *)two_blocks + i, 56 - i } };

		expect_digest(parts, 3,
			      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	}
}

/* RSA */

static void rsa_accepts_good_signatures(void **state)
{
	static const unsigned sizes[] = { 2048, 3072, 4096 };
	struct signature signature;

	for (size_t i = 0; i < 3; i++) {
		sign_rsa(*state, &signature, keys_rsa(sizes[i]));
		assert_true(verdict(&signature.key.public, message_digest, span_of(&signature)));
	}
	sign_rsa(*state, &signature, keys_rsa_exponent(3));
	assert_true(verdict(&signature.key.public, message_digest, span_of(&signature)));
}

/* Every single bit of signature and digest. */
static void expect_no_flip_is_accepted(struct signature *signature)
{
	uint8_t digest[32];

	for (size_t i = 0; i < signature->size * 8; i++) {
		signature->bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(verdict(&signature->key.public, message_digest, span_of(signature)));
		signature->bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	memcpy(digest, message_digest, 32);
	for (size_t i = 0; i < 256; i++) {
		digest[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(verdict(&signature->key.public, digest, span_of(signature)));
		digest[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_true(verdict(&signature->key.public, message_digest, span_of(signature)));
}

static void rsa_refuses_every_flipped_bit(void **state)
{
	struct signature signature;

	sign_rsa(*state, &signature, keys_rsa(2048));
	expect_no_flip_is_accepted(&signature);
}

static void rsa_refuses_other_lengths(void **state)
{
	struct signature signature;

	sign_rsa(*state, &signature, keys_rsa(2048));
	for (size_t size = 0; size <= sizeof(signature.bytes); size++)
		assert_int_equal(verdict(&signature.key.public, message_digest,
					 (struct span){ signature.bytes, size }),
				 size == 256);
}

static void expect_forgery(struct signature *signature, const uint8_t *encoded)
{
	sign_encoded(signature, encoded);
	assert_false(verdict(&signature->key.public, message_digest, span_of(signature)));
}

/* Encodings that have deceived verifiers: they are made with the right key, and yet are none. */
static void rsa_refuses_every_other_encoding(void **state)
{
	static const uint8_t without_null[] = { 0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09,
						0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
						0x04, 0x02, 0x01, 0x04, 0x20 };
	static const uint8_t long_length[] = { 0x30, 0x81, 0x31, 0x30, 0x0d, 0x06, 0x09,
					       0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
					       0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
	struct signature signature;
	uint8_t sha512_256_info[sizeof(sha256_info)];
	uint8_t encoded[256];

	sign_rsa(*state, &signature, keys_rsa(2048));
	encode(encoded, 256, without_null, sizeof(without_null));
	expect_forgery(&signature, encoded);
	encode(encoded, 256, long_length, sizeof(long_length));
	expect_forgery(&signature, encoded);
	memcpy(sha512_256_info, sha256_info, sizeof(sha256_info));
	sha512_256_info[14] = 6;
	encode(encoded, 256, sha512_256_info, sizeof(sha512_256_info));
	expect_forgery(&signature, encoded);
	encode(encoded, 256, sha256_info, 0); /* the digest alone */
	expect_forgery(&signature, encoded);
	encode(encoded, 256, sha256_info, sizeof(sha256_info));
	encoded[1] = 2; /* block type for encryption */
	expect_forgery(&signature, encoded);
	encode(encoded, 256, sha256_info, sizeof(sha256_info));
	encoded[100] = 0xfe;
	expect_forgery(&signature, encoded);
}

/* Bleichenbacher, 2006: short padding, the digest, then what the attacker needs (exponent 3). */
static void rsa_refuses_bytes_behind_the_digest(void **state)
{
	struct signature signature;
	uint8_t encoded[256];
	uint8_t moved[256];

	sign_rsa(*state, &signature, keys_rsa_exponent(3));
	encode(encoded, 256, sha256_info, sizeof(sha256_info));
	for (size_t n = 1; n < 256 - 51 - 3; n += 7) {
		memset(moved, 0, sizeof(moved));
		memcpy(moved, encoded, 2);
		memset(moved + 2, 0xff, 256 - 51 - 3 - n);
		memcpy(moved + 256 - 52 - n, encoded + 256 - 52, 52);
		expect_forgery(&signature, moved);
	}
}

/* 0, 1, n - 1, n, n + 1 and all ones. */
static void rsa_refuses_numbers_at_the_edges(void **state)
{
	struct signature signature;
	uint8_t *bytes = signature.bytes;

	sign_rsa(*state, &signature, keys_rsa(2048));
	memset(bytes, 0, 256);
	assert_false(verdict(&signature.key.public, message_digest, span_of(&signature)));
	bytes[255] = 1;
	assert_false(verdict(&signature.key.public, message_digest, span_of(&signature)));
	for (int i = -1; i <= 1; i++) {
		memcpy(bytes, signature.key.public.key.data, 256);
		bytes[255] =
			(uint8_t)(bytes[255] + i); /* the modulus is odd: maybe a carry is lost */
		assert_false(verdict(&signature.key.public, message_digest, span_of(&signature)));
	}
	memset(bytes, 0xff, 256);
	assert_false(verdict(&signature.key.public, message_digest, span_of(&signature)));
}

/* s + n is congruent to s, and no signature: RFC 8017, section 5.2.2. */
static void rsa_refuses_what_is_not_reduced(void **state)
{
	struct signature signature;
	unsigned carry = 0;

	sign_rsa(*state, &signature, keys_rsa(2048));
	for (size_t i = 256; i-- > 0;) {
		carry += (unsigned)signature.bytes[i] + signature.key.public.key.data[i];
		signature.bytes[i] = (uint8_t)carry;
		carry >>= 8;
	}
	/* A sum with one bit more than the modulus is another number: refused all the same. */
	assert_false(verdict(&signature.key.public, message_digest, span_of(&signature)));
}

/* ECDSA */

static void p256_accepts_good_signatures(void **state)
{
	struct signature signature;

	for (unsigned i = 0; i < 50; i++) {
		sign_p256(*state, &signature);
		assert_true(verdict(&signature.key.public, message_digest, span_of(&signature)));
	}
}

static void p256_refuses_every_flipped_bit(void **state)
{
	struct signature signature;

	sign_p256(*state, &signature);
	expect_no_flip_is_accepted(&signature);
}

static void p256_refuses_other_lengths(void **state)
{
	struct signature signature;

	sign_p256(*state, &signature);
	for (size_t size = 0; size <= 128; size++)
		assert_int_equal(verdict(&signature.key.public, message_digest,
					 (struct span){ signature.bytes, size }),
				 size == 64);
}

/* The order of the group, FIPS 186-4, D.1.2.3. */
static const uint8_t order[32] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
				   0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
				   0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };

/* r and s of 0, n, and all ones, in every combination with good ones. */
static void p256_refuses_numbers_at_the_edges(void **state)
{
	uint8_t edges[4][32] = { { 0 }, { 0 }, { 0 }, { 0 } };
	struct signature good;
	struct signature bad;

	sign_p256(*state, &good);
	memcpy(edges[1], order, 32);
	memset(edges[2], 0xff, 32);
	for (unsigned r = 0; r < 4; r++)
		for (unsigned s = 0; s < 4; s++) {
			if (r == 3 && s == 3)
				continue;
			bad = good;
			memcpy(bad.bytes, r == 3 ? good.bytes : edges[r], 32);
			memcpy(bad.bytes + 32, s == 3 ? good.bytes + 32 : edges[s], 32);
			assert_false(verdict(&good.key.public, message_digest, span_of(&bad)));
		}
}

/* Points that are not on the curve, and forms of a point that the loader has no code for. */
static void p256_refuses_other_points(void **state)
{
	struct signature signature;
	struct key *key = &signature.key;

	sign_p256(*state, &signature);
	for (size_t i = 8; i < 65 * 8; i += 13) {
		key->bytes[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(verdict(&key->public, message_digest, span_of(&signature)));
		key->bytes[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	for (unsigned form = 0; form < 256; form++) {
		key->bytes[0] = (uint8_t)form;
		assert_int_equal(verdict(&key->public, message_digest, span_of(&signature)),
				 form == 4);
	}
	key->bytes[0] = (uint8_t)(2 + (key->bytes[64] & 1));
	key->public.key.size = 33;
	assert_false(verdict(&key->public, message_digest, span_of(&signature)));
}

/* Both */

static void keys_verify_their_own_algorithm_alone(void **state)
{
	struct signature rsa;
	struct signature p256;

	sign_rsa(*state, &rsa, keys_rsa(2048));
	sign_p256(*state, &p256);
	assert_false(verdict(&rsa.key.public, message_digest, span_of(&p256)));
	assert_false(verdict(&p256.key.public, message_digest, span_of(&rsa)));
	assert_false(bearssl_rsa(&p256.key.public, message_digest, span_of(&p256)));
	assert_false(bearssl_p256(&rsa.key.public, message_digest, span_of(&rsa)));
	assert_string_equal(bearssl_rsa_name(), "rsa");
	assert_string_equal(bearssl_p256_name(), "p256");
	for (uint32_t algorithm = 0; algorithm < 8; algorithm++) {
		rsa.key.public.algorithm = algorithm;
		p256.key.public.algorithm = algorithm;
		assert_int_equal(crypto_verify(&rsa.key.public, message_digest, span_of(&rsa)),
				 algorithm == CRYPTO_RSA_PKCS1_SHA256);
		assert_int_equal(crypto_verify(&p256.key.public, message_digest, span_of(&p256)),
				 algorithm == CRYPTO_ECDSA_P256_SHA256);
	}
}

static void another_key_does_not_verify(void **state)
{
	struct signature signature;
	struct signature other;

	sign_rsa(*state, &signature, keys_rsa(2048));
	sign_rsa(*state, &other, keys_rsa_exponent(3));
	assert_false(verdict(&other.key.public, message_digest, span_of(&signature)));
	sign_p256(*state, &signature);
	read_key(*state, &other, keys_ec("prime256v1"));
	assert_false(verdict(&other.key.public, message_digest, span_of(&signature)));
}

/* FIPS 180-2, appendix A.1. */
static void sha1_of_abc(void **state)
{
	static const uint8_t wanted[] = { 0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81,
					  0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50,
					  0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d };
	uint8_t digest[DIGEST_SHA1_SIZE];

	(void)state;
	digest_sha1((struct span){ (const uint8_t *)"abc", 3 }, digest);
	assert_memory_equal(digest, wanted, sizeof(wanted));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha1_of_abc),
		cmocka_unit_test(digests_of_known_messages),
		cmocka_unit_test(digests_of_parts),
		FIXTURE_TEST_IN_DIRECTORY(rsa_accepts_good_signatures),
		FIXTURE_TEST_IN_DIRECTORY(rsa_refuses_every_flipped_bit),
		FIXTURE_TEST_IN_DIRECTORY(rsa_refuses_other_lengths),
		FIXTURE_TEST_IN_DIRECTORY(rsa_refuses_every_other_encoding),
		FIXTURE_TEST_IN_DIRECTORY(rsa_refuses_bytes_behind_the_digest),
		FIXTURE_TEST_IN_DIRECTORY(rsa_refuses_numbers_at_the_edges),
		FIXTURE_TEST_IN_DIRECTORY(rsa_refuses_what_is_not_reduced),
		FIXTURE_TEST_IN_DIRECTORY(p256_accepts_good_signatures),
		FIXTURE_TEST_IN_DIRECTORY(p256_refuses_every_flipped_bit),
		FIXTURE_TEST_IN_DIRECTORY(p256_refuses_other_lengths),
		FIXTURE_TEST_IN_DIRECTORY(p256_refuses_numbers_at_the_edges),
		FIXTURE_TEST_IN_DIRECTORY(p256_refuses_other_points),
		FIXTURE_TEST_IN_DIRECTORY(keys_verify_their_own_algorithm_alone),
		FIXTURE_TEST_IN_DIRECTORY(another_key_does_not_verify),
	};
	int result = cmocka_run_group_tests(tests, NULL, NULL);

	keys_forget();
	return result;
}
