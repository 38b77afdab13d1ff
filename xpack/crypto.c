/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/crypto.h for the build machine, on OpenSSL. */

#include "loader/crypto.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "digest.h"
#include "memory.h"
#include "openssl_key.h"

#define P256_SCALAR_SIZE 32
#define P256_POINT_SIZE 65
#define P256_UNCOMPRESSED 0x04 /* SEC 1, section 2.3.3: the point's first byte */

/* OpenSSL's one-shot and streaming digests fail only without memory. */
static void must(int ok)
{
	if (ok != 1)
		memory_exhausted();
}

void crypto_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (context == NULL)
		memory_exhausted();
	must(EVP_DigestInit_ex(context, EVP_sha256(), NULL));
	for (size_t i = 0; i < n; i++)
		must(EVP_DigestUpdate(context, parts[i].data, parts[i].size));
	must(EVP_DigestFinal_ex(context, digest, NULL));
	EVP_MD_CTX_free(context);
}

void digest_sha1(struct span bytes, uint8_t digest[DIGEST_SHA1_SIZE])
{
	must(EVP_Digest(bytes.data, bytes.size, digest, NULL, EVP_sha1(), NULL));
}

struct digest {
	EVP_MD *algorithm;
	EVP_MD_CTX *context;
};

static struct digest *new_digest(const char *algorithm)
{
	struct digest *digest = OPENSSL_zalloc(sizeof(*digest));

	if (digest == NULL)
		memory_exhausted();
	digest->algorithm = EVP_MD_fetch(NULL, algorithm, NULL);
	digest->context = EVP_MD_CTX_new();
	if (digest->algorithm == NULL || digest->context == NULL)
		memory_exhausted();
	return digest;
}

struct digest *digest_new(void)
{
	return new_digest("SHA2-256");
}

struct digest *digest_new_sha1(void)
{
	return new_digest("SHA1");
}

void digest_begin(struct digest *digest)
{
	must(EVP_DigestInit_ex2(digest->context, digest->algorithm, NULL));
}

void digest_add(struct digest *digest, struct span bytes)
{
	must(EVP_DigestUpdate(digest->context, bytes.data, bytes.size));
}

void digest_end(struct digest *digest, uint8_t *value)
{
	must(EVP_DigestFinal_ex(digest->context, value, NULL));
}

void digest_free(struct digest *digest)
{
	if (digest == NULL)
		return;
	EVP_MD_CTX_free(digest->context);
	EVP_MD_free(digest->algorithm);
	OPENSSL_free(digest);
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *builder)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (params != NULL && context != NULL && EVP_PKEY_fromdata_init(context) == 1 &&
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *rsa_key(const struct public_key *public)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	BIGNUM *modulus = BN_bin2bn(public->key.data, (int)public->key.size, NULL);
	EVP_PKEY *key = NULL;

	if (builder != NULL && modulus != NULL &&
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
	    OSSL_PARAM_BLD_push_uint(builder, OSSL_PKEY_PARAM_RSA_E, public->exponent) == 1)
		key = key_from("RSA", builder);
	BN_free(modulus);
	OSSL_PARAM_BLD_free(builder);
	return key;
}

static EVP_PKEY *p256_key(const struct public_key *public)
{
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	if (builder != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, public->key.data,
					     public->key.size) == 1)
		key = key_from("EC", builder);
	OSSL_PARAM_BLD_free(builder);
	return key;
}

EVP_PKEY *openssl_key(const struct public_key *public)
{
	return public->algorithm == CRYPTO_RSA_PKCS1_SHA256 ? rsa_key(public) : p256_key(public);
}

static bool verify(EVP_PKEY *key, bool rsa, const uint8_t *digest, struct span signature)
{
	EVP_PKEY_CTX *context = key == NULL ? NULL : EVP_PKEY_CTX_new(key, NULL);
	bool holds = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
		     EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		     (!rsa || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1) &&
		     EVP_PKEY_verify(context, signature.data, signature.size, digest,
				     CRYPTO_DIGEST_SIZE) == 1;

	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
	return holds;
}

/* OpenSSL takes ECDSA signatures in DER only. */
static bool verify_p256(const struct public_key *public, const uint8_t *digest,
			struct span signature)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(signature.data, P256_SCALAR_SIZE, NULL);
	BIGNUM *s = BN_bin2bn(signature.data + P256_SCALAR_SIZE, P256_SCALAR_SIZE, NULL);
	unsigned char *der = NULL;
	bool holds = false;
	int size;

	if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1)
		memory_exhausted();
	size = i2d_ECDSA_SIG(pair, &der);
	if (size > 0)
		holds = verify(p256_key(public), false, digest, (struct span){ der, (size_t)size });
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return holds;
}

bool crypto_verify(const struct public_key *public, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature)
{
	switch (public->algorithm) {
	case CRYPTO_RSA_PKCS1_SHA256:
		return signature.size == public->key.size &&
		       verify(rsa_key(public), true, digest, signature);
	case CRYPTO_ECDSA_P256_SHA256:
		return signature.size == (size_t)2 * P256_SCALAR_SIZE &&
		       public->key.size == P256_POINT_SIZE &&
		       public->key.data[0] == P256_UNCOMPRESSED &&
		       verify_p256(public, digest, signature);
	default:
		return false;
	}
}
