/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* key: public key files of every kind. */

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "keys.h"
#include "xpack/key.h"

static const char usable[] =
	"file: help: RSA of 2048, 3072 or 4096 bits and ECDSA on P-256 can be used; "
	"'xpack keygen' makes such keys\n";

/* SHA-256 of the DER SubjectPublicKeyInfo, by OpenSSL's own digest. */
static void expect_id_of(const struct key *key, EVP_PKEY *pair)
{
	unsigned char *der = NULL;
	int size = i2d_PUBKEY(pair, &der);
	uint8_t digest[32];

	assert_true(size > 0);
	assert_int_equal(EVP_Digest(der, (size_t)size, digest, NULL, EVP_sha256(), NULL), 1);
	assert_memory_equal(key->id, digest, 32);
	assert_ptr_equal(key->public.id, key->id);
	OPENSSL_free(der);
}

static void reads_rsa_keys(void **state)
{
	static const char *const names[] = { "rsa2048", "rsa3072", "rsa4096" };
	struct fixture *fixture = *state;

	for (unsigned i = 0; i < 3; i++) {
		unsigned bits = 2048 + i * 1024;
		EVP_PKEY *pair = keys_rsa(bits);
		uint8_t modulus[512];
		BIGNUM *number = NULL;
		struct key key;

		keys_write_public("file", pair);
		assert_int_equal(key_read_public(fixture->diag, "file", &key), 0);
		assert_int_equal(key.public.algorithm, CRYPTO_RSA_PKCS1_SHA256);
		assert_int_equal(key.public.exponent, 65537);
		assert_int_equal(key.bits, bits);
		assert_string_equal(key_algorithm_name(&key), names[i]);
		assert_int_equal(EVP_PKEY_get_bn_param(pair, OSSL_PKEY_PARAM_RSA_N, &number), 1);
		assert_int_equal(BN_bn2bin(number, modulus), bits / 8);
		assert_int_equal(key.public.key.size, bits / 8);
		assert_memory_equal(key.public.key.data, modulus, bits / 8);
		BN_free(number);
		expect_id_of(&key, pair);
	}
	expect_report(fixture->diag, "");
}

static void reads_p256_keys(void **state)
{
	struct fixture *fixture = *state;
	EVP_PKEY *pair = keys_ec("P-256");
	uint8_t point[65];
	size_t size = 0;
	struct key key;

	keys_write_public("file", pair);
	assert_int_equal(key_read_public(fixture->diag, "file", &key), 0);
	assert_int_equal(key.public.algorithm, CRYPTO_ECDSA_P256_SHA256);
	assert_int_equal(key.public.exponent, 0);
	assert_string_equal(key_algorithm_name(&key), "p256");
	assert_int_equal(EVP_PKEY_get_octet_string_param(pair, OSSL_PKEY_PARAM_PUB_KEY, point,
							 sizeof(point), &size),
			 1);
	assert_int_equal(key.public.key.size, 65);
	assert_memory_equal(key.public.key.data, point, 65);
	assert_int_equal(point[0], 4);
	expect_id_of(&key, pair);
}

/* The same key in another form is the same key. */
static void a_compressed_point_is_the_same_key(void **state)
{
	struct fixture *fixture = *state;
	EVP_PKEY *pair = EVP_PKEY_dup(keys_ec("P-256"));
	struct key plain;
	struct key compressed;

	keys_write_public("plain", keys_ec("P-256"));
	assert_int_equal(EVP_PKEY_set_utf8_string_param(
				 pair, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "compressed"),
			 1);
	keys_write_public("compressed", pair);
	EVP_PKEY_free(pair);
	assert_true(strlen(fixture_read(fixture, "compressed")) <
		    strlen(fixture_read(fixture, "plain")));
	assert_int_equal(key_read_public(fixture->diag, "plain", &plain), 0);
	assert_int_equal(key_read_public(fixture->diag, "compressed", &compressed), 0);
	assert_memory_equal(plain.bytes, compressed.bytes, sizeof(plain.bytes));
	assert_memory_equal(plain.id, compressed.id, sizeof(plain.id));
}

static void expect_refused(struct fixture *fixture, const char *report)
{
	struct key key;

	assert_int_equal(key_read_public(fixture->diag, "file", &key), -1);
	expect_report(fixture->diag, report);
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_INPUT);
	fixture_forget(fixture);
}

static void refuses_other_algorithms(void **state)
{
	static const char *const types[] = { "DSA", "RSA-PSS", "ED25519" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < 3; i++) {
		keys_write_public("file", keys_of_type(types[i]));
		expect_refused(fixture,
			       arena_printf(fixture->arena,
					    "file: error: [key-algorithm] this key is neither RSA "
					    "nor EC\n%s",
					    usable));
	}
}

static void refuses_other_sizes_and_curves(void **state)
{
	static const char *const curves[] = { "P-384", "secp256k1" };
	struct fixture *fixture = *state;

	keys_write_public("file", keys_rsa(1024));
	expect_refused(fixture, arena_printf(fixture->arena,
					     "file: error: [key-algorithm] this RSA key has a size "
					     "that is not supported\n%s",
					     usable));
	for (size_t i = 0; i < 2; i++) {
		keys_write_public("file", keys_ec(curves[i]));
		expect_refused(fixture, arena_printf(fixture->arena,
						     "file: error: [key-algorithm] this EC key is "
						     "not on the curve P-256\n%s",
						     usable));
	}
}

/* The loader has 32 bits for it. */
static void exponents_are_odd_and_fit(void **state)
{
	struct fixture *fixture = *state;
	struct key key;

	keys_write_public("file", keys_rsa_exponent(3));
	assert_int_equal(key_read_public(fixture->diag, "file", &key), 0);
	assert_int_equal(key.public.exponent, 3);
	keys_write_public("file", keys_rsa_exponent(0xfffffffful));
	assert_int_equal(key_read_public(fixture->diag, "file", &key), 0);
	assert_int_equal(key.public.exponent, 0xffffffff);
	keys_write_public("file", keys_rsa_exponent(0x100000001ul));
	expect_refused(fixture, arena_printf(fixture->arena,
					     "file: error: [key-algorithm] this RSA key's exponent "
					     "is not supported\n%s",
					     usable));
}

static const char private_report[] =
	"file: error: [key-private] this is a private key; a public key is needed\n"
	"file: help: 'xpack keygen FILE' wrote the public key to FILE.pub; "
	"'openssl pkey -in FILE -pubout' prints it\n";

static void refuses_private_keys(void **state)
{
	struct fixture *fixture = *state;
	char *private;

	keys_write_private("file", keys_rsa(2048), NULL);
	expect_refused(fixture, private_report);
	keys_write_private("file", keys_ec("P-256"), "secret");
	expect_refused(fixture, private_report);
	keys_write_traditional("file", keys_rsa(2048), NULL);
	expect_refused(fixture, private_report);
	/* Both in one file: what a verifier is given holds no private key. */
	keys_write_public("public", keys_rsa(2048));
	keys_write_private("private", keys_rsa(2048), NULL);
	private = fixture_read(fixture, "private");
	fixture_write("file", arena_printf(fixture->arena, "%s%s", fixture_read(fixture, "public"),
					   private));
	expect_refused(fixture, private_report);
}

static void refuses_what_is_no_key(void **state)
{
	static const char *const texts[] = {
		"",
		"hello\n",
		"\177ELF",
		"-----BEGIN PUBLIC KEY-----\n",
		"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
		"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fixture_write("file", texts[i]);
		expect_refused(fixture, "file: error: [key-format] no public key in PEM form in "
					"this file\n");
	}
}

/* Each character of a good file replaced in turn: it is refused, or it is a key like any other. */
static void damaged_files_do_no_harm(void **state)
{
	struct fixture *fixture = *state;
	unsigned n_refused = 0;
	char *text;

	keys_write_public("file", keys_ec("P-256"));
	text = fixture_read(fixture, "file");
	for (size_t i = 0; text[i] != '\0'; i++) {
		char good = text[i];
		struct key key;

		text[i] = good == 'A' ? 'B' : 'A';
		fixture_write("file", text);
		if (key_read_public(fixture->diag, "file", &key) != 0)
			n_refused++;
		text[i] = good;
	}
	assert_int_equal(diag_n_errors(fixture->diag), n_refused);
	assert_true(n_refused > 100);
}

static void files_that_cannot_be_read(void **state)
{
	struct fixture *fixture = *state;
	char *large = arena_alloc(fixture->arena, KEY_MAX_FILE_SIZE + 2);

	expect_refused(fixture,
		       "file: error: [file-read] cannot read 'file': No such file or directory\n");
	memset(large, 'x', KEY_MAX_FILE_SIZE + 1);
	fixture_write("file", large);
	expect_refused(fixture, "file: error: [file-size] 'file' is larger than 65536 bytes, the "
				"most that is read\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(reads_rsa_keys),
		FIXTURE_TEST_IN_DIRECTORY(reads_p256_keys),
		FIXTURE_TEST_IN_DIRECTORY(a_compressed_point_is_the_same_key),
		FIXTURE_TEST_IN_DIRECTORY(refuses_other_algorithms),
		FIXTURE_TEST_IN_DIRECTORY(refuses_other_sizes_and_curves),
		FIXTURE_TEST_IN_DIRECTORY(exponents_are_odd_and_fit),
		FIXTURE_TEST_IN_DIRECTORY(refuses_private_keys),
		FIXTURE_TEST_IN_DIRECTORY(refuses_what_is_no_key),
		FIXTURE_TEST_IN_DIRECTORY(damaged_files_do_no_harm),
		FIXTURE_TEST_IN_DIRECTORY(files_that_cannot_be_read),
	};
	int result = cmocka_run_group_tests(tests, NULL, NULL);

	keys_forget();
	return result;
}
