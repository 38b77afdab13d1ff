/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "file.h"
#include "memory.h"

static int refuse_algorithm(struct diag *diag, const char *path, const char *what)
{
	diag_error(diag, location_of_file(path), "key-algorithm", "%s", what);
	diag_help(diag, location_of_file(path),
		  "RSA of 2048, 3072 or 4096 bits and ECDSA on P-256 can be used; "
		  "'xpack keygen' makes such keys");
	return -1;
}

static int set_rsa(struct diag *diag, const char *path, EVP_PKEY *pkey, struct key *key)
{
	BIGNUM *modulus = NULL;
	BIGNUM *exponent = NULL;
	BN_ULONG e = 0;
	int bits = EVP_PKEY_get_bits(pkey);

	if (bits != 2048 && bits != 3072 && bits != 4096)
		return refuse_algorithm(diag, path,
					"this RSA key has a size that is not supported");
	if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &modulus) == 1 &&
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1) {
		e = BN_num_bits(exponent) <= 32 ? BN_get_word(exponent) : 0;
		key->public.key.size = (size_t)bits / 8;
		BN_bn2binpad(modulus, key->bytes, bits / 8);
	}
	BN_free(modulus);
	BN_free(exponent);
	if (e < 3 || e % 2 == 0)
		return refuse_algorithm(diag, path, "this RSA key's exponent is not supported");
	key->public.algorithm = CRYPTO_RSA_PKCS1_SHA256;
	key->public.exponent = (uint32_t)e;
	key->bits = (unsigned)bits;
	return 0;
}

static int set_p256(struct diag *diag, const char *path, EVP_PKEY *pkey, struct key *key)
{
	char group[32] = "";
	size_t size = 0;

	EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof(group),
				       NULL);
	if (strcmp(group, "prime256v1") != 0 && strcmp(group, "P-256") != 0)
		return refuse_algorithm(diag, path, "this EC key is not on the curve P-256");
	if (EVP_PKEY_set_utf8_string_param(pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
					   "uncompressed") != 1 ||
	    EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, key->bytes,
					    sizeof(key->bytes), &size) != 1 ||
	    size != 65)
		return refuse_algorithm(diag, path, "this EC key's public point cannot be read");
	key->public.algorithm = CRYPTO_ECDSA_P256_SHA256;
	key->public.key.size = size;
	key->bits = 256;
	return 0;
}

int key_from_openssl(struct diag *diag, const char *path, void *evp_pkey, struct key *key)
{
	EVP_PKEY *pkey = evp_pkey;
	unsigned char *der = NULL;
	struct span info;
	int size;
	int result;

	*key = (struct key){ 0 };
	if (EVP_PKEY_is_a(pkey, "RSA"))
		result = set_rsa(diag, path, pkey, key);
	else if (EVP_PKEY_is_a(pkey, "EC"))
		result = set_p256(diag, path, pkey, key);
	else
		result = refuse_algorithm(diag, path, "this key is neither RSA nor EC");
	if (result != 0)
		return -1;
	size = i2d_PUBKEY(pkey, &der);
	if (size <= 0)
		memory_exhausted();
	info = (struct span){ der, (size_t)size };
	crypto_sha256(&info, 1, key->id);
	OPENSSL_free(der);
	key->public.id = key->id;
	key->public.key.data = key->bytes;
	return 0;
}

/* Without it OpenSSL would ask on the terminal when a file says that it is encrypted. */
static int no_passphrase(char *to, int size, int writing, void *context)
{
	(void)to;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

static EVP_PKEY *parse_public(const struct buf *text)
{
	BIO *bio = BIO_new_mem_buf(text->data, (int)text->size);
	EVP_PKEY *pkey;

	if (bio == NULL)
		memory_exhausted();
	pkey = PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	return pkey;
}

int key_read_public(struct diag *diag, const char *path, struct key *key)
{
	struct location at = location_of_file(path);
	struct buf text;
	EVP_PKEY *pkey;
	int result;

	if (file_read(diag, at, path, KEY_MAX_FILE_SIZE, &text) != 0)
		return -1;
	pkey = parse_public(&text);
	if (memmem(text.data, text.size, "PRIVATE KEY-----", 16) != NULL) {
		diag_error(diag, at, "key-private",
			   "this is a private key; a public key is needed");
		diag_help(diag, at,
			  "'xpack keygen FILE' wrote the public key to FILE.pub; "
			  "'openssl pkey -in FILE -pubout' prints it");
		result = -1;
	} else if (pkey != NULL) {
		result = key_from_openssl(diag, path, pkey, key);
	} else {
		diag_error(diag, at, "key-format", "no public key in PEM form in this file");
		result = -1;
	}
	EVP_PKEY_free(pkey);
	OPENSSL_cleanse(text.data, text.size);
	buf_free(&text);
	return result;
}

static int refuse_set(struct diag *diag, const char *path, const char *what)
{
	diag_fail(diag, EXIT_USAGE, location_of_file(path), "key-set", "%s", what);
	return -1;
}

int key_join(struct diag *diag, struct key *first, const char *path, struct key *other)
{
	if (key_read_public(diag, path, other) != 0)
		return -1;
	if (memcmp(first->id, other->id, sizeof(first->id)) == 0)
		return refuse_set(diag, path,
				  "this key is given twice; a loader's two keys differ");
	if (first->public.algorithm != other->public.algorithm)
		return refuse_set(diag, path,
				  "this key is of another algorithm than the other one; a loader "
				  "has the code of one");
	first->next = other;
	return 0;
}

int key_read_set(struct diag *diag, const char *const *paths, size_t n, struct key *keys)
{
	if (n > KEY_MAX_SET)
		return refuse_set(diag, paths[KEY_MAX_SET], "a loader has two keys at most");
	if (key_read_public(diag, paths[0], &keys[0]) != 0)
		return -1;
	return n == 1 ? 0 : key_join(diag, &keys[0], paths[1], &keys[1]);
}

const char *key_algorithm_name(const struct key *key)
{
	if (key->public.algorithm == CRYPTO_ECDSA_P256_SHA256)
		return "p256";
	return key->bits == 2048 ? "rsa2048" : key->bits == 3072 ? "rsa3072" : "rsa4096";
}
