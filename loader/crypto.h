/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * crypto: SHA-256 (FIPS 180-4) and signature verification over a SHA-256 digest.
 *
 * The one seam behind which the cryptographic library stands: BearSSL on the board
 * (crypto_rsa.c or crypto_p256.c, one of them per loader), OpenSSL in the host tool
 * (xpack/crypto.c).  A loader holds the code of one algorithm and refuses keys of another.
 */
#ifndef XPACK_LOADER_CRYPTO_H
#define XPACK_LOADER_CRYPTO_H

#include "span.h"

#define CRYPTO_DIGEST_SIZE 32u
#define CRYPTO_MAX_KEY_SIZE 512u       /* RSA-4096 modulus; a P-256 point is 65 bytes */
#define CRYPTO_MAX_SIGNATURE_SIZE 512u /* RSA-4096; P-256 r||s is 64 bytes */

enum crypto_algorithm {
	CRYPTO_NONE = 0,
	CRYPTO_RSA_PKCS1_SHA256 =
		1, /* RSASSA-PKCS1-v1_5, RFC 8017 section 8.2; 2048, 3072, 4096 bits */
	CRYPTO_ECDSA_P256_SHA256 = 2 /* FIPS 186-4; signature is raw r||s, 64 bytes */
};

/* A public key as the parameter block holds it.  All pointers are borrowed. */
struct public_key {
	uint32_t algorithm; /* enum crypto_algorithm */
	const uint8_t *id;  /* 32 bytes: SHA-256 of the DER SubjectPublicKeyInfo */
	struct span key;    /* RSA: modulus, big-endian, no leading zero; P-256: 04 || X || Y */
	uint32_t exponent;  /* RSA only; otherwise 0 */
};

/* digest = SHA-256 of the n parts one after the other. */
void crypto_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE]);

/* True only when signature is key's signature over digest.  Any other case, an algorithm that
 * this build does not have included, is false. */
bool crypto_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature);

/* The algorithm in a loader's name, "rsa" or "p256".  Defined in loaders only, which have one. */
const char *crypto_name(void);

#endif
