/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define MAX_KEPT 16
#define DSA_BITS 1024 /* the smallest: making its parameters takes long */

static struct kept {
	const char *kind;
	unsigned long number;
	EVP_PKEY *pair;
} kept[MAX_KEPT];

/* The place of a pair that is there, or of the next one. */
static struct kept *find(const char *kind, unsigned long number)
{
	for (size_t i = 0; i < MAX_KEPT; i++)
		if (kept[i].pair == NULL ||
		    (strcmp(kept[i].kind, kind) == 0 && kept[i].number == number))
			return &kept[i];
	fail_msg("more than %d key pairs", MAX_KEPT);
	return NULL;
}

static EVP_PKEY *keep(struct kept *place, const char *kind, unsigned long number, EVP_PKEY *pair)
{
	assert_non_null(pair);
	*place = (struct kept){ kind, number, pair };
	return pair;
}

void keys_forget(void)
{
	for (size_t i = 0; i < MAX_KEPT; i++) {
		EVP_PKEY_free(kept[i].pair);
		kept[i] = (struct kept){ NULL, 0, NULL };
	}
}

EVP_PKEY *keys_rsa(unsigned bits)
{
	struct kept *place = find("rsa", bits);

	return place->pair != NULL ? place->pair : keep(place, "rsa", bits, EVP_RSA_gen(bits));
}

EVP_PKEY *keys_ec(const char *curve)
{
	struct kept *place = find(curve, 0);

	return place->pair != NULL ? place->pair : keep(place, curve, 0, EVP_EC_gen(curve));
}

EVP_PKEY *keys_rsa_exponent(unsigned long exponent)
{
	struct kept *place = find("exponent", exponent);
	EVP_PKEY_CTX *context;
	EVP_PKEY *pair = NULL;
	BIGNUM *number;

	if (place->pair != NULL)
		return place->pair;
	context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	number = BN_new();
	assert_int_equal(BN_set_word(number, exponent), 1);
	assert_int_equal(EVP_PKEY_keygen_init(context), 1);
	assert_true(EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) > 0);
	assert_true(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, number) > 0);
	assert_int_equal(EVP_PKEY_keygen(context, &pair), 1);
	BN_free(number);
	EVP_PKEY_CTX_free(context);
	return keep(place, "exponent", exponent, pair);
}

/* DSA makes keys from parameters alone. */
static EVP_PKEY *dsa_parameters(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *parameters = NULL;

	assert_int_equal(EVP_PKEY_paramgen_init(context), 1);
	assert_true(EVP_PKEY_CTX_set_dsa_paramgen_bits(context, DSA_BITS) > 0);
	assert_int_equal(EVP_PKEY_paramgen(context, &parameters), 1);
	EVP_PKEY_CTX_free(context);
	return parameters;
}

EVP_PKEY *keys_of_type(const char *type)
{
	struct kept *place = find(type, 0);
	EVP_PKEY *parameters = NULL;
	EVP_PKEY_CTX *context;
	EVP_PKEY *pair = NULL;

	if (place->pair != NULL)
		return place->pair;
	if (strcmp(type, "DSA") == 0)
		parameters = dsa_parameters();
	context = parameters != NULL ? EVP_PKEY_CTX_new(parameters, NULL)
				     : EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	assert_int_equal(EVP_PKEY_keygen_init(context), 1);
	assert_int_equal(EVP_PKEY_keygen(context, &pair), 1);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(parameters);
	return keep(place, type, 0, pair);
}

void keys_write_public(const char *path, EVP_PKEY *pair)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(PEM_write_PUBKEY(file, pair), 1);
	assert_int_equal(fclose(file), 0);
}

void keys_write_private(const char *path, EVP_PKEY *pair, const char *passphrase)
{
	const EVP_CIPHER *cipher = passphrase != NULL ? EVP_aes_128_cbc() : NULL;
	int size = passphrase != NULL ? (int)strlen(passphrase) : 0;
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fchmod(fileno(file), 0600), 0);
	assert_int_equal(
		PEM_write_PKCS8PrivateKey(file, pair, cipher, passphrase, size, NULL, NULL), 1);
	assert_int_equal(fclose(file), 0);
}

void keys_write_traditional(const char *path, EVP_PKEY *pair, const char *passphrase)
{
	const EVP_CIPHER *cipher = passphrase != NULL ? EVP_aes_128_cbc() : NULL;
	int size = passphrase != NULL ? (int)strlen(passphrase) : 0;
	BIO *file = BIO_new_file(path, "w");

	assert_non_null(file);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(PEM_write_bio_PrivateKey_traditional(
				 file, pair, cipher, (unsigned char *)passphrase, size, NULL, NULL),
			 1);
	assert_int_equal(BIO_free(file), 1);
}
