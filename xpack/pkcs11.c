/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "pkcs11.h"

#include <errno.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "pkcs11_uri.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* PKCS#11 3.0, section 5.1.6, "CKR_": what a token says of a PIN. */
#define CKR_PIN_INCORRECT 0xa0
#define CKR_PIN_LEN_RANGE 0xa2
#define CKR_PIN_LOCKED 0xa4

struct pkcs11 {
	struct diag *diag;
	struct location at;
	struct pkcs11_uri uri;
	struct secret_source source;
	ENGINE *engine;
	UI_METHOD *method;
	EVP_PKEY *private;
	struct secret *pin; /* NULL until it was asked for */
	bool asked;         /* there is such a token, and it wanted a PIN */
	bool reported;      /* what was wrong with the PIN */
};

/* OpenSSL's question for the PIN: 1 when it is answered, 0 when it will not be. */
static int answer(UI *ui, UI_STRING *question)
{
	struct pkcs11 *token = UI_get0_user_data(ui);

	if (UI_get_string_type(question) != UIT_PROMPT)
		return 1;
	if (token->asked && token->private == NULL)
		return 0;
	if (!token->asked)
		token->pin =
			secret_get(token->diag, token->at, &token->source, "key-pin", "PIN", false);
	token->asked = true;
	if (token->pin == NULL) {
		token->reported = true;
		return 0;
	}
	return UI_set_result(ui, question, secret_text(token->pin)) == 0 ? 1 : 0;
}

static int fail_engine(struct pkcs11 *token)
{
	diag_fail(token->diag, EXIT_MACHINE, token->at, "key-token",
		  "OpenSSL has no engine 'pkcs11', through which tokens are reached");
	diag_help(token->diag, token->at,
		  "on Debian it is in the package libengine-pkcs11-openssl");
	return -1;
}

/* The library would print on standard error what is reported here. */
static int open_engine(struct pkcs11 *token)
{
	const char *module = token->uri.module;

	if (module != NULL && module[0] == '/' && access(module, R_OK) != 0) {
		diag_error(token->diag, token->at, "key-token", "the PKCS#11 module '%s': %s",
			   module, strerror(errno));
		return -1;
	}
	ENGINE_load_dynamic();
	token->engine = ENGINE_by_id("pkcs11");
	if (token->engine == NULL)
		return fail_engine(token);
	if (ENGINE_ctrl_cmd_string(token->engine, "QUIET", NULL, 0) != 1 ||
	    (token->uri.module != NULL &&
	     ENGINE_ctrl_cmd_string(token->engine, "MODULE_PATH", token->uri.module, 0) != 1) ||
	    ENGINE_init(token->engine) != 1) {
		ENGINE_free(token->engine);
		token->engine = NULL;
		return fail_engine(token);
	}
	token->method = UI_create_method("xpack");
	if (token->method == NULL || UI_method_set_reader(token->method, answer) != 0)
		memory_exhausted();
	return 0;
}

/* Whether the library's queue of errors has one of that library and reason. */
static bool has_error(const char *library, unsigned long reason)
{
	unsigned long error = ERR_peek_error();
	const char *name = error != 0 ? ERR_lib_error_string(error) : NULL;

	return name != NULL && strcmp(name, library) == 0 &&
	       (reason == 0 || (unsigned long)ERR_GET_REASON(error) == reason);
}

static void explain_pin(struct pkcs11 *token)
{
	if (has_error("PKCS#11 module", CKR_PIN_LOCKED))
		diag_error(token->diag, token->at, "key-pin", "the token has locked its PIN");
	else if (has_error("PKCS#11 module", CKR_PIN_INCORRECT) ||
		 has_error("PKCS#11 module", CKR_PIN_LEN_RANGE))
		diag_error(token->diag, token->at, "key-pin",
			   "the token refuses this PIN; it was tried once");
	else
		diag_error(token->diag, token->at, "key-token",
			   "the token has no such private key");
}

/* What the library's queue of errors says of the key that it did not find. */
static void explain(struct pkcs11 *token)
{
	const char *module = token->uri.module;

	if (token->reported)
		return;
	if (token->asked) {
		explain_pin(token);
	} else if (has_error("libp11", 0)) {
		diag_error(token->diag, token->at, "key-token",
			   "the PKCS#11 module '%s' cannot be loaded",
			   module != NULL ? module : "that is the default");
	} else {
		diag_error(token->diag, token->at, "key-token", "there is no such token");
		diag_help(token->diag, token->at,
			  "'pkcs11-tool --list-token-slots' lists them; module-path=FILE behind a "
			  "'?' names their PKCS#11 module");
	}
}

struct pkcs11 *pkcs11_open(struct arena *arena, struct diag *diag, const char *uri,
			   const struct secret_source *source)
{
	struct pkcs11 *token = memory_alloc(sizeof(*token));

	token->diag = diag;
	if (pkcs11_parse(arena, diag, uri, &token->uri) != 0) {
		pkcs11_close(token);
		return NULL;
	}
	token->at = location_of_file(token->uri.path);
	token->source = *source;
	if (token->uri.pin_source != NULL)
		token->source = (struct secret_source){ .file = token->uri.pin_source };
	if (open_engine(token) == 0) {
		ERR_clear_error();
		token->private = ENGINE_load_private_key(token->engine, token->uri.path,
							 token->method, token);
		if (token->private == NULL)
			explain(token);
	}
	if (token->private != NULL)
		return token;
	pkcs11_close(token);
	return NULL;
}

void pkcs11_close(struct pkcs11 *token)
{
	if (token == NULL)
		return;
	EVP_PKEY_free(token->private);
	if (token->engine != NULL) {
		ENGINE_finish(token->engine);
		ENGINE_free(token->engine);
	}
	if (token->method != NULL)
		UI_destroy_method(token->method);
	secret_forget(token->pin);
	free(token);
}

void *pkcs11_private(const struct pkcs11 *token)
{
	return token->private;
}

/* Of the certificate with the same name. */
static EVP_PKEY *from_certificate(struct pkcs11 *token)
{
	struct {
		const char *id;
		X509 *certificate;
	} query = { token->uri.path, NULL };
	EVP_PKEY *public = NULL;

	if (ENGINE_ctrl_cmd(token->engine, "LOAD_CERT_CTRL", 0, &query, NULL, 1) == 1 &&
	    query.certificate != NULL)
	public = X509_get_pubkey(query.certificate);
	X509_free(query.certificate);
	return public;
}

/* As a key of its own, without the token: what came out of it and was read again. */
static EVP_PKEY *detach(EVP_PKEY *pkey)
{
	unsigned char *der = NULL;
	int size = pkey == NULL ? 0 : i2d_PUBKEY(pkey, &der);
	const unsigned char *at = der;
	EVP_PKEY *public = size > 0 ? d2i_PUBKEY(NULL, &at, size) : NULL;

	OPENSSL_free(der);
	return public;
}

void *pkcs11_public(struct pkcs11 *token)
{
	EVP_PKEY *found = NULL;
	EVP_PKEY *public = detach(token->private);

	if (public == NULL) {
		found = ENGINE_load_public_key(token->engine, token->uri.path, token->method,
					       token);
		public = detach(found);
	}
	if (public == NULL) {
		EVP_PKEY_free(found);
		found = from_certificate(token);
		public = detach(found);
	}
	EVP_PKEY_free(found);
	if (public == NULL)
		diag_error(token->diag, token->at, "key-token",
			   "the token has neither a public key nor a certificate beside this "
			   "private key");
	return public;
}
