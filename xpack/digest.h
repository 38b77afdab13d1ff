/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * digest: hashing beside loader/crypto.h's.  SHA-1, which SPDX 2.3 wants of every file (clause
 * 8.4); nothing is trusted for it.  And SHA-256 of bytes that come piece by piece.
 */
#ifndef XPACK_DIGEST_H
#define XPACK_DIGEST_H

#include <stdint.h>

#include "loader/crypto.h"

#define DIGEST_SHA1_SIZE 20u

/* FIPS 180-4, section 6.1. */
void digest_sha1(struct span bytes, uint8_t digest[DIGEST_SHA1_SIZE]);

/* SHA-256 (FIPS 180-4, section 6.2) of one thing after the other: begin, add any number of pieces,
 * end.  What a library looks up for it is looked up once; each thread has one of its own. */
struct digest;
struct digest *digest_new(void);
struct digest *digest_new_sha1(void); /* the same for SHA-1; its value is shorter */
void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, struct span bytes);
void digest_end(struct digest *digest, uint8_t *value); /* CRYPTO_DIGEST_SIZE, or of SHA-1 */
void digest_free(struct digest *digest);

#endif
