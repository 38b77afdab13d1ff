/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The digest of loader/crypto.h on SPARC, around sha256_block().
 *
 * The processor is big-endian, as the hash is: bytes are copied to where words are read, with no
 * regard to how the message is aligned and cut into parts.
 */

#include "loader/crypto.h"

#include "sha256.h"

#define LENGTH_AT (SHA256_BLOCK_SIZE - 8u) /* of the message's length in bits, in the last block */

struct sha256 {
	_Alignas(8) uint32_t state[8];
	_Alignas(8) uint32_t w[SHA256_N_WORDS];
	uint32_t n_bytes; /* taken so far */
};

/* FIPS 180-4, section 5.3.3. */
static const uint32_t initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
				     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static void take(struct sha256 *hash, const uint8_t *data, size_t size)
{
	while (size > 0) {
		uint32_t at = hash->n_bytes % SHA256_BLOCK_SIZE;
		uint32_t room = SHA256_BLOCK_SIZE - at;
		size_t n = size < room ? size : room;

		memcpy((uint8_t *)hash->w + at, data, n);
		hash->n_bytes += n;
		data += n;
		size -= n;
		if (n == room)
			sha256_block(hash->state, hash->w);
	}
}

/* Section 5.1.1: a one bit, zeros, and the length in bits. */
static void pad(struct sha256 *hash)
{
	uint32_t n_bytes = hash->n_bytes;
	uint8_t byte = 0x80;

	do {
		take(hash, &byte, 1);
		byte = 0;
	} while (hash->n_bytes % SHA256_BLOCK_SIZE != LENGTH_AT);
	hash->w[14] = n_bytes >> 29;
	hash->w[15] = n_bytes << 3;
	sha256_block(hash->state, hash->w);
}

void crypto_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	struct sha256 hash;

	memcpy(hash.state, initial, sizeof(hash.state));
	hash.n_bytes = 0;
	for (size_t i = 0; i < n; i++)
		take(&hash, parts[i].data, parts[i].size);
	pad(&hash);
	memcpy(digest, hash.state, CRYPTO_DIGEST_SIZE);
}
