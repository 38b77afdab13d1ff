/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * board_crypto: the loaders' own cryptography, on BearSSL of the build machine, under names of
 * its own: a program can then hold it beside xpack/crypto.c and compare.
 */
#ifndef XPACK_TESTS_BOARD_CRYPTO_H
#define XPACK_TESTS_BOARD_CRYPTO_H

#include "loader/crypto.h"

void board_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE]);
bool board_rsa_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		      struct span signature);
const char *board_rsa_name(void);
bool board_p256_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		       struct span signature);
const char *board_p256_name(void);

#endif
