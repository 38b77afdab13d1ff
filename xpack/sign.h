/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sign: private keys.  The only module that touches one.
 *
 * A private key is a PEM file, PKCS#8 (RFC 5958) or one of the traditional forms, which may be
 * encrypted; or a PKCS#11 URI, and then it stays in its token (pkcs11.h).  It is wiped from memory
 * when it is no longer needed and never appears in a message (guard.h, secret.h).
 *
 * RSASSA-PKCS1-v1_5 signatures are a function of key and message, so containers signed twice are
 * equal.  ECDSA takes a nonce: OpenSSL from 3.2 on makes it from key and message (RFC 6979), and
 * then that holds for ECDSA too; OpenSSL 3.0 and 3.1 and tokens take a random one, and two
 * signatures over the same message differ.
 */
#ifndef XPACK_SIGN_H
#define XPACK_SIGN_H

#include "buf.h"
#include "key.h"
#include "secret.h"

struct signer;

/*
 * Open a private key; source says where its passphrase or PIN is.  Reports at the file or URI:
 * key-format, key-public (it holds only a public key), key-algorithm, key-passphrase,
 * key-permissions (a warning), file-read, and for a URI what pkcs11_open() does.  NULL after
 * reporting.  While it is open, so is a guard (guard.h).
 */
struct signer *sign_open(struct arena *arena, struct diag *diag, const char *key,
			 const struct secret_source *source);
void sign_close(struct signer *signer);

/* The public half; lives as long as signer. */
const struct key *sign_key(const struct signer *signer);

/* Sign a digest: RSA as it is, ECDSA r and s one behind the other.  Returns the signature's size,
 * or 0 after reporting sign-failed (exit 4). */
size_t sign_over(struct diag *diag, const struct signer *signer,
		 const uint8_t digest[CRYPTO_DIGEST_SIZE], uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE]);

/*
 * Read the loader's other public key; one that is the signer's own is passed over.  is_linked: what
 * sign_key() gives leads to it from now on.  Reports what key_join() does.  Returns 0 or -1.
 */
int sign_join(struct diag *diag, struct signer *signer, const char *path, bool is_linked)
	__attribute__((warn_unused_result));

/* Whether sign_join() read one. */
bool sign_has_other(const struct signer *signer);

/* Whether two signatures of this key over one message are equal. */
bool sign_is_deterministic(const struct signer *signer);

/*
 * Sign the message of a manifest, header and all, and make the slot that holds the signature,
 * CONTAINER_SLOT_SIZE bytes.  The signature is verified before it is given away.  Returns 0, or -1
 * after reporting sign-failed (exit 4).
 */
int sign_manifest(struct diag *diag, const struct signer *signer, struct span manifest,
		  uint8_t *slot) __attribute__((warn_unused_result));

/* The same into slot 0 of a container, which begins with a manifest that fit_write() made. */
int sign_container(struct diag *diag, const struct signer *signer, struct buf *container)
	__attribute__((warn_unused_result));

/*
 * A signature that was made elsewhere, over digest, into the form of a slot: RSA as it is, ECDSA
 * also from DER (RFC 3279, section 2.2.3).  Returns its size, or 0 when it is not one of this key
 * over this digest.
 */
size_t sign_accept(const struct key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature, uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE]);

/* Make a key pair; algorithm is one of sign_algorithms().  Both are PEM texts, the private one
 * PKCS#8, encrypted when passphrase is not NULL.  Returns 0 or -1 after reporting. */
int sign_generate(struct diag *diag, const char *algorithm, const struct secret *passphrase,
		  struct buf *private_key, struct buf *public_key)
	__attribute__((warn_unused_result));

/* NULL-terminated: "rsa3072" (the default, first), "rsa2048", "rsa4096", "p256". */
const char *const *sign_algorithms(void);

/* Overwrite and free a buffer that held a private key. */
void sign_wipe(struct buf *private_key);

#endif
