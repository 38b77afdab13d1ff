/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The part of fake_container.h that needs OpenSSL's keys, and the parameter block. */

#include "fake_container.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <string.h>

#include "cmocka_all.h"

#define SCALAR_SIZE 32
#define SLOT_ADDR(fake, slot) ((fake)->bytes + 0x38 + (slot)*552)

static void export_rsa(struct fake_key *key, unsigned bits)
{
	BIGNUM *n = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(key->pair, OSSL_PKEY_PARAM_RSA_N, &n), 1);
	assert_int_equal(BN_bn2binpad(n, key->bytes, (int)bits / 8), bits / 8);
	BN_free(n);
	key->public.algorithm = CRYPTO_RSA_PKCS1_SHA256;
	key->public.key.size = bits / 8;
	key->public.exponent = 65537;
}

static void export_p256(struct fake_key *key)
{
	size_t size;

	assert_int_equal(EVP_PKEY_get_octet_string_param(key->pair, OSSL_PKEY_PARAM_PUB_KEY,
							 key->bytes, sizeof(key->bytes), &size),
			 1);
	assert_int_equal(size, 65);
	key->public.algorithm = CRYPTO_ECDSA_P256_SHA256;
	key->public.key.size = size;
}

void fake_key_make(struct fake_key *key, unsigned bits)
{
	unsigned char *der = NULL;
	int der_size;

	memset(key, 0, sizeof(*key));
	key->pair = bits == 256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(bits);
	assert_non_null(key->pair);
	if (bits == 256)
		export_p256(key);
	else
		export_rsa(key, bits);
	key->public.key.data = key->bytes;
	der_size = i2d_PUBKEY(key->pair, &der);
	assert_true(der_size > 0);
	SHA256(der, (size_t)der_size, key->id);
	OPENSSL_free(der);
	key->public.id = key->id;
}

void fake_key_free(struct fake_key *key)
{
	EVP_PKEY_free(key->pair);
}

/* DER of r and s to r||s. */
static void as_raw(const uint8_t *der, size_t size, uint8_t *raw)
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)size);

	assert_non_null(pair);
	BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, SCALAR_SIZE);
	BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + SCALAR_SIZE, SCALAR_SIZE);
	ECDSA_SIG_free(pair);
}

void fake_sign(struct fake *fake, uint32_t slot, const struct fake_key *key)
{
	uint8_t message[FAKE_MAX_SIZE];
	uint8_t signature[CRYPTO_MAX_SIGNATURE_SIZE];
	size_t message_size = 0x38 + fake->manifest_size - 0x488;
	size_t size = sizeof(signature);
	uint8_t *at = SLOT_ADDR(fake, slot);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	memcpy(message, fake->bytes, 0x38);
	memcpy(message + 0x38, fake->bytes + 0x488, fake->manifest_size - 0x488);
	assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->pair), 1);
	assert_int_equal(EVP_DigestSign(context, signature, &size, message, message_size), 1);
	EVP_MD_CTX_free(context);
	if (key->public.algorithm == CRYPTO_ECDSA_P256_SHA256) {
		uint8_t raw[2 * SCALAR_SIZE];

		as_raw(signature, size, raw);
		size = sizeof(raw);
		memcpy(signature, raw, size);
	}
	memset(at, 0, 552);
	put_be32(at, key->public.algorithm);
	put_be32(at + 4, (uint32_t)size);
	memcpy(at + 8, key->id, sizeof(key->id));
	memcpy(at + 40, signature, size);
}

void fake_params_set(struct fake_params *params, uint32_t offset, uint32_t value)
{
	put_be32(params->block + offset, value);
}

void fake_params_init(struct fake_params *params, const struct fake_key *keys, uint32_t n_keys)
{
	const uint32_t cells[] = {
		0x58504b4c, /* "XPKL" */
		1,
		0,      /* the block's size, below */
		0x1000, /* container */
		0x20000,
		0x4000,     /* manifest cap */
		0x400c0000, /* work area */
		0x00020000,
		3, /* security version */
		keys[0].public.algorithm,
		0, /* policy */
		n_keys,
		1,          /* writes */
		2,          /* RAM */
		1,          /* reserved */
		0x80000100, /* console */
		0x81,
	};
	const uint32_t lists[] = {
		0x80000000,    0x12345678,                        /* write */
		FAKE_RAM_ADDR, FAKE_RAM_SIZE,                     /* RAM */
		0x60000000,    0x1000,        0x400ff000, 0x1000, /* reserved */
	};
	uint8_t *at = params->block + 0xe0;

	memset(params, 0, sizeof(*params));
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		put_be32(params->block + 4 * i, cells[i]);
	strcpy((char *)params->block + 0x60, "leon3_generic");
	strcpy((char *)params->block + 0xa0, "leon3-two");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++, at += 4)
		put_be32(at, lists[i]);
	for (uint32_t i = 0; i < n_keys; i++, at += 552) {
		memcpy(at, keys[i].id, sizeof(keys[i].id));
		put_be32(at + 32, (uint32_t)keys[i].public.key.size);
		put_be32(at + 36, keys[i].public.exponent);
		memcpy(at + 40, keys[i].bytes, keys[i].public.key.size);
	}
	params->size = (uint32_t)(at - params->block);
	fake_params_set(params, 0x08, params->size);
}
