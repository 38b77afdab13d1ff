/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack keygen: a key pair in two PEM files. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "file.h"
#include "nearest.h"
#include "options.h"
#include "sign.h"

#define MIN_PASSPHRASE 8u /* bytes; NIST SP 800-63B, section 5.1.1.1 */

struct keygen {
	struct cmd *cmd;
	const char *algorithm;
	bool encrypt;
	struct secret_source secret;
};

/* A key that exists is worth more than any new one. */
static int refuse_existing(struct diag *diag, const char *path)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return 0;
	diag_fail(diag, EXIT_USAGE, location_of_file(path), "keygen",
		  "this file exists; keys are never overwritten");
	return -1;
}

static int known_algorithm(struct diag *diag, const char *algorithm)
{
	struct nearest nearest = nearest_to(algorithm);

	for (const char *const *name = sign_algorithms(); *name != NULL; name++) {
		if (strcmp(*name, algorithm) == 0)
			return 0;
		nearest_try(&nearest, *name);
	}
	diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "unknown algorithm '%s'; known are rsa3072, rsa2048, rsa4096, p256", algorithm);
	if (nearest.name != NULL)
		diag_help(diag, (struct location){ 0 }, "did you mean '%s'?", nearest.name);
	return -1;
}

static void summarize(const struct keygen *keygen, const char *path, const char *public_path)
{
	struct cmd *cmd = keygen->cmd;
	char *real = realpath(path, NULL);
	const char *full = real != NULL ? real : path;

	cmd->summary = arena_printf(cmd->arena,
				    "%s: private key, %s%s; keep it secret\n"
				    "%s: public key\n"
				    "to use them without options, write into "
				    "~/.config/xpack/config:\n"
				    "  key = %s\n  pubkey = %s.pub",
				    path, keygen->algorithm, keygen->encrypt ? ", encrypted" : "",
				    public_path, full, full);
	free(real);
}

/* What an encrypted key is protected with; short ones are found by trying. */
static struct secret *new_passphrase(struct diag *diag, const char *path,
				     const struct secret_source *source)
{
	struct location at = location_of_file(path);
	struct secret *secret = secret_get(diag, at, source, "key-passphrase", "passphrase", true);

	if (secret == NULL || secret_size(secret) >= MIN_PASSPHRASE)
		return secret;
	diag_error(diag, at, "key-passphrase", "a passphrase for a new key has at least %u bytes",
		   MIN_PASSPHRASE);
	secret_forget(secret);
	return NULL;
}

static void generate(struct keygen *keygen, const char *path)
{
	struct cmd *cmd = keygen->cmd;
	struct secret *passphrase = NULL;
	const char *public_path = arena_printf(cmd->arena, "%s.pub", path);
	struct buf private_key = { 0 };
	struct buf public_key = { 0 };
	struct output outputs[2];
	int result;

	if (refuse_existing(cmd->diag, path) != 0 || refuse_existing(cmd->diag, public_path) != 0)
		return;
	if (keygen->encrypt) {
		passphrase = new_passphrase(cmd->diag, path, &keygen->secret);
		if (passphrase == NULL)
			return;
	}
	result = sign_generate(cmd->diag, keygen->algorithm, passphrase, &private_key, &public_key);
	secret_forget(passphrase);
	if (result != 0)
		return;
	outputs[0] = (struct output){ path, buf_span(&private_key), 0600 };
	outputs[1] = (struct output){ public_path, buf_span(&public_key), 0666 };
	if (file_write_all(cmd->diag, outputs, 2) == 0)
		summarize(keygen, path, public_path);
	sign_wipe(&private_key);
	buf_free(&public_key);
}

static const char explanation[] =
	"Makes a key pair: FILE is the private key (PKCS#8 in PEM, mode 0600), FILE.pub\n"
	"the public key (SubjectPublicKeyInfo in PEM).  Existing files are not touched.\n"
	"With --encrypt the private key is encrypted with a passphrase, which is asked\n"
	"for on the terminal when no option says where it is (PBES2: PBKDF2 with\n"
	"HMAC-SHA-256, AES-256-CBC).  The options imply --encrypt.\n";

void cmd_keygen(struct cmd *cmd, int argc, char **argv)
{
	struct keygen keygen = { .cmd = cmd, .algorithm = sign_algorithms()[0] };
	const struct option_spec options[] = {
		{ 'a', "algorithm", "NAME", "rsa3072 (default), rsa2048, rsa4096 or p256", NULL,
		  &keygen.algorithm, NULL },
		{ 'e', "encrypt", NULL, "encrypt the private key with a passphrase",
		  &keygen.encrypt, NULL, NULL },
		SECRET_OPTIONS(&keygen.secret),
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "keygen [--algorithm NAME] [--encrypt] " SECRET_SYNOPSIS " FILE",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct option_list operands;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    known_algorithm(cmd->diag, keygen.algorithm) != 0)
		return;
	if (keygen.secret.file != NULL || keygen.secret.descriptor != NULL)
		keygen.encrypt = true;
	generate(&keygen, operands.items[0]);
}
