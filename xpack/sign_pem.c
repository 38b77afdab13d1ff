/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Private keys as PEM texts: PKCS#8 (RFC 5958) and the traditional forms, encrypted or not. */

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

#include "access.h"
#include "file.h"
#include "key.h"
#include "memory.h"
#include "sign.h"
#include "sign_parts.h"

/* Of PBKDF2 with HMAC-SHA-256: what OWASP's "Password Storage Cheat Sheet" asked for in 2023. */
#define PBKDF2_ITERATIONS 600000

/* A file that is being read. */
struct reading {
	struct diag *diag;
	struct location at;
	const struct secret_source *source;
	struct secret *passphrase;
	bool asked;
};

/* OpenSSL asks for the passphrase through this, maybe more than once. */
static int give_passphrase(char *to, int size, int writing, void *context)
{
	struct reading *reading = context;

	(void)writing;
	if (!reading->asked)
		reading->passphrase = secret_get(reading->diag, reading->at, reading->source,
						 "key-passphrase", "passphrase", false);
	reading->asked = true;
	if (reading->passphrase == NULL || size < 0 ||
	    secret_size(reading->passphrase) > (size_t)size)
		return -1;
	memcpy(to, secret_text(reading->passphrase), secret_size(reading->passphrase));
	return (int)secret_size(reading->passphrase);
}

static void explain_no_key(const struct reading *reading, struct span text)
{
	struct diag *diag = reading->diag;

	if (reading->asked && reading->passphrase == NULL)
		return; /* secret_get() has said why */
	if (reading->asked) {
		diag_error(diag, reading->at, "key-passphrase",
			   "this passphrase does not open the private key");
	} else if (memmem(text.data, text.size, "BEGIN PUBLIC KEY-----", 21) != NULL) {
		diag_error(diag, reading->at, "key-public",
			   "this is a public key; a private key is needed");
	} else {
		diag_error(diag, reading->at, "key-format",
			   "no private key in PEM form in this file");
		diag_help(diag, reading->at, "'xpack keygen FILE' makes one");
	}
}

EVP_PKEY *sign_read_pem(struct diag *diag, const char *path, const struct secret_source *source)
{
	struct reading reading = { diag, location_of_file(path), source, NULL, false };
	struct buf text;
	EVP_PKEY *pkey;
	BIO *bio;

	if (file_read(diag, reading.at, path, KEY_MAX_FILE_SIZE, &text) != 0)
		return NULL;
	bio = BIO_new_mem_buf(text.data, (int)text.size);
	if (bio == NULL)
		memory_exhausted();
	pkey = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &reading);
	BIO_free(bio);
	if (pkey == NULL)
		explain_no_key(&reading, buf_span(&text));
	else
		access_warn(diag, path, -1);
	ERR_clear_error();
	secret_forget(reading.passphrase);
	sign_wipe(&text);
	return pkey;
}

void sign_take_bio(BIO *bio, struct buf *out)
{
	char *text = NULL;
	long size = BIO_get_mem_data(bio, &text);

	buf_put(out, text, (size_t)size);
	OPENSSL_cleanse(text, (size_t)size);
}

/* PBES2 (RFC 8018): PBKDF2 with HMAC-SHA-256, AES-256 in CBC mode. */
static X509_SIG *encrypt(PKCS8_PRIV_KEY_INFO *info, const struct secret *passphrase)
{
	X509_ALGOR *method = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), PBKDF2_ITERATIONS, NULL, 0, NULL,
					       NID_hmacWithSHA256);
	X509_SIG *encrypted = NULL;

	if (method != NULL)
		encrypted = PKCS8_set0_pbe(secret_text(passphrase), (int)secret_size(passphrase),
					   info, method);
	if (encrypted == NULL)
		X509_ALGOR_free(method);
	return encrypted;
}

bool sign_write_pem(EVP_PKEY *pkey, const struct secret *passphrase, struct buf *out)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey);
	BIO *bio = BIO_new(BIO_s_mem());
	X509_SIG *encrypted = NULL;
	bool done = false;

	if (info != NULL && bio != NULL && passphrase != NULL) {
		encrypted = encrypt(info, passphrase);
		done = encrypted != NULL && PEM_write_bio_PKCS8(bio, encrypted) == 1;
	} else if (info != NULL && bio != NULL) {
		done = PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio, info) == 1;
	}
	if (done)
		sign_take_bio(bio, out);
	X509_SIG_free(encrypted);
	PKCS8_PRIV_KEY_INFO_free(info);
	BIO_free(bio);
	return done;
}
