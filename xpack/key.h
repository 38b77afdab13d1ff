/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * key: public keys as files, and which key files a command uses.
 *
 * A public key file is PEM, SubjectPublicKeyInfo (RFC 5280, RFC 7468): RSA of 2048, 3072 or 4096
 * bits with an odd exponent that fits 32 bits, or EC on P-256.
 */
#ifndef XPACK_KEY_H
#define XPACK_KEY_H

#include "diag.h"
#include "loader/crypto.h"

#define KEY_MAX_FILE_SIZE (64u << 10)

/* A public key with its own storage.  public.id and public.key.data point into the struct, so it
 * is not copied.  next is another key of the same loader, NULL when this is the last one. */
struct key {
	struct public_key public;
	unsigned bits;
	uint8_t id[CRYPTO_DIGEST_SIZE];
	uint8_t bytes[CRYPTO_MAX_KEY_SIZE];
	const struct key *next;
};

/* Read a public key file.  Reports at the file: key-format, key-algorithm, key-private (it holds
 * a private key, which no verifier should be given), file-read.  Returns 0 or -1. */
int key_read_public(struct diag *diag, const char *path, struct key *key)
	__attribute__((warn_unused_result));

#define KEY_MAX_SET 2u /* keys of one loader: PARAMS_MAX_KEYS */

/*
 * Read the public keys of one loader, in any order; keys has room for KEY_MAX_SET, and keys[0]
 * leads to the other one.  Also reports key-set (exit 2): more of them, two algorithms, one key
 * twice.  Returns 0 or -1.  Precondition: n > 0.
 */
int key_read_set(struct diag *diag, const char *const *paths, size_t n, struct key *keys)
	__attribute__((warn_unused_result));

/* Add to the set that begins with first another key, which is read from path.  Reports likewise. */
int key_join(struct diag *diag, struct key *first, const char *path, struct key *other)
	__attribute__((warn_unused_result));

/* "rsa3072", "p256": as in loader file names and `xpack keygen --algorithm`. */
const char *key_algorithm_name(const struct key *key);

/* Fill key from an OpenSSL EVP_PKEY (passed as void so that OpenSSL stays in two modules).
 * Reports at path: key-algorithm.  Returns 0 or -1. */
int key_from_openssl(struct diag *diag, const char *path, void *evp_pkey, struct key *key)
	__attribute__((warn_unused_result));

#endif
