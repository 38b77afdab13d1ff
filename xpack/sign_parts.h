/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Between the files of sign: private keys as PEM texts. */
#ifndef XPACK_SIGN_PARTS_H
#define XPACK_SIGN_PARTS_H

#include <openssl/evp.h>

#include "buf.h"
#include "secret.h"

/* The private key in a file; reports what sign_open() says.  NULL after reporting. */
EVP_PKEY *sign_read_pem(struct diag *diag, const char *path, const struct secret_source *source);

/* Append the private key as PKCS#8, encrypted when there is a passphrase; false on failure. */
bool sign_write_pem(EVP_PKEY *pkey, const struct secret *passphrase, struct buf *out);

/* Append what a memory BIO holds and wipe its own copy. */
void sign_take_bio(BIO *bio, struct buf *out);

#endif
