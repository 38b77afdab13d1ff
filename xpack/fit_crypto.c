/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_crypto.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "arena.h"
#include "mapped.h"
#include "memory.h"
#include "openssl_key.h"

#define P256_SCALAR_SIZE 32u
#define CRC32_SIZE 4u
#define STEP ((size_t)1 << 20)
#define CRC32_POLYNOMIAL 0xedb88320u /* reflected */

struct hash {
	const char *name;
	enum fit_strength strength;
	const EVP_MD *(*type)(void); /* NULL: crc32 */
};

/* A hash that is being computed. */
struct hasher {
	EVP_MD_CTX *context; /* NULL: crc32 */
	bool failed;
	uint32_t crc;
	uint32_t table[256];
};

static const struct hash hashes[] = {
	{ "sha256", FIT_STRONG, EVP_sha256 }, { "sha384", FIT_STRONG, EVP_sha384 },
	{ "sha512", FIT_STRONG, EVP_sha512 }, { "sha1", FIT_WEAK, EVP_sha1 },
	{ "md5", FIT_WEAK, EVP_md5 },         { "crc32", FIT_CHECKSUM, NULL },
};

static const struct hash *find_hash(struct span name)
{
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (span_is(name, hashes[i].name))
			return &hashes[i];
	return NULL;
}

enum fit_strength fit_hash_strength(struct span name)
{
	const struct hash *hash = find_hash(name);

	return hash == NULL ? FIT_UNKNOWN : hash->strength;
}

static void make_table(uint32_t table[256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (unsigned bit = 0; bit < 8; bit++)
			value = value >> 1 ^ ((value & 1) != 0 ? CRC32_POLYNOMIAL : 0);
		table[i] = value;
	}
}

/* ITU-T V.42, section 8.1.1.6.2 */
static void add_crc32(struct hasher *hasher, struct span bytes)
{
	uint32_t crc = hasher->crc;

	for (size_t at = 0; at < bytes.size; at++)
		crc = crc >> 8 ^ hasher->table[(crc ^ bytes.data[at]) & 0xff];
	hasher->crc = crc;
}

static struct hasher begin(const struct hash *hash)
{
	struct hasher hasher = { .crc = UINT32_MAX };

	if (hash->type == NULL) {
		make_table(hasher.table);
		return hasher;
	}
	hasher.context = EVP_MD_CTX_new();
	if (hasher.context == NULL)
		memory_exhausted();
	hasher.failed = EVP_DigestInit_ex(hasher.context, hash->type(), NULL) != 1;
	return hasher;
}

static void add(struct hasher *hasher, struct span bytes)
{
	if (hasher->context == NULL)
		add_crc32(hasher, bytes);
	else if (!hasher->failed)
		hasher->failed = EVP_DigestUpdate(hasher->context, bytes.data, bytes.size) != 1;
}

/* The digest's size; 0: a library that is configured not to have it. */
static size_t end(struct hasher *hasher, uint8_t digest[FIT_MAX_DIGEST_SIZE])
{
	unsigned size = CRC32_SIZE;

	if (hasher->context == NULL)
		put_be32(digest, ~hasher->crc);
	else if (hasher->failed || EVP_DigestFinal_ex(hasher->context, digest, &size) != 1)
		size = 0;
	EVP_MD_CTX_free(hasher->context);
	return size;
}

/* Step by step: of a file that is mapped, no more than a step need be in memory. */
static void add_part(struct arena *arena, struct hasher *hasher, struct span part)
{
	for (size_t at = 0; at < part.size; at += STEP) {
		size_t left = part.size - at;
		struct span step = span_part(part, at, left < STEP ? left : STEP);

		add(hasher, step);
		mapped_release(arena, step);
	}
}

size_t fit_hash(struct arena *arena, struct span name, const struct span *parts, size_t n,
		uint8_t digest[FIT_MAX_DIGEST_SIZE])
{
	const struct hash *hash = find_hash(name);
	struct hasher hasher;

	if (hash == NULL)
		return 0;
	hasher = begin(hash);
	for (size_t i = 0; i < n; i++)
		add_part(arena, &hasher, parts[i]);
	return end(&hasher, digest);
}

const char *fit_key_name(const struct key *key)
{
	return key->public.algorithm == CRYPTO_ECDSA_P256_SHA256 ? "ecdsa256"
								 : key_algorithm_name(key);
}

/* Of a signature over a digest of this type, in the form that OpenSSL takes. */
static bool holds(const struct key *key, const EVP_MD *type, bool pss, const uint8_t *digest,
		  size_t size, struct span signature)
{
	bool rsa = key->public.algorithm == CRYPTO_RSA_PKCS1_SHA256;
	EVP_PKEY *pkey = openssl_key(&key->public);
	EVP_PKEY_CTX *context = pkey == NULL ? NULL : EVP_PKEY_CTX_new(pkey, NULL);
	bool good = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(context, type) == 1;

	if (good && rsa)
		good = EVP_PKEY_CTX_set_rsa_padding(context, pss ? RSA_PKCS1_PSS_PADDING
								 : RSA_PKCS1_PADDING) == 1;
	if (good && pss)
		good = EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_AUTO) == 1;
	good = good && EVP_PKEY_verify(context, signature.data, signature.size, digest, size) == 1;
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return good;
}

/* r and s one behind the other. */
static bool holds_p256(const struct key *key, const EVP_MD *type, const uint8_t *digest,
		       size_t size, struct span signature)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	unsigned char *der = NULL;
	bool good = false;
	BIGNUM *r;
	BIGNUM *s;
	int n;

	if (signature.size != (size_t)2 * P256_SCALAR_SIZE) {
		ECDSA_SIG_free(pair);
		return false;
	}
	r = BN_bin2bn(signature.data, P256_SCALAR_SIZE, NULL);
	s = BN_bin2bn(signature.data + P256_SCALAR_SIZE, P256_SCALAR_SIZE, NULL);
	if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1)
		memory_exhausted();
	n = i2d_ECDSA_SIG(pair, &der);
	if (n > 0)
		good = holds(key, type, false, digest, size, (struct span){ der, (size_t)n });
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return good;
}

/* "sha256,rsa3072" into its halves. */
static bool split(struct span algorithm, struct span *hash, struct span *key)
{
	const uint8_t *comma = memchr(algorithm.data, ',', algorithm.size);
	size_t size;

	if (comma == NULL)
		return false;
	size = (size_t)(comma - algorithm.data);
	*hash = span_part(algorithm, 0, size);
	*key = span_part(algorithm, size + 1, algorithm.size - size - 1);
	return true;
}

const char *fit_verify(struct arena *arena, const struct key *key, struct span algorithm,
		       struct span padding, const struct span *parts, size_t n,
		       struct span signature)
{
	bool rsa = key->public.algorithm == CRYPTO_RSA_PKCS1_SHA256;
	bool pss = span_is(padding, "pss");
	uint8_t digest[FIT_MAX_DIGEST_SIZE];
	struct span hash_name;
	struct span key_name;
	size_t size;

	if (!split(algorithm, &hash_name, &key_name))
		return "its algorithm is not known";
	if (fit_hash_strength(hash_name) != FIT_STRONG)
		return "it is over a hash that is broken or not known";
	if (!span_is(key_name, fit_key_name(key)))
		return arena_printf(arena, "it is for another kind of key than %s",
				    fit_key_name(key));
	if (rsa && padding.size != 0 && !pss && !span_is(padding, "pkcs-1.5"))
		return "its padding is not known";
	size = fit_hash(arena, hash_name, parts, n, digest);
	if (rsa && holds(key, find_hash(hash_name)->type(), pss, digest, size, signature))
		return NULL;
	if (!rsa && holds_p256(key, find_hash(hash_name)->type(), digest, size, signature))
		return NULL;
	return "it is not this key's over these bytes";
}
