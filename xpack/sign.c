/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "sign.h"

#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "loader/container.h"
#include "memory.h"

#define P256_SCALAR_SIZE 32

struct signer {
	EVP_PKEY *pkey;
	const char *path;
	struct key key;
};

/* OpenSSL asks for a passphrase through this; none is given in this version. */
static int no_passphrase(char *to, int size, int writing, void *asked)
{
	(void)to;
	(void)size;
	(void)writing;
	*(bool *)asked = true;
	return -1;
}

static void explain_no_key(struct diag *diag, struct location at, struct span text, bool encrypted)
{
	if (encrypted) {
		diag_error(diag, at, "key-encrypted", "this private key is encrypted");
		diag_help(diag, at, "'openssl pkey -in FILE -out PLAIN' removes the passphrase");
	} else if (memmem(text.data, text.size, "BEGIN PUBLIC KEY-----", 21) != NULL) {
		diag_error(diag, at, "key-public", "this is a public key; a private key is needed");
	} else {
		diag_error(diag, at, "key-format", "no private key in PEM form in this file");
		diag_help(diag, at, "'xpack keygen FILE' makes one");
	}
}

static EVP_PKEY *read_private(struct diag *diag, const char *path)
{
	struct location at = location_of_file(path);
	bool encrypted = false;
	struct buf text;
	EVP_PKEY *pkey;
	BIO *bio;

	if (strncmp(path, "pkcs11:", 7) == 0) {
		diag_fail(diag, EXIT_USAGE, at, "key-pkcs11",
			  "PKCS#11 keys are not supported by this version; give a PEM file");
		return NULL;
	}
	if (file_read(diag, at, path, KEY_MAX_FILE_SIZE, &text) != 0)
		return NULL;
	bio = BIO_new_mem_buf(text.data, (int)text.size);
	if (bio == NULL)
		memory_exhausted();
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &encrypted);
	BIO_free(bio);
	if (pkey == NULL)
		explain_no_key(diag, at, buf_span(&text), encrypted);
	sign_wipe(&text);
	return pkey;
}

struct signer *sign_open(struct diag *diag, const char *path)
{
	EVP_PKEY *pkey = read_private(diag, path);
	struct signer *signer;

	if (pkey == NULL)
		return NULL;
	signer = memory_alloc(sizeof(*signer));
	signer->pkey = pkey;
	signer->path = path;
	if (key_from_openssl(diag, path, pkey, &signer->key) != 0) {
		sign_close(signer);
		return NULL;
	}
	return signer;
}

void sign_close(struct signer *signer)
{
	if (signer == NULL)
		return;
	EVP_PKEY_free(signer->pkey);
	free(signer);
}

const struct key *sign_key(const struct signer *signer)
{
	return &signer->key;
}

/* DER to raw r||s, in place; 0 on failure. */
static size_t raw_from_der(uint8_t *signature, size_t size)
{
	const unsigned char *der = signature;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &der, (long)size);
	bool fits = pair != NULL &&
		    BN_bn2binpad(ECDSA_SIG_get0_r(pair), signature, P256_SCALAR_SIZE) > 0 &&
		    BN_bn2binpad(ECDSA_SIG_get0_s(pair), signature + P256_SCALAR_SIZE,
				 P256_SCALAR_SIZE) > 0;

	ECDSA_SIG_free(pair);
	return fits ? (size_t)2 * P256_SCALAR_SIZE : 0;
}

/* The signature over a digest; 0 bytes on failure. */
static size_t sign_digest(const struct signer *signer, const uint8_t *digest,
			  uint8_t signature[CRYPTO_MAX_SIGNATURE_SIZE])
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(signer->pkey, NULL);
	bool rsa = signer->key.public.algorithm == CRYPTO_RSA_PKCS1_SHA256;
	size_t size = CRYPTO_MAX_SIGNATURE_SIZE;
	bool done = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		    (!rsa || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1) &&
		    EVP_PKEY_sign(context, signature, &size, digest, CRYPTO_DIGEST_SIZE) == 1;

	EVP_PKEY_CTX_free(context);
	if (!done)
		return 0;
	return rsa ? size : raw_from_der(signature, size);
}

int sign_container(struct diag *diag, const struct signer *signer, struct buf *container)
{
	uint8_t *slot = container->data + CONTAINER_SLOTS_OFFSET;
	uint8_t signature[CRYPTO_MAX_SIGNATURE_SIZE] = { 0 };
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct span message[2];
	size_t size;

	container_message((struct span){ container->data, get_be32(container->data + 4) }, message);
	crypto_sha256(message, 2, digest);
	size = sign_digest(signer, digest, signature);
	if (size == 0) {
		diag_fail(diag, EXIT_MACHINE, location_of_file(signer->path), "sign-failed",
			  "signing with this key failed");
		return -1;
	}
	memset(slot, 0, CONTAINER_SLOT_SIZE);
	put_be32(slot + CONTAINER_SLOT_ALGORITHM, signer->key.public.algorithm);
	put_be32(slot + CONTAINER_SLOT_LENGTH, (uint32_t)size);
	memcpy(slot + CONTAINER_SLOT_KEY_ID, signer->key.id, CRYPTO_DIGEST_SIZE);
	memcpy(slot + CONTAINER_SLOT_SIGNATURE, signature, size);
	return 0;
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

/* Take what a memory BIO holds and wipe its own copy. */
static void take_bio(BIO *bio, struct buf *out)
{
	char *text = NULL;
	long size = BIO_get_mem_data(bio, &text);

	buf_put(out, text, (size_t)size);
	OPENSSL_cleanse(text, (size_t)size);
}

int sign_generate(struct diag *diag, const char *algorithm, struct buf *private_key,
		  struct buf *public_key)
{
	EVP_PKEY *pkey = generate(algorithm);
	BIO *private = BIO_new(BIO_s_mem());
	BIO *public = BIO_new(BIO_s_mem());
	int result = -1;

	if (pkey != NULL && private != NULL && public != NULL &&
	    PEM_write_bio_PKCS8PrivateKey(private, pkey, NULL, NULL, 0, NULL, NULL) == 1 &&
	    PEM_write_bio_PUBKEY(public, pkey) == 1) {
		take_bio(private, private_key);
		take_bio(public, public_key);
		result = 0;
	} else {
		diag_fail(diag, EXIT_MACHINE, (struct location){ 0 }, "keygen",
			  "making a %s key failed", algorithm);
	}
	EVP_PKEY_free(pkey);
	BIO_free(private);
	BIO_free(public);
	return result;
}

void sign_wipe(struct buf *private_key)
{
	if (private_key->data != NULL)
		OPENSSL_cleanse(private_key->data, private_key->capacity);
	buf_free(private_key);
}
