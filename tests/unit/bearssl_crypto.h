/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * bearssl_crypto: the loaders' own cryptography on the build machine.
 *
 * loader/crypto_*.c, compiled with other names for their functions (loader/loader.am), so that one
 * program can hold them beside the tool's and compare.
 */
#ifndef XPACK_TESTS_BEARSSL_CRYPTO_H
#define XPACK_TESTS_BEARSSL_CRYPTO_H

#include "loader/crypto.h"

void bearssl_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE]);
bool bearssl_rsa(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		 struct span signature);
bool bearssl_p256(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		  struct span signature);
const char *bearssl_rsa_name(void);
const char *bearssl_p256_name(void);

#endif
