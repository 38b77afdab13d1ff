/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ECDSA over P-256 with SHA-256 (FIPS 186-4, section 6.4), on BearSSL's code for any prime field:
 * the smallest of its implementations.
 */

#include "crypto.h"

#include <bearssl.h>

#define SCALAR_SIZE 32u /* of r and of s */
#define POINT_SIZE 65u  /* SEC 1, section 2.3.3: 04 || X || Y */

const char *crypto_name(void)
{
	return "p256";
}

bool crypto_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature)
{
	br_ec_public_key public;

	/* BearSSL takes any even length, and does not look whether r is zero. */
	if (key->algorithm != CRYPTO_ECDSA_P256_SHA256 || key->key.size != POINT_SIZE ||
	    signature.size != 2 * SCALAR_SIZE || span_is_zero(span_part(signature, 0, SCALAR_SIZE)))
		return false;
	public.curve = BR_EC_secp256r1;
	public.q = (unsigned char *)key->key.data; /* BearSSL only reads it */
	public.qlen = key->key.size;
	return br_ecdsa_i31_vrfy_raw(&br_ec_prime_i31, digest, CRYPTO_DIGEST_SIZE, &public,
				     signature.data, signature.size) == 1;
}
