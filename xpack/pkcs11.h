/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pkcs11: private keys that stay in a token, named by a PKCS#11 URI (pkcs11_uri.h).
 *
 * The token is reached through OpenSSL's engine "pkcs11" of libp11, which is looked for when such a
 * key is opened and at no other time.  OpenSSL 3.0 calls engines deprecated; this is the only file
 * that uses one.  The PKCS#11 module is module-path of the URI, else $PKCS11_MODULE_PATH, else the
 * modules that p11-kit knows.
 *
 * The PIN is asked for once, when the token wants it, and never tried a second time: tokens lock.
 */
#ifndef XPACK_PKCS11_H
#define XPACK_PKCS11_H

#include "arena.h"
#include "secret.h"

struct pkcs11;

/*
 * Open the key.  source says where the PIN is unless pin-source of the URI does.  Reports, at the
 * URI without its query: key-pkcs11 (the URI: exit 2), key-token (no engine: exit 4; no module, no
 * such token, no such key: exit 1), key-pin (as secret_get(); a wrong PIN: exit 1).  NULL after
 * reporting.
 */
struct pkcs11 *pkcs11_open(struct arena *arena, struct diag *diag, const char *uri,
			   const struct secret_source *source);
void pkcs11_close(struct pkcs11 *token);

/* The private key, an EVP_PKEY that is the token's, and the public one, which is the caller's to
 * free; NULL after reporting key-token. */
void *pkcs11_private(const struct pkcs11 *token);
void *pkcs11_public(struct pkcs11 *token);

#endif
