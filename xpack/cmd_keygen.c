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

static void summarize(struct cmd *cmd, const char *algorithm, const char *path,
		      const char *public_path)
{
	char *real = realpath(path, NULL);
	const char *full = real != NULL ? real : path;

	cmd->summary = arena_printf(cmd->arena,
				    "%s: private key, %s; keep it secret\n"
				    "%s: public key\n"
				    "to use them without options, write into "
				    "~/.config/xpack/config:\n"
				    "  key = %s\n  pubkey = %s.pub",
				    path, algorithm, public_path, full, full);
	free(real);
}

static void generate(struct cmd *cmd, const char *algorithm, const char *path)
{
	const char *public_path = arena_printf(cmd->arena, "%s.pub", path);
	struct buf private_key = { 0 };
	struct buf public_key = { 0 };
	struct output outputs[2];

	if (refuse_existing(cmd->diag, path) != 0 || refuse_existing(cmd->diag, public_path) != 0 ||
	    sign_generate(cmd->diag, algorithm, &private_key, &public_key) != 0)
		return;
	outputs[0] = (struct output){ path, buf_span(&private_key), 0600 };
	outputs[1] = (struct output){ public_path, buf_span(&public_key), 0666 };
	if (file_write_all(cmd->diag, outputs, 2) == 0)
		summarize(cmd, algorithm, path, public_path);
	sign_wipe(&private_key);
	buf_free(&public_key);
}

static const char explanation[] =
	"Makes a key pair: FILE is the private key (PKCS#8 in PEM, mode 0600), FILE.pub\n"
	"the public key (SubjectPublicKeyInfo in PEM).  Existing files are not touched.\n";

void cmd_keygen(struct cmd *cmd, int argc, char **argv)
{
	const char *algorithm = sign_algorithms()[0];
	const struct option_spec options[] = {
		{ 'a', "algorithm", "NAME", "rsa3072 (default), rsa2048, rsa4096 or p256", NULL,
		  &algorithm, NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "keygen [--algorithm NAME] FILE",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct option_list operands;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    known_algorithm(cmd->diag, algorithm) != 0)
		return;
	generate(cmd, algorithm, operands.items[0]);
}
