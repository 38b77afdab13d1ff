/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * openssl_key: a public key in OpenSSL's form, for modules that use OpenSSL.  Defined in crypto.
 */
#ifndef XPACK_OPENSSL_KEY_H
#define XPACK_OPENSSL_KEY_H

#include <openssl/types.h>

#include "loader/crypto.h"

/* The caller frees it with EVP_PKEY_free().  NULL: these numbers are no key. */
EVP_PKEY *openssl_key(const struct public_key *public);

#endif
