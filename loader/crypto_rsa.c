/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.2), on BearSSL's Montgomery multiplication.
 *
 * As the RFC prescribes, the encoded message is made here and compared whole.  BearSSL's own
 * verification takes an encoded message apart instead, and accepts two forms of it.  Its
 * exponentiation, made for secret exponents, takes twice the time and four times the code: it
 * multiplies for every bit, whether it is set or not.
 *
 * R is 2 to the modulus's bits.  A number x stands in Montgomery form when x R mod n is held; the
 * product of two such numbers, divided by R, is one again.
 */

#include "bearssl_i32.h"
#include "crypto.h"

#include <string.h>

/* Section 9.2, note 1: what stands behind the padding, up to the digest: a zero, and the DER of
 * DigestInfo for SHA-256. */
static const uint8_t prefix[] = { 0x00, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48,
				  0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };

#define MIN_PADDING 8u /* section 9.2, step 4 */
#define TAIL_SIZE (sizeof(prefix) + CRYPTO_DIGEST_SIZE)

#define WORD_SIZE 4u
#define WORD_BITS_LOG 5u /* 32 bits */
#define TOP_BIT 0x80000000u

/* The bit length, then words, the lowest first. */
typedef uint32_t number[1 + CRYPTO_MAX_SIGNATURE_SIZE / WORD_SIZE];

struct modulus {
	number n;
	uint32_t inverse; /* -1/n modulo 2^32 */
};

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

/* Big-endian bytes to a number.  Precondition: size is a multiple of WORD_SIZE. */
static void decode(uint32_t *to, const uint8_t *bytes, size_t size)
{
	*to = (uint32_t)size * 8;
	while (size > 0) {
		size -= WORD_SIZE;
		*++to = get_be32(bytes + size);
	}
}

/* x = 2 x mod n */
static void twice(const struct modulus *modulus, uint32_t *x)
{
	size_t n_words = x[0] >> WORD_BITS_LOG;
	uint32_t carry = 0;

	for (size_t i = 1; i <= n_words; i++) {
		uint32_t word = x[i];

		x[i] = word << 1 | carry;
		carry = word >> 31;
	}
	if (carry != 0 || br_i32_sub(x, modulus->n, 0) == 0)
		br_i32_sub(x, modulus->n, 1);
}

/* x = x y / R mod n; y may be x */
static void multiply(const struct modulus *modulus, uint32_t *x, const uint32_t *y)
{
	number factor;

	memcpy(factor, x, sizeof(factor));
	br_i32_montymul(x, factor, y == x ? factor : y, modulus->n, modulus->inverse);
}

/* x = R R mod n.  Precondition: n's highest bit is set. */
static void make_square_of_r(const struct modulus *modulus, uint32_t *x)
{
	size_t n_words = modulus->n[0] >> WORD_BITS_LOG;

	/* R - n, which is R mod n: 1 in Montgomery form; then 2 to the number of words; and
	 * squared five times that is 2 to the number of bits, R. */
	memset(x, 0, sizeof(number));
	x[0] = modulus->n[0];
	br_i32_sub(x, modulus->n, 1);
	for (size_t i = 0; i < n_words; i++)
		twice(modulus, x);
	for (size_t i = 0; i < WORD_BITS_LOG; i++)
		multiply(modulus, x, x);
}

/* x = s to the exponent, mod n.  Precondition: the exponent is odd and not 1. */
static void power(const struct modulus *modulus, const uint32_t *s, uint32_t exponent, uint32_t *x)
{
	number base; /* s in Montgomery form */
	uint32_t bit = TOP_BIT;

	make_square_of_r(modulus, x);
	multiply(modulus, x, s);
	memcpy(base, x, sizeof(base));
	while ((exponent & bit) == 0)
		bit >>= 1;
	while ((bit >>= 1) != 0) {
		multiply(modulus, x, x);
		/* the last bit is set; a factor in plain form takes the product out of the other */
		if ((exponent & bit) != 0)
			multiply(modulus, x, bit == 1 ? s : base);
	}
}

bool crypto_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature)
{
	uint8_t message[CRYPTO_MAX_SIGNATURE_SIZE];
	size_t size = signature.size;
	struct modulus modulus;
	number s;
	number found;
	number wanted;

	if (key->algorithm != CRYPTO_RSA_PKCS1_SHA256 || size != key->key.size ||
	    size > sizeof(message) || size < TAIL_SIZE + MIN_PADDING + 2 || size % WORD_SIZE != 0)
		return false;
	decode(modulus.n, key->key.data, size);
	decode(s, signature.data, size);
	modulus.inverse = br_i32_ninv32(modulus.n[1]);
	/* an odd modulus without leading zeros, an odd exponent; section 5.2.2, step 1: s < n */
	if ((key->key.data[0] & 0x80) == 0 || modulus.inverse == 0 || (key->exponent & 1) == 0 ||
	    br_i32_sub(s, modulus.n, 0) == 0)
		return false;
	power(&modulus, s, key->exponent, found);
	encode(message, size, digest);
	decode(wanted, message, size);
	return memcmp(found, wanted, WORD_SIZE + size) == 0;
}
