/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * digest: SHA-1, which SPDX 2.3 wants of every file (clause 8.4) beside the SHA-256 that
 * loader/crypto.h has.  Nothing is trusted for it.
 */
#ifndef XPACK_DIGEST_H
#define XPACK_DIGEST_H

#include <stdint.h>

#include "loader/span.h"

#define DIGEST_SHA1_SIZE 20u

/* FIPS 180-4, section 6.1. */
void digest_sha1(struct span bytes, uint8_t digest[DIGEST_SHA1_SIZE]);

#endif
