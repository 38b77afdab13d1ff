/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sha256: the compression function that sha256.S gives to sha256.c.
 */
#ifndef XPACK_LOADER_SHA256_H
#define XPACK_LOADER_SHA256_H

#include <stdint.h>

#define SHA256_BLOCK_SIZE 64u
#define SHA256_N_WORDS 64u /* of the message schedule */

/* Take a block into the hash (FIPS 180-4, section 6.2.2).  The block is w[0..15]; the function
 * writes the rest of the schedule behind it.  Preconditions: state and w are multiples of 8. */
void sha256_block(uint32_t state[8], uint32_t w[SHA256_N_WORDS]);

#endif
