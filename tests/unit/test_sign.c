/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* sign: private key files of every kind, and the slot that signing fills. */

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "keys.h"
#include "loader/container.h"
#include "xpack/sign.h"

#define MANIFEST_SIZE 0x600u
#define PAYLOAD_SIZE 0x40u
#define SLOT_END (CONTAINER_SLOTS_OFFSET + CONTAINER_SLOT_SIZE)

/* Bytes of a container as far as signing looks at them. */
static struct buf container(void)
{
	struct buf bytes = { 0 };

	for (size_t i = 0; i < MANIFEST_SIZE + PAYLOAD_SIZE; i++)
		*buf_put(&bytes, NULL, 1) = (uint8_t)(i * 7);
	put_be32(bytes.data + 4, MANIFEST_SIZE);
	memset(bytes.data + CONTAINER_SLOTS_OFFSET, 0, (size_t)2 * CONTAINER_SLOT_SIZE);
	return bytes;
}

/* Where there is neither option nor terminal, as in a test, a passphrase cannot be had. */
static struct signer *open_key(struct fixture *fixture, const char *path)
{
	const struct secret_source none = { NULL, NULL };

	return sign_open(fixture->arena, fixture->diag, path, &none);
}

static struct buf signed_with(struct fixture *fixture, const char *path)
{
	struct signer *signer = open_key(fixture, path);
	struct buf bytes = container();

	assert_non_null(signer);
	assert_int_equal(sign_container(fixture->diag, signer, &bytes), 0);
	sign_close(signer);
	return bytes;
}

static uint32_t slot_field(const struct buf *bytes, uint32_t offset)
{
	return get_be32(bytes->data + CONTAINER_SLOTS_OFFSET + offset);
}

/* The message by the text of docs/container.md: [0, 0x38) and [0x488, totalsize). */
static bool is_signed(const struct buf *bytes, const struct key *key)
{
	const struct span message[] = { { bytes->data, 0x38 },
					{ bytes->data + 0x488, MANIFEST_SIZE - 0x488 } };
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	crypto_sha256(message, 2, digest);
	return crypto_verify(&key->public, digest,
			     (struct span){ bytes->data + 0x38 + 40, slot_field(bytes, 4) });
}

static void expect_slot(struct fixture *fixture, EVP_PKEY *pair, uint32_t algorithm, uint32_t size)
{
	struct buf expected = container();
	struct buf bytes;
	struct key key;

	keys_write_private("private", pair, NULL);
	keys_write_public("public", pair);
	bytes = signed_with(fixture, "private");
	assert_int_equal(key_read_public(fixture->diag, "public", &key), 0);
	assert_int_equal(slot_field(&bytes, 0), algorithm);
	assert_int_equal(slot_field(&bytes, 4), size);
	assert_memory_equal(bytes.data + CONTAINER_SLOTS_OFFSET + 8, key.id, 32);
	assert_true(is_signed(&bytes, &key));
	assert_true(span_is_zero(
		span_part(buf_span(&bytes), CONTAINER_SLOTS_OFFSET + 40 + size, 512 - size)));
	/* Nothing but slot 0 is another than before. */
	assert_int_equal(bytes.size, expected.size);
	assert_memory_equal(bytes.data, expected.data, CONTAINER_SLOTS_OFFSET);
	assert_memory_equal(bytes.data + SLOT_END, expected.data + SLOT_END, bytes.size - SLOT_END);
	buf_free(&bytes);
	buf_free(&expected);
}

static void slots_of_every_algorithm(void **state)
{
	struct fixture *fixture = *state;

	expect_slot(fixture, keys_rsa(2048), 1, 256);
	expect_slot(fixture, keys_rsa(3072), 1, 384);
	expect_slot(fixture, keys_rsa(4096), 1, 512);
	expect_slot(fixture, keys_ec("P-256"), 2, 64);
	expect_report(fixture->diag, "");
}

static void rsa_signatures_are_a_function_of_the_message(void **state)
{
	struct fixture *fixture = *state;
	struct buf first;
	struct buf second;

	keys_write_private("private", keys_rsa(2048), NULL);
	first = signed_with(fixture, "private");
	second = signed_with(fixture, "private");
	assert_true(span_equal(buf_span(&first), buf_span(&second)));
	buf_free(&first);
	buf_free(&second);
}

/* r and s are padded to 32 bytes each: signed until one of them begins with a zero byte, which each
 * does once in 256 times. */
static void p256_signatures_have_one_length(void **state)
{
	struct fixture *fixture = *state;
	unsigned n_short = 0;
	struct key key;

	keys_write_private("private", keys_ec("P-256"), NULL);
	keys_write_public("public", keys_ec("P-256"));
	assert_int_equal(key_read_public(fixture->diag, "public", &key), 0);
	for (unsigned i = 0; i < 5000 && n_short == 0; i++) {
		struct buf bytes = signed_with(fixture, "private");
		const uint8_t *pair = bytes.data + CONTAINER_SLOTS_OFFSET + 40;

		assert_int_equal(slot_field(&bytes, 4), 64);
		assert_true(is_signed(&bytes, &key));
		n_short += pair[0] == 0 || pair[32] == 0;
		buf_free(&bytes);
	}
	assert_true(n_short > 0);
}

static void signing_again_replaces_the_slot(void **state)
{
	struct fixture *fixture = *state;
	struct signer *signer;
	struct buf bytes;

	keys_write_private("rsa", keys_rsa(2048), NULL);
	keys_write_private("p256", keys_ec("P-256"), NULL);
	bytes = signed_with(fixture, "rsa");
	signer = open_key(fixture, "p256");
	assert_int_equal(sign_container(fixture->diag, signer, &bytes), 0);
	assert_true(is_signed(&bytes, sign_key(signer)));
	assert_int_equal(slot_field(&bytes, 4), 64);
	assert_true(span_is_zero(
		span_part(buf_span(&bytes), CONTAINER_SLOTS_OFFSET + 40 + 64, 512 - 64)));
	sign_close(signer);
	buf_free(&bytes);
}

static void traditional_files_are_read(void **state)
{
	struct fixture *fixture = *state;
	struct buf bytes;

	keys_write_traditional("rsa", keys_rsa(2048), NULL);
	keys_write_traditional("p256", keys_ec("P-256"), NULL);
	assert_non_null(strstr(fixture_read(fixture, "rsa"), "BEGIN RSA PRIVATE KEY"));
	assert_non_null(strstr(fixture_read(fixture, "p256"), "BEGIN EC PRIVATE KEY"));
	bytes = signed_with(fixture, "rsa");
	buf_free(&bytes);
	bytes = signed_with(fixture, "p256");
	buf_free(&bytes);
}

static void expect_refused(struct fixture *fixture, const char *path, enum exit_code code,
			   const char *report)
{
	assert_null(open_key(fixture, path));
	expect_report(fixture->diag, report);
	assert_int_equal(diag_exit_code(fixture->diag), code);
	fixture_forget(fixture);
}

static void refuses_files_without_a_private_key(void **state)
{
	static const char *const texts[] = {
		"",
		"hello\n",
		"-----BEGIN PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		fixture_write("file", texts[i]);
		expect_refused(fixture, "file", EXIT_INPUT,
			       "file: error: [key-format] no private key in PEM form in this "
			       "file\nfile: help: 'xpack keygen FILE' makes one\n");
	}
	keys_write_public("file", keys_rsa(2048));
	expect_refused(fixture, "file", EXIT_INPUT,
		       "file: error: [key-public] this is a public key; a private key is needed\n");
	expect_refused(fixture, "none", EXIT_INPUT,
		       "none: error: [file-read] cannot read 'none': No such file or directory\n");
}

/* Both forms, with a passphrase from a file; the wrong one is refused, whatever comes after it. */
static void encrypted_keys_are_opened(void **state)
{
	const struct secret_source right = { "right", NULL };
	const struct secret_source wrong = { "wrong", NULL };
	struct fixture *fixture = *state;

	fixture_write("right", "secret\nsecond line\n");
	fixture_write("wrong", "secrets\n");
	assert_int_equal(chmod("right", 0600), 0);
	assert_int_equal(chmod("wrong", 0600), 0);
	for (unsigned i = 0; i < 2; i++) {
		struct signer *signer;

		if (i == 0)
			keys_write_private("file", keys_rsa(2048), "secret");
		else
			keys_write_traditional("file", keys_ec("P-256"), "secret");
		signer = sign_open(fixture->arena, fixture->diag, "file", &right);
		expect_report(fixture->diag, "");
		assert_non_null(signer);
		sign_close(signer);
		assert_null(sign_open(fixture->arena, fixture->diag, "file", &wrong));
		expect_report(fixture->diag, "file: error: [key-passphrase] this passphrase does "
					     "not open the private key\n");
		fixture_forget(fixture);
	}
}

/* A signature from elsewhere: as a slot has it, in DER, and nothing that is near. */
static void accepts_signatures_from_elsewhere(void **state)
{
	struct fixture *fixture = *state;
	uint8_t digest[CRYPTO_DIGEST_SIZE] = { 1, 2, 3 };
	uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE];
	uint8_t der[CRYPTO_MAX_SIGNATURE_SIZE];
	size_t size = sizeof(der);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(keys_ec("P-256"), NULL);
	struct key key;

	keys_write_public("public", keys_ec("P-256"));
	assert_int_equal(key_read_public(fixture->diag, "public", &key), 0);
	assert_int_equal(EVP_PKEY_sign_init(context), 1);
	assert_int_equal(EVP_PKEY_sign(context, der, &size, digest, sizeof(digest)), 1);
	EVP_PKEY_CTX_free(context);
	assert_int_equal(sign_accept(&key, digest, (struct span){ der, size }, raw), 64);
	memcpy(der, raw, 64);
	assert_int_equal(sign_accept(&key, digest, (struct span){ der, 64 }, raw), 64);
	for (size_t n = 0; n < 64; n++)
		assert_int_equal(sign_accept(&key, digest, (struct span){ der, n }, raw), 0);
	assert_int_equal(sign_accept(&key, digest, (struct span){ der, 65 }, raw), 0);
	digest[0] ^= 1;
	assert_int_equal(sign_accept(&key, digest, (struct span){ der, 64 }, raw), 0);
}

/* Equal exactly where the library says that it has nonces of RFC 6979. */
static void p256_is_as_deterministic_as_it_says(void **state)
{
	struct fixture *fixture = *state;
	struct signer *signer;
	struct buf first;
	struct buf second;

	keys_write_private("private", keys_ec("P-256"), NULL);
	signer = open_key(fixture, "private");
	first = signed_with(fixture, "private");
	second = signed_with(fixture, "private");
	assert_int_equal(span_equal(buf_span(&first), buf_span(&second)),
			 sign_is_deterministic(signer));
	assert_int_equal(sign_is_deterministic(signer),
			 OPENSSL_version_major() > 3 || OPENSSL_version_minor() >= 2);
	sign_close(signer);
	buf_free(&first);
	buf_free(&second);
}

static void refuses_other_kinds_of_keys(void **state)
{
	static const char usable[] =
		"file: help: RSA of 2048, 3072 or 4096 bits and ECDSA on P-256 can be used; "
		"'xpack keygen' makes such keys\n";
	struct fixture *fixture = *state;

	keys_write_private("file", keys_rsa(1024), NULL);
	expect_refused(fixture, "file", EXIT_INPUT,
		       arena_printf(fixture->arena,
				    "file: error: [key-algorithm] this RSA key has a size that is "
				    "not supported\n%s",
				    usable));
	keys_write_private("file", keys_ec("P-384"), NULL);
	expect_refused(fixture, "file", EXIT_INPUT,
		       arena_printf(fixture->arena,
				    "file: error: [key-algorithm] this EC key is not on the curve "
				    "P-256\n%s",
				    usable));
	keys_write_private("file", keys_of_type("DSA"), NULL);
	expect_refused(fixture, "file", EXIT_INPUT,
		       arena_printf(fixture->arena,
				    "file: error: [key-algorithm] this key is neither RSA nor "
				    "EC\n%s",
				    usable));
}

/* What keygen makes is what the rest reads; the private one is PKCS#8 and not encrypted. */
static void generated_pairs_work(void **state)
{
	struct fixture *fixture = *state;

	for (const char *const *name = sign_algorithms(); *name != NULL; name++) {
		struct buf private = { 0 };
		struct buf public = { 0 };
		struct buf bytes;
		struct key key;

		assert_int_equal(sign_generate(fixture->diag, *name, NULL, &private, &public), 0);
		buf_put(&private, NULL, 1);
		buf_put(&public, NULL, 1);
		assert_memory_equal(private.data, "-----BEGIN PRIVATE KEY-----\n", 28);
		assert_memory_equal(public.data, "-----BEGIN PUBLIC KEY-----\n", 27);
		fixture_write("private", (const char *)private.data);
		fixture_write("public", (const char *)public.data);
		assert_int_equal(chmod("private", 0600), 0);
		bytes = signed_with(fixture, "private");
		assert_int_equal(key_read_public(fixture->diag, "public", &key), 0);
		assert_string_equal(key_algorithm_name(&key), *name);
		assert_true(is_signed(&bytes, &key));
		sign_wipe(&private);
		assert_null(private.data);
		buf_free(&public);
		buf_free(&bytes);
	}
	assert_string_equal(sign_algorithms()[0], "rsa3072");
	expect_report(fixture->diag, "");
}

static void keys_are_not_made_twice(void **state)
{
	struct fixture *fixture = *state;
	struct buf first[2] = { { 0 } };
	struct buf second[2] = { { 0 } };

	assert_int_equal(sign_generate(fixture->diag, "p256", NULL, &first[0], &first[1]), 0);
	assert_int_equal(sign_generate(fixture->diag, "p256", NULL, &second[0], &second[1]), 0);
	assert_false(span_equal(buf_span(&first[0]), buf_span(&second[0])));
	assert_false(span_equal(buf_span(&first[1]), buf_span(&second[1])));
	for (size_t i = 0; i < 2; i++) {
		sign_wipe(&first[i]);
		sign_wipe(&second[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(slots_of_every_algorithm),
		FIXTURE_TEST_IN_DIRECTORY(rsa_signatures_are_a_function_of_the_message),
		FIXTURE_TEST_IN_DIRECTORY(p256_signatures_have_one_length),
		FIXTURE_TEST_IN_DIRECTORY(signing_again_replaces_the_slot),
		FIXTURE_TEST_IN_DIRECTORY(traditional_files_are_read),
		FIXTURE_TEST_IN_DIRECTORY(refuses_files_without_a_private_key),
		FIXTURE_TEST_IN_DIRECTORY(encrypted_keys_are_opened),
		FIXTURE_TEST_IN_DIRECTORY(accepts_signatures_from_elsewhere),
		FIXTURE_TEST_IN_DIRECTORY(p256_is_as_deterministic_as_it_says),
		FIXTURE_TEST_IN_DIRECTORY(refuses_other_kinds_of_keys),
		FIXTURE_TEST_IN_DIRECTORY(generated_pairs_work),
		FIXTURE_TEST(keys_are_not_made_twice),
	};
	int result = cmocka_run_group_tests(tests, NULL, NULL);

	keys_forget();
	return result;
}
