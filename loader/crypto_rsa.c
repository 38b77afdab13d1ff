/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.2), on BearSSL's modular exponentiation.
 *
 * As the RFC prescribes, the encoded message is made here and compared whole.  BearSSL's own
 * verification takes an encoded message apart instead, and accepts two forms of it.
 */

#include "crypto.h"

#include <bearssl.h>
#include <string.h>

/* Section 9.2, note 1: what stands behind the padding, up to the digest: a zero, and the DER of
 * DigestInfo for SHA-256. */
static const uint8_t prefix[] = { 0x00, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
				  0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };

#define MIN_PADDING 8u /* section 9.2, step 4 */
#define TAIL_SIZE (sizeof(prefix) + CRYPTO_DIGEST_SIZE)

const char *crypto_name(void)
{
	return "rsa";
}

/* Section 9.2, step 5: 00 01 ff..ff 00 DigestInfo.  Precondition: size >= TAIL_SIZE + 2. */
static void encode(uint8_t *message, size_t size, const uint8_t *digest)
{
	memset(message, 0xff, size);
	message[0] = 0x00;
	message[1] = 0x01;
	memcpy(message + size - TAIL_SIZE, prefix, sizeof(prefix));
	memcpy(message + size - CRYPTO_DIGEST_SIZE, digest, CRYPTO_DIGEST_SIZE);
}

bool crypto_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature)
{
	uint8_t found[CRYPTO_MAX_SIGNATURE_SIZE];
	uint8_t wanted[CRYPTO_MAX_SIGNATURE_SIZE];
	uint8_t exponent[sizeof(uint32_t)];
	size_t n_zeros = 0;
	size_t size = signature.size;
	br_rsa_public_key public;

	if (key->algorithm != CRYPTO_RSA_PKCS1_SHA256 || size != key->key.size ||
	    size > sizeof(found) || size < TAIL_SIZE + MIN_PADDING + 2)
		return false;
	put_be32(exponent, key->exponent);
	while (exponent[n_zeros] == 0 && n_zeros < sizeof(exponent) - 1)
		n_zeros++; /* to BearSSL a zero in front costs as much as any other bit */
	public.n = (unsigned char *)key->key.data; /* BearSSL only reads it */
	public.nlen = size;
	public.e = exponent + n_zeros;
	public.elen = sizeof(exponent) - n_zeros;
	memcpy(found, signature.data, size);
	encode(wanted, size, digest);
	return br_rsa_i32_public(found, size, &public) == 1 && memcmp(found, wanted, size) == 0;
}
