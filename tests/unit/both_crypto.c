/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * loader/crypto.h for the tests of the loader: the host tool's implementation, on OpenSSL, and the
 * loaders' own, on BearSSL.  Both are asked about everything, and have to agree.
 */

#include "loader/crypto.h"
#include "xpack/memory.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

/* xpack/crypto.c, loader/crypto_sha256.c, loader/crypto_rsa.c and loader/crypto_p256.c, compiled
 * with their functions renamed. */
void openssl_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE]);
void bearssl_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE]);
bool openssl_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		    struct span signature);
bool bearssl_rsa(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		 struct span signature);
bool bearssl_p256(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		  struct span signature);

_Noreturn void memory_exhausted(void)
{
	abort();
}

void crypto_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	uint8_t other[CRYPTO_DIGEST_SIZE];

	openssl_sha256(parts, n, digest);
	bearssl_sha256(parts, n, other);
	assert_memory_equal(digest, other, sizeof(other));
}

bool crypto_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature)
{
	bool is_rsa = key->algorithm == CRYPTO_RSA_PKCS1_SHA256;
	bool holds = openssl_verify(key, digest, signature);

	/* a loader refuses keys of the algorithm that it has not */
	assert_int_equal(bearssl_rsa(key, digest, signature), holds && is_rsa);
	assert_int_equal(bearssl_p256(key, digest, signature), holds && !is_rsa);
	return holds;
}

const char *crypto_name(void)
{
	return "both";
}
