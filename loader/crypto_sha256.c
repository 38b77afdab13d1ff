/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The digest of loader/crypto.h, on BearSSL.  The same in every loader. */

#include "crypto.h"

#include <bearssl.h>

void crypto_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	br_sha256_context context;

	br_sha256_init(&context);
	for (size_t i = 0; i < n; i++)
		br_sha256_update(&context, parts[i].data, parts[i].size);
	br_sha256_out(&context, digest);
}
