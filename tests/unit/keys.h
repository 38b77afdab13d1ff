/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * keys: key pairs of every kind, made by OpenSSL, and PEM files of them.
 *
 * A pair is made once in a process and kept; keys_forget() at the end of main gives all back.
 */
#ifndef XPACK_TESTS_KEYS_H
#define XPACK_TESTS_KEYS_H

#include <openssl/evp.h>

/* RSA with the usual exponent 65537. */
EVP_PKEY *keys_rsa(unsigned bits);
/* RSA of 2048 bits with another one. */
EVP_PKEY *keys_rsa_exponent(unsigned long exponent);
/* Elliptic curve by OpenSSL's name, e.g. "P-256". */
EVP_PKEY *keys_ec(const char *curve);
/* What has no parameters: "ED25519"; and "DSA", "RSA-PSS". */
EVP_PKEY *keys_of_type(const char *type);
void keys_forget(void);

/* Files in the working directory.  passphrase NULL: not encrypted. */
void keys_write_public(const char *path, EVP_PKEY *pair);
void keys_write_private(const char *path, EVP_PKEY *pair, const char *passphrase);
/* The forms of before PKCS#8: "BEGIN RSA PRIVATE KEY". */
void keys_write_traditional(const char *path, EVP_PKEY *pair, const char *passphrase);

#endif
