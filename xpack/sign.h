/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sign: private keys.  The only module that touches one.
 *
 * A private key file is PEM, PKCS#8 (RFC 5958) or the traditional forms, unencrypted; it is wiped
 * from memory when it is no longer needed and never appears in a message.
 *
 * RSASSA-PKCS1-v1_5 signatures are a function of key and message, so containers signed twice are
 * equal.  ECDSA takes a random nonce: OpenSSL 3.0 offers no deterministic one (RFC 6979), so two
 * signatures over the same message differ.
 */
#ifndef XPACK_SIGN_H
#define XPACK_SIGN_H

#include "buf.h"
#include "key.h"

struct signer;

/* Open a private key file.  Reports at the file: key-format, key-encrypted, key-public (it holds
 * only a public key), key-algorithm, file-read.  NULL after reporting. */
struct signer *sign_open(struct diag *diag, const char *path);
void sign_close(struct signer *signer);

/* The public half; lives as long as signer. */
const struct key *sign_key(const struct signer *signer);

/*
 * Sign the container's message and fill slot 0.  container begins with a manifest that
 * fit_write() made.  Returns 0, or -1 after reporting sign-failed (exit 4).
 */
int sign_container(struct diag *diag, const struct signer *signer, struct buf *container)
	__attribute__((warn_unused_result));

/* Make a key pair; algorithm is one of sign_algorithms().  Both are PEM texts, the private one
 * PKCS#8.  Returns 0 or -1 after reporting. */
int sign_generate(struct diag *diag, const char *algorithm, struct buf *private_key,
		  struct buf *public_key) __attribute__((warn_unused_result));

/* NULL-terminated: "rsa3072" (the default, first), "rsa2048", "rsa4096", "p256". */
const char *const *sign_algorithms(void);

/* Overwrite and free a buffer that held a private key. */
void sign_wipe(struct buf *private_key);

#endif
