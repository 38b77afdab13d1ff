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
 * is not copied. */
struct key {
	struct public_key public;
	unsigned bits;
	uint8_t id[CRYPTO_DIGEST_SIZE];
	uint8_t bytes[CRYPTO_MAX_KEY_SIZE];
};

/* Read a public key file.  Reports at the file: key-format, key-algorithm, key-private (it holds
 * a private key, which no verifier should be given), file-read.  Returns 0 or -1. */
int key_read_public(struct diag *diag, const char *path, struct key *key)
	__attribute__((warn_unused_result));

/* "rsa3072", "p256": as in loader file names and `xpack keygen --algorithm`. */
const char *key_algorithm_name(const struct key *key);

/* Fill key from an OpenSSL EVP_PKEY (passed as void so that OpenSSL stays in two modules).
 * Reports at path: key-algorithm.  Returns 0 or -1. */
int key_from_openssl(struct diag *diag, const char *path, void *evp_pkey, struct key *key)
	__attribute__((warn_unused_result));

#endif
