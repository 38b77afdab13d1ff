/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * bearssl_i32: the functions that crypto_rsa.c takes from BearSSL 0.6, from the part that computes
 * with large integers in words of 32 bits.
 *
 * BearSSL declares them in src/inner.h, which is not installed, so they are declared here.  The
 * linker finds them in the library and in the loaders' own build of its source alike.
 *
 * An integer is an array: the number of its bits, then its words, the lowest first.  All integers
 * of one call have as many bits.
 */
#ifndef XPACK_LOADER_BEARSSL_I32_H
#define XPACK_LOADER_BEARSSL_I32_H

#include <stdint.h>

/* The borrow of a - b, 0 or 1.  When apply is 1, a = a - b modulo 2 to the number of bits; when it
 * is 0, a stays. */
uint32_t br_i32_sub(uint32_t *a, const uint32_t *b, uint32_t apply);

/* -1/x modulo 2^32; 0 when x is even. */
uint32_t br_i32_ninv32(uint32_t x);

/* to = x y / R modulo n, where R is 2 to the number of n's bits and inverse = br_i32_ninv32() of
 * n's lowest word.  Preconditions: x and y are less than n; to is none of the others. */
void br_i32_montymul(uint32_t *to, const uint32_t *x, const uint32_t *y, const uint32_t *n,
		     uint32_t inverse);

#endif
