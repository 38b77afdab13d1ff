/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "seal.h"

#include "lab.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdlib.h>
#include <string.h>

/* docs/container.md, "Layout": the signed message is [0, SLOTS) and [BEHIND, totalsize). */
#define SLOTS 0x38u
#define BEHIND 0x488u

struct seal_key {
	EVP_PKEY *pkey;
	uint32_t algorithm;
	size_t size;
	uint8_t id[SEAL_ID_SIZE];
};

void seal_hash(struct span bytes, uint8_t digest[SEAL_DIGEST_SIZE])
{
	lab_need(EVP_Digest(bytes.data, bytes.size, digest, NULL, EVP_sha256(), NULL) == 1,
		 "SHA-256");
}

static void read_id(struct seal_key *key)
{
	unsigned char *der = NULL;
	int size = i2d_PUBKEY(key->pkey, &der);

	lab_need(size > 0, "a public key in DER");
	seal_hash((struct span){ der, (size_t)size }, key->id);
	OPENSSL_free(der);
}

struct seal_key *seal_open(const char *path)
{
	struct seal_key *key = calloc(1, sizeof(*key));
	FILE *file = fopen(path, "r");

	lab_need(key != NULL && file != NULL, path);
	key->pkey = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	lab_need(key->pkey != NULL, path);
	key->algorithm = EVP_PKEY_is_a(key->pkey, "RSA") ? SEAL_RSA : SEAL_P256;
	key->size = key->algorithm == SEAL_RSA ? (size_t)EVP_PKEY_get_size(key->pkey)
					       : 2 * SEAL_SCALAR_SIZE;
	read_id(key);
	return key;
}

void seal_close(struct seal_key *key)
{
	if (key != NULL)
		EVP_PKEY_free(key->pkey);
	free(key);
}

uint32_t seal_algorithm(const struct seal_key *key)
{
	return key->algorithm;
}

const uint8_t *seal_id(const struct seal_key *key)
{
	return key->id;
}

size_t seal_size(const struct seal_key *key)
{
	return key->size;
}

static BIGNUM *get_number(const struct seal_key *key, const char *name)
{
	BIGNUM *number = NULL;

	lab_need(EVP_PKEY_get_bn_param(key->pkey, name, &number) == 1, name);
	return number;
}

size_t seal_public(const struct seal_key *key, uint8_t public[SEAL_MAX_SIZE], uint32_t *exponent)
{
	size_t size = key->size;
	BIGNUM *number;

	*exponent = 0;
	if (key->algorithm == SEAL_P256) {
		lab_need(EVP_PKEY_get_octet_string_param(key->pkey,
							 OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, public,
							 SEAL_MAX_SIZE, &size) == 1,
			 "the public point");
		return size;
	}
	number = get_number(key, OSSL_PKEY_PARAM_RSA_E);
	*exponent = (uint32_t)BN_get_word(number);
	BN_free(number);
	number = get_number(key, OSSL_PKEY_PARAM_RSA_N);
	BN_bn2bin(number, public);
	BN_free(number);
	return size;
}

void seal_digest(struct span manifest, uint8_t digest[SEAL_DIGEST_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	lab_need(context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
			 EVP_DigestUpdate(context, manifest.data, SLOTS) == 1 &&
			 EVP_DigestUpdate(context, manifest.data + BEHIND,
					  manifest.size - BEHIND) == 1 &&
			 EVP_DigestFinal_ex(context, digest, NULL) == 1,
		 "the message's digest");
	EVP_MD_CTX_free(context);
}

/* r || s of a signature in DER. */
static void unwrap(const uint8_t *der, size_t size, uint8_t *signature)
{
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)size);

	lab_need(pair != NULL &&
			 BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, SEAL_SCALAR_SIZE) > 0 &&
			 BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + SEAL_SCALAR_SIZE,
				      SEAL_SCALAR_SIZE) > 0,
		 "an ECDSA signature");
	ECDSA_SIG_free(pair);
}

/* padding 0: whatever is the algorithm's own. */
static void sign(const struct seal_key *key, int padding, bool hashed, struct span message,
		 uint8_t *signature)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->pkey, NULL);
	uint8_t out[SEAL_MAX_SIZE];
	size_t size = sizeof(out);

	lab_need(context != NULL && EVP_PKEY_sign_init(context) == 1 &&
			 (padding == 0 || EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1) &&
			 (!hashed || EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1) &&
			 EVP_PKEY_sign(context, out, &size, message.data, message.size) == 1,
		 "a signature");
	EVP_PKEY_CTX_free(context);
	if (key->algorithm == SEAL_P256)
		unwrap(out, size, signature);
	else
		memcpy(signature, out, size);
}

void seal_sign(const struct seal_key *key, const uint8_t digest[SEAL_DIGEST_SIZE],
	       uint8_t signature[SEAL_MAX_SIZE])
{
	sign(key, key->algorithm == SEAL_RSA ? RSA_PKCS1_PADDING : 0, true,
	     (struct span){ digest, SEAL_DIGEST_SIZE }, signature);
}

void seal_sign_pss(const struct seal_key *key, const uint8_t digest[SEAL_DIGEST_SIZE],
		   uint8_t signature[SEAL_MAX_SIZE])
{
	sign(key, RSA_PKCS1_PSS_PADDING, true, (struct span){ digest, SEAL_DIGEST_SIZE },
	     signature);
}

void seal_raw(const struct seal_key *key, const uint8_t *message, uint8_t signature[SEAL_MAX_SIZE])
{
	sign(key, RSA_NO_PADDING, false, (struct span){ message, key->size }, signature);
}

static bool add_modulus(const struct seal_key *key, uint8_t *signature)
{
	BIGNUM *modulus = get_number(key, OSSL_PKEY_PARAM_RSA_N);
	BIGNUM *sum = BN_bin2bn(signature, (int)key->size, NULL);
	bool fits;

	lab_need(sum != NULL && BN_add(sum, sum, modulus) == 1, "a sum");
	fits = BN_bn2binpad(sum, signature, (int)key->size) > 0;
	BN_free(modulus);
	BN_free(sum);
	return fits;
}

bool seal_mirror(const struct seal_key *key, uint8_t signature[SEAL_MAX_SIZE])
{
	uint8_t order[SEAL_SCALAR_SIZE];
	BIGNUM *difference;
	BIGNUM *s;

	if (key->algorithm == SEAL_RSA)
		return add_modulus(key, signature);
	seal_order(order);
	difference = BN_bin2bn(order, SEAL_SCALAR_SIZE, NULL);
	s = BN_bin2bn(signature + SEAL_SCALAR_SIZE, SEAL_SCALAR_SIZE, NULL);
	lab_need(difference != NULL && s != NULL && BN_sub(difference, difference, s) == 1 &&
			 BN_bn2binpad(difference, signature + SEAL_SCALAR_SIZE, SEAL_SCALAR_SIZE) >
				 0,
		 "a difference");
	BN_free(difference);
	BN_free(s);
	return true;
}

void seal_order(uint8_t order[SEAL_SCALAR_SIZE])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);

	lab_need(group != NULL &&
			 BN_bn2binpad(EC_GROUP_get0_order(group), order, SEAL_SCALAR_SIZE) > 0,
		 "the group's order");
	EC_GROUP_free(group);
}

uint8_t *seal_slot(uint8_t *manifest, unsigned i)
{
	return manifest + SLOTS + (size_t)i * SEAL_SLOT_SIZE;
}

void seal_put(uint8_t *manifest, unsigned i, uint32_t algorithm, const uint8_t *id,
	      const uint8_t *signature, size_t size)
{
	uint8_t *slot = seal_slot(manifest, i);

	memset(slot, 0, SEAL_SLOT_SIZE);
	put_be32(slot, algorithm);
	put_be32(slot + SEAL_SLOT_LENGTH, (uint32_t)size);
	memcpy(slot + SEAL_SLOT_ID, id, SEAL_ID_SIZE);
	memcpy(slot + SEAL_SLOT_SIGNATURE, signature, size);
}

void seal_manifest(const struct seal_key *key, uint8_t *manifest, size_t size, unsigned i)
{
	uint8_t digest[SEAL_DIGEST_SIZE];
	uint8_t signature[SEAL_MAX_SIZE];

	seal_digest((struct span){ manifest, size }, digest);
	seal_sign(key, digest, signature);
	seal_put(manifest, i, key->algorithm, key->id, signature, key->size);
}
