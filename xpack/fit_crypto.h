/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_crypto: the hashes and signatures that FITs carry, by the names that they have there.
 *
 * Hashes: crc32 (the one of zlib, 4 bytes, big-endian), md5, sha1, sha256, sha384, sha512.
 * Signatures: "HASH,KEY" with HASH sha256, sha384 or sha512 and KEY rsa2048, rsa3072, rsa4096 or
 * ecdsa256; RSA with the padding pkcs-1.5 (RFC 8017, section 8.2) or pss (section 8.1, MGF1 with
 * the same hash, any salt), ECDSA on P-256 with r and s one behind the other.
 */
#ifndef XPACK_FIT_CRYPTO_H
#define XPACK_FIT_CRYPTO_H

#include "arena.h"
#include "key.h"

#define FIT_MAX_DIGEST_SIZE 64u

/* How much it says that a hash holds. */
enum fit_strength {
	FIT_UNKNOWN,  /* a hash that is not known here */
	FIT_CHECKSUM, /* anybody makes other bytes that have it: crc32 */
	FIT_WEAK,     /* whoever makes the data can make two that have it: md5, sha1 */
	FIT_STRONG
};

enum fit_strength fit_hash_strength(struct span name);

/* The hash of the parts one after the other.  Returns its size; 0: not known here.  Parts of files
 * that the arena shares (mapped.h) need no memory afterwards. */
size_t fit_hash(struct arena *arena, struct span name, const struct span *parts, size_t n,
		uint8_t digest[FIT_MAX_DIGEST_SIZE]);

/* "rsa3072", "ecdsa256" */
const char *fit_key_name(const struct key *key);

/*
 * Is it this key's signature over the parts?  algorithm is the text of the FIT, padding too (size
 * 0: none is given, which means pkcs-1.5).  Returns NULL when it is, else what is wrong.
 */
const char *fit_verify(struct arena *arena, const struct key *key, struct span algorithm,
		       struct span padding, const struct span *parts, size_t n,
		       struct span signature);

#endif
