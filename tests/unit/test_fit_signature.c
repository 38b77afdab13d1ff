/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_sign, fit_signature, fit_check: what is signed holds, and of a signed FIT no byte that counts
 * can be changed.  tests/fit/ holds the same against another checker.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "expect.h"
#include "fixture.h"
#include "keys.h"
#include "random.h"
#include "xpack/fit_check.h"
#include "xpack/fit_sign.h"

#define N_RANDOM 4000u
#define MAX_CHANGES 4u

static const char *const names[] = { "one", "two", "three" };

/* This OpenSSL has no md5, as where it is limited to what FIPS 140 approves: its provider of
 * algorithms has no md4. */
const EVP_MD *EVP_md5(void)
{
	return EVP_md4();
}

/* The fewest properties that the signature needs; data is embedded.  Any but the first have hashes
 * that are said to be of this kind. */
static void put_images(struct dt *dt, size_t n, const char *algorithm)
{
	dt_open(dt, "images");
	for (size_t i = 0; i < n; i++) {
		const struct span data = { (const uint8_t *)names[i], strlen(names[i]) };
		uint8_t digest[CRYPTO_DIGEST_SIZE];

		crypto_sha256(&data, 1, digest);
		dt_open(dt, names[i]);
		dt_bytes(dt, "data", data);
		dt_u32(dt, "load", (uint32_t)i);
		dt_open(dt, "hash-1");
		dt_text(dt, "algo", i == 0 ? "sha256" : algorithm);
		dt_bytes(dt, "value", (struct span){ digest, sizeof(digest) });
		dt_close(dt);
		dt_close(dt);
	}
	dt_close(dt);
}

/* A FIT of three images, kernel, fdt and one more, signed as fit_sign.h has it. */
static struct buf signed_fit(struct fixture *fixture, const struct fit_seal *seal,
			     const char *algorithm)
{
	struct load_image images[] = { { .name = "one" }, { .name = "two" }, { .name = "three" } };
	const struct load_table table = { .images = images, .n_images = 3, .kernel = 0, .fdt = 1 };
	struct buf fit;
	struct dt dt;

	dt_begin(&dt);
	dt_open(&dt, "");
	dt_text(&dt, "description", "a test");
	put_images(&dt, 3, algorithm);
	dt_open(&dt, "configurations");
	dt_text(&dt, "default", "conf-1");
	dt_open(&dt, "conf-1");
	dt_text(&dt, "kernel", "one");
	dt_text(&dt, "fdt", "two");
	dt_text(&dt, "loadables", "three");
	fit_sign_put(&dt, &table, seal);
	dt_close(&dt);
	dt_close(&dt);
	dt_close(&dt);
	fit = dt_finish(&dt, 0);
	assert_int_equal(fit_sign_finish(fixture->diag, seal, &fit), 0);
	return fit;
}

static struct buf fit_of(struct fixture *fixture, EVP_PKEY *pair, const char *algorithm,
			 struct key *key)
{
	const struct secret_source none = { NULL, NULL };
	struct fit_seal seal = { .key_name = "dev" };
	struct signer *signer;
	struct buf fit;

	keys_write_private("private", pair, NULL);
	keys_write_public("public", pair);
	signer = sign_open(fixture->arena, fixture->diag, "private", &none);
	assert_non_null(signer);
	seal.signer = signer;
	fit = signed_fit(fixture, &seal, algorithm);
	sign_close(signer);
	assert_int_equal(key_read_public(fixture->diag, "public", key), 0);
	return fit;
}

static struct buf fit_with(struct fixture *fixture, EVP_PKEY *pair, struct key *key)
{
	return fit_of(fixture, pair, "sha256", key);
}

/* Errors that are reported of it. */
static unsigned n_errors(struct span file, const struct key *key)
{
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	struct fit_check check;
	struct fit_tree tree;
	unsigned n = 1;

	if (fit_read(arena, file, &tree) == NULL) {
		fit_check(arena, diag, "fit", &tree, key, &check);
		n = diag_n_errors(diag);
	}
	diag_free(diag);
	arena_free(arena);
	return n;
}

static void expect_signed(struct fixture *fixture, EVP_PKEY *pair)
{
	struct key key;
	struct key other;
	struct buf fit = fit_with(fixture, pair, &key);

	assert_int_equal(n_errors(buf_span(&fit), &key), 0);
	keys_write_public("other", keys_rsa_exponent(3));
	assert_int_equal(key_read_public(fixture->diag, "other", &other), 0);
	assert_int_equal(n_errors(buf_span(&fit), &other), 1);
	buf_free(&fit);
}

static void test_signs(void **state)
{
	expect_signed(*state, keys_rsa(2048));
	expect_signed(*state, keys_rsa(3072));
	expect_signed(*state, keys_rsa(4096));
	expect_signed(*state, keys_ec("P-256"));
}

/* Hashes that nobody can compute bind nothing. */
static void test_no_md5(void **state)
{
	struct fixture *fixture = *state;
	struct key key;
	struct buf fit = fit_of(fixture, keys_ec("P-256"), "md5", &key);
	struct fit_check check;
	struct fit_tree tree;

	assert_null(fit_read(fixture->arena, buf_span(&fit), &tree));
	fit_check(fixture->arena, fixture->diag, "fit", &tree, &key, &check);
	expect_report(fixture->diag,
		      "fit: error: [fit-coverage] configuration 'conf-1': image 'two' has no "
		      "covered hash that can be computed here, so its data is not\n"
		      "fit: error: [fit-coverage] configuration 'conf-1': image 'three' has no "
		      "covered hash that can be computed here, so its data is not\n");
	assert_true(check.images[0].is_covered);
	assert_false(check.images[1].is_covered);
	assert_false(check.configurations[0].holds);
	buf_free(&fit);
}

/* What was found in a container makes the same bytes again, without the key. */
static void test_again(void **state)
{
	struct fixture *fixture = *state;
	struct fit_seal seal;
	struct key key;
	struct buf fit = fit_with(fixture, keys_ec("P-256"), &key);
	struct buf again;

	assert_true(fit_sign_find(fixture->arena, buf_span(&fit), &seal));
	assert_string_equal(seal.key_name, "dev");
	assert_string_equal(seal.algorithm, "sha256,ecdsa256");
	again = signed_fit(fixture, &seal, "sha256");
	assert_true(span_equal(buf_span(&fit), buf_span(&again)));
	buf_free(&again);
	buf_free(&fit);
}

static void test_names(void **state)
{
	(void)state;
	assert_true(fit_sign_is_name("dev"));
	assert_true(fit_sign_is_name("A.b_c-9"));
	assert_true(fit_sign_is_name(
		"a23456789012345678901234567890123456789012345678901234567890123"));
	assert_false(fit_sign_is_name(
		"a234567890123456789012345678901234567890123456789012345678901234"));
	assert_false(fit_sign_is_name(""));
	assert_false(fit_sign_is_name("a/b"));
	assert_false(fit_sign_is_name("a b"));
}

static void test_limit(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = { .n_images = 49 };

	assert_int_equal(fit_sign_check(fixture->diag, location_of_file("x.xml"), &table), 0);
	assert_int_equal(diag_n_errors(fixture->diag), 0);
	table.n_images = 50;
	assert_int_equal(fit_sign_check(fixture->diag, location_of_file("x.xml"), &table), -1);
	expect_report(fixture->diag,
		      "x.xml: error: [fit-images] the container has 50 images, and U-Boot checks "
		      "the signature of a configuration of at most 49\n"
		      "x.xml: help: build without --fit-signature, or make fewer partitions, "
		      "segments, or areas with zero=\"true\"\n");
}

/* -- changes -- */

/* Is the byte among what the signature covers, or the data that a covered hash is of? */
static bool counts(const struct fit_tree *tree, const struct fit_message *message,
		   const uint8_t *at)
{
	for (size_t i = 0; i < message->n_parts; i++)
		if (at >= message->parts[i].data &&
		    at < message->parts[i].data + message->parts[i].size)
			return true;
	for (size_t i = 0; i < tree->n_properties; i++)
		if (span_is(tree->properties[i].name, "data") &&
		    at >= tree->properties[i].value.data &&
		    at < tree->properties[i].value.data + tree->properties[i].value.size)
			return true;
	return false;
}

static void change_each_byte(struct fixture *fixture, struct buf *fit, const struct key *key)
{
	static const uint8_t changes[] = { 0x01, 0x80, 0xff };
	struct fit_message message;
	struct fit_tree tree;
	unsigned n = 0;

	assert_null(fit_read(fixture->arena, buf_span(fit), &tree));
	assert_null(fit_message(fixture->arena, &tree,
				fit_at(&tree, "/configurations/conf-1/signature-1"), &message));
	for (size_t i = 0; i < fit->size; i++) {
		bool must = counts(&tree, &message, fit->data + i);

		for (size_t j = 0; j < sizeof(changes); j++) {
			unsigned errors;

			fit->data[i] ^= changes[j];
			errors = n_errors(buf_span(fit), key);
			fit->data[i] ^= changes[j];
			if (must && errors == 0)
				fail_msg("byte 0x%zx ^ 0x%02x: nothing noticed", i, changes[j]);
			n += must;
		}
	}
	assert_true(n > 1000);
}

static void test_each_byte(void **state)
{
	struct key key;
	struct buf fit = fit_with(*state, keys_rsa(2048), &key);

	change_each_byte(*state, &fit, &key);
	buf_free(&fit);
	fit = fit_with(*state, keys_ec("P-256"), &key);
	change_each_byte(*state, &fit, &key);
	buf_free(&fit);
}

static void change_at_random(struct buf *copy, uint64_t *seed)
{
	static const uint32_t telling[] = { 0, 1, 2, 3, 4, 9, 0xffffffff, 0x80000000, 0x7fffffff };
	uint32_t n = 1 + random_below(seed, MAX_CHANGES);

	for (uint32_t i = 0; i < n; i++) {
		size_t at = random_below(seed, (uint32_t)copy->size - 4);

		switch (random_below(seed, 4)) {
		case 0:
			put_be32(copy->data + at / 4 * 4, telling[random_below(seed, 9)]);
			break;
		case 1:
			put_be32(copy->data + at / 4 * 4, random_below(seed, 2048));
			break;
		case 2:
			memmove(copy->data + at,
				copy->data + random_below(seed, (uint32_t)copy->size - 4), 4);
			break;
		default:
			copy->data[at] = (uint8_t)random_below(seed, 256);
			break;
		}
	}
}

/* Several changes at once, in memory of the file's size: nothing but refusals, or nothing said. */
static void test_random(void **state)
{
	struct key key;
	struct buf fit = fit_with(*state, keys_rsa(2048), &key);
	uint64_t seed = 7;
	unsigned n = 0;

	for (unsigned i = 0; i < N_RANDOM; i++) {
		struct buf copy = { 0 };

		buf_put(&copy, fit.data, fit.size);
		change_at_random(&copy, &seed);
		if (random_below(&seed, 8) == 0)
			copy.size = random_below(&seed, (uint32_t)copy.size);
		n += n_errors(buf_span(&copy), &key) != 0;
		buf_free(&copy);
	}
	assert_true(n > N_RANDOM * 3 / 4);
	buf_free(&fit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(test_signs),
		FIXTURE_TEST_IN_DIRECTORY(test_no_md5),
		FIXTURE_TEST_IN_DIRECTORY(test_again),
		cmocka_unit_test(test_names),
		FIXTURE_TEST(test_limit),
		FIXTURE_TEST_IN_DIRECTORY(test_each_byte),
		FIXTURE_TEST_IN_DIRECTORY(test_random),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	keys_forget();
	return failed;
}
