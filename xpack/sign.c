/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "sign.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "loader/container.h"
#include "memory.h"
#include "pkcs11.h"
#include "pkcs11_uri.h"
#include "sign_parts.h"
#include "slots.h"

#define P256_SCALAR_SIZE 32
#define NONCE_TYPE "nonce-type" /* of OpenSSL 3.2: OSSL_SIGNATURE_PARAM_NONCE_TYPE */
#define NONCE_DETERMINISTIC 1u  /* of it: as RFC 6979 says */

struct signer {
	EVP_PKEY *pkey;
	struct pkcs11 *token; /* whose pkey is, or NULL */
	const char *shown;
	struct key key;
	struct key other; /* of the same loader */
	struct guard guard;
};

/* The public half of a token's key is not always in the private one. */
static int read_public(struct diag *diag, struct signer *signer)
{
	EVP_PKEY *public = signer->pkey;
	int result;

	if (signer->token != NULL)
	public = pkcs11_public(signer->token);
	if (public == NULL)
		return -1;
	result = key_from_openssl(diag, signer->shown, public, &signer->key);
	if (signer->token != NULL)
		EVP_PKEY_free(public);
	return result;
}

struct signer *sign_open(struct arena *arena, struct diag *diag, const char *key,
			 const struct secret_source *source)
{
	struct signer *signer = memory_alloc(sizeof(*signer));

	signer->guard = guard_raise();
	signer->shown = pkcs11_shown(arena, key);
	if (pkcs11_is_uri(key)) {
		signer->token = pkcs11_open(arena, diag, key, source);
		signer->pkey = signer->token == NULL ? NULL : pkcs11_private(signer->token);
	} else {
		signer->pkey = sign_read_pem(diag, key, source);
	}
	if (signer->pkey == NULL || read_public(diag, signer) != 0) {
		sign_close(signer);
		return NULL;
	}
	return signer;
}

void sign_close(struct signer *signer)
{
	if (signer == NULL)
		return;
	if (signer->token != NULL)
		pkcs11_close(signer->token);
	else
		EVP_PKEY_free(signer->pkey);
	guard_lower(&signer->guard);
	free(signer);
}

const struct key *sign_key(const struct signer *signer)
{
	return &signer->key;
}

int sign_join(struct diag *diag, struct signer *signer, const char *path, bool is_linked)
{
	const char *const paths[] = { path, path, path };
	struct key read;

	if (key_read_public(diag, path, &read) != 0)
		return -1;
	if (memcmp(read.id, signer->key.id, sizeof(read.id)) == 0)
		return 0;
	if (signer->other.bits != 0)
		return key_read_set(diag, paths, KEY_MAX_SET + 1, &read);
	if (key_join(diag, &signer->key, path, &signer->other) != 0)
		return -1;
	if (!is_linked)
		signer->key.next = NULL;
	return 0;
}

bool sign_has_other(const struct signer *signer)
{
	return signer->other.bits != 0;
}

/* DER to raw r||s; 0 when it is no signature in DER. */
static size_t raw_from_der(struct span signature, uint8_t *raw)
{
	const unsigned char *der = signature.data;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)signature.size);
	bool fits =
		pair != NULL && der == signature.data + signature.size &&
		BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw, P256_SCALAR_SIZE) > 0 &&
		BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw + P256_SCALAR_SIZE, P256_SCALAR_SIZE) > 0;

	ECDSA_SIG_free(pair);
	ERR_clear_error();
	return fits ? (size_t)2 * P256_SCALAR_SIZE : 0;
}

size_t sign_accept(const struct key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature, uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE])
{
	size_t size;

	if (signature.size <= CRYPTO_MAX_SIGNATURE_SIZE &&
	    crypto_verify(&key->public, digest, signature)) {
		memcpy(raw, signature.data, signature.size);
		return signature.size;
	}
	if (key->public.algorithm != CRYPTO_ECDSA_P256_SHA256)
		return 0;
	size = raw_from_der(signature, raw);
	return size > 0 && crypto_verify(&key->public, digest, (struct span){ raw, size }) ? size
											   : 0;
}

/* What the library can do is known when it runs: the tool may be built with an older one. */
static bool set_nonce(EVP_PKEY_CTX *context)
{
	unsigned type = NONCE_DETERMINISTIC;
	OSSL_PARAM params[] = { OSSL_PARAM_construct_uint(NONCE_TYPE, &type),
				OSSL_PARAM_construct_end() };
	const OSSL_PARAM *known = EVP_PKEY_CTX_settable_params(context);

	return known != NULL && OSSL_PARAM_locate_const(known, NONCE_TYPE) != NULL &&
	       EVP_PKEY_CTX_set_params(context, params) == 1;
}

bool sign_is_deterministic(const struct signer *signer)
{
	EVP_PKEY_CTX *context;
	bool is_set;

	if (signer->key.public.algorithm == CRYPTO_RSA_PKCS1_SHA256)
		return true;
	context = signer->token != NULL ? NULL : EVP_PKEY_CTX_new(signer->pkey, NULL);
	is_set = context != NULL && EVP_PKEY_sign_init(context) == 1 && set_nonce(context);
	EVP_PKEY_CTX_free(context);
	return is_set;
}

/* The signature over a digest, as the library makes it; 0 bytes on failure. */
static size_t sign_digest(const struct signer *signer, const uint8_t *digest, uint8_t *signature)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(signer->pkey, NULL);
	bool rsa = signer->key.public.algorithm == CRYPTO_RSA_PKCS1_SHA256;
	size_t size = CRYPTO_MAX_SIGNATURE_SIZE;
	bool done = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		    (!rsa || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1);

	if (done && !rsa && signer->token == NULL)
		(void)set_nonce(context);
	done = done && EVP_PKEY_sign(context, signature, &size, digest, CRYPTO_DIGEST_SIZE) == 1;
	EVP_PKEY_CTX_free(context);
	return done ? size : 0;
}

size_t sign_over(struct diag *diag, const struct signer *signer,
		 const uint8_t digest[CRYPTO_DIGEST_SIZE], uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE])
{
	uint8_t made[CRYPTO_MAX_SIGNATURE_SIZE];
	size_t size = sign_digest(signer, digest, made);

	/* A fault while signing can give the private key away, and a token can pair two keys. */
	if (size > 0)
		size = sign_accept(&signer->key, digest, (struct span){ made, size }, raw);
	ERR_clear_error();
	if (size == 0)
		diag_fail(diag, EXIT_MACHINE, location_of_file(signer->shown), "sign-failed",
			  "signing with this key failed");
	return size;
}

int sign_manifest(struct diag *diag, const struct signer *signer, struct span manifest,
		  uint8_t *slot)
{
	uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE];
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct span message[2];
	size_t size;

	container_message(manifest, message);
	crypto_sha256(message, 2, digest);
	size = sign_over(diag, signer, digest, raw);
	if (size == 0)
		return -1;
	slots_fill(slot, &signer->key, (struct span){ raw, size });
	return 0;
}

int sign_container(struct diag *diag, const struct signer *signer, struct buf *container)
{
	struct span manifest = { container->data, get_be32(container->data + 4) };

	return sign_manifest(diag, signer, manifest, container->data + CONTAINER_SLOTS_OFFSET);
}

const char *const *sign_algorithms(void)
{
	static const char *const names[] = { "rsa3072", "rsa2048", "rsa4096", "p256", NULL };

	return names;
}

static EVP_PKEY *generate(const char *algorithm)
{
	if (strcmp(algorithm, "p256") == 0)
		return EVP_EC_gen("P-256");
	return EVP_RSA_gen((unsigned)strtoul(algorithm + strlen("rsa"), NULL, 10));
}

int sign_generate(struct diag *diag, const char *algorithm, const struct secret *passphrase,
		  struct buf *private_key, struct buf *public_key)
{
	struct guard guard = guard_raise();
	EVP_PKEY *pkey = generate(algorithm);
	BIO *public = BIO_new(BIO_s_mem());
	int result = -1;

	if (pkey != NULL && public != NULL && PEM_write_bio_PUBKEY(public, pkey) == 1 &&
	    sign_write_pem(pkey, passphrase, private_key)) {
		sign_take_bio(public, public_key);
		result = 0;
	} else {
		diag_fail(diag, EXIT_MACHINE, (struct location){ 0 }, "keygen",
			  "making a %s key failed", algorithm);
	}
	EVP_PKEY_free(pkey);
	BIO_free(public);
	guard_lower(&guard);
	return result;
}

void sign_wipe(struct buf *private_key)
{
	if (private_key->data != NULL)
		OPENSSL_cleanse(private_key->data, private_key->capacity);
	buf_free(private_key);
}
