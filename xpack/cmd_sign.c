/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack sign: the signatures of a container, added, replaced, removed, made elsewhere. */

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "file.h"
#include "manifest_file.h"
#include "options.h"
#include "patch.h"
#include "pkcs11_uri.h"
#include "settings.h"
#include "sign.h"
#include "slots.h"

#define SIGNATURE_MAX_SIZE (4u << 10) /* bytes; in DER at most 72, of RSA-4096 512 */

struct signing {
	struct cmd *cmd;
	struct manifest_file file;
	/* options */
	const char *key;
	struct secret_source secret;
	struct option_list public_keys;
	const char *replace;
	const char *remove;
	const char *attach;
	const char *tbs;
	const char *tbs_digest;
	const char *output;
};

static struct location at_image(const struct signing *signing)
{
	return location_of_file(signing->file.path);
}

static struct span header_of(const struct signing *signing)
{
	return buf_span(&signing->file.bytes);
}

static uint8_t *slot_bytes(struct signing *signing, uint32_t i)
{
	return signing->file.bytes.data + CONTAINER_SLOTS_OFFSET + (size_t)i * CONTAINER_SLOT_SIZE;
}

/* "slot 0, p256 key 0123abcd" */
static const char *slot_text(const struct signing *signing, uint32_t i)
{
	struct span slot = container_slot(header_of(signing), i);

	if (slots_is_empty(header_of(signing), i))
		return arena_printf(signing->cmd->arena, "slot %" PRIu32 ", empty", i);
	return arena_printf(signing->cmd->arena, "slot %" PRIu32 ", %s key %08" PRIx32, i,
			    slots_algorithm(slot), get_be32(slot.data + CONTAINER_SLOT_KEY_ID));
}

static void note_slots(const struct signing *signing)
{
	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++)
		diag_note(signing->cmd->diag, at_image(signing), "%s", slot_text(signing, i));
}

/* The slot that --replace or --remove names; SLOTS_NONE after reporting. */
static uint32_t find_named(const struct signing *signing, const char *option, const char *name)
{
	struct diag *diag = signing->cmd->diag;
	uint32_t found;
	struct key key;

	if (slots_is_id(name)) {
		found = slots_named(header_of(signing), name);
	} else {
		if (key_read_public(diag, name, &key) != 0)
			return SLOTS_NONE;
		found = slots_of_key(header_of(signing), key.id);
	}
	if (found == SLOTS_NONE) {
		diag_fail(diag, EXIT_USAGE, at_image(signing), "sign-slots",
			  "%s %s names no one slot", option, name);
		note_slots(signing);
	}
	return found;
}

/* The slot for this key's signature; SLOTS_NONE after reporting. */
static uint32_t choose_slot(const struct signing *signing, const struct key *key)
{
	struct diag *diag = signing->cmd->diag;
	uint32_t own = slots_of_key(header_of(signing), key->id);
	uint32_t chosen = own;

	if (signing->replace != NULL) {
		chosen = find_named(signing, "--replace", signing->replace);
		if (chosen == SLOTS_NONE || own == SLOTS_NONE || own == chosen)
			return chosen;
		diag_fail(diag, EXIT_USAGE, at_image(signing), "sign-slots",
			  "this key's signature is in slot %" PRIu32
			  " already; no container has two of one key",
			  own);
		note_slots(signing);
		return SLOTS_NONE;
	}
	if (chosen == SLOTS_NONE)
		chosen = slots_free(header_of(signing));
	if (chosen == SLOTS_NONE) {
		diag_fail(diag, EXIT_USAGE, at_image(signing), "sign-slots",
			  "both slots have a signature of another key");
		note_slots(signing);
		diag_help(diag, at_image(signing),
			  "--replace KEY-ID puts this one in the place of another");
	}
	return chosen;
}

static void digest_of(const struct signing *signing, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	struct span message[2];

	container_message(header_of(signing), message);
	crypto_sha256(message, 2, digest);
}

/* Each key of -p stands in a slot, and its signature is one. */
static int verify_slots(const struct signing *signing)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	int result = 0;

	digest_of(signing, digest);
	for (size_t k = 0; k < signing->public_keys.n; k++) {
		const char *path = signing->public_keys.items[k];
		struct span slot;
		struct key key;
		uint32_t i;

		if (key_read_public(signing->cmd->diag, path, &key) != 0)
			return -1;
		i = slots_of_key(header_of(signing), key.id);
		slot = container_slot(header_of(signing), i == SLOTS_NONE ? 0 : i);
		if (i != SLOTS_NONE &&
		    crypto_verify(&key.public, digest,
				  span_part(slot, CONTAINER_SLOT_SIGNATURE,
					    get_be32(slot.data + CONTAINER_SLOT_LENGTH))))
			continue;
		diag_fail(signing->cmd->diag, EXIT_TRUST, at_image(signing), "not-authentic",
			  i == SLOTS_NONE ? "no slot has a signature of the key %s"
					  : "the signature of the key %s is not one",
			  path);
		result = -1;
	}
	return result;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat first;
	struct stat second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

/* An output takes the place of no input; but that of the container may, unless may is NULL. */
static int check_output(const struct signing *signing, const char *output, bool may_be_image)
{
	const char *inputs[] = { may_be_image ? NULL : signing->file.path,
				 signing->key,
				 signing->secret.file,
				 signing->attach,
				 signing->replace,
				 signing->remove };
	bool is_input = false;

	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++)
		is_input = is_input || (inputs[i] != NULL && is_same_file(output, inputs[i]));
	for (size_t i = 0; i < signing->public_keys.n; i++)
		is_input = is_input || is_same_file(output, signing->public_keys.items[i]);
	if (!is_input)
		return 0;
	diag_fail(signing->cmd->diag, EXIT_USAGE, location_of_file(output), "output",
		  "this output is also an input");
	return -1;
}

/* Slot i has its new bytes in memory: into the file, when all is well. */
static void write_slot(struct signing *signing, uint32_t i, const char *what)
{
	const char *output = signing->output != NULL ? signing->output : signing->file.path;
	const struct patch patch = {
		.fd = signing->file.fd,
		.path = signing->file.path,
		.offset = CONTAINER_SLOTS_OFFSET + (uint64_t)i * CONTAINER_SLOT_SIZE,
		.bytes = container_slot(header_of(signing), i),
	};

	if (verify_slots(signing) == 0 && check_output(signing, output, true) == 0 &&
	    patch_write(signing->cmd->diag, &patch, output) == 0)
		signing->cmd->summary =
			arena_printf(signing->cmd->arena, "%s: %s%s; %s", output,
				     slot_text(signing, i), what, slot_text(signing, 1 - i));
}

static void sign_with_key(struct signing *signing)
{
	struct cmd *cmd = signing->cmd;
	const char *what = ", signed";
	struct signer *signer;
	uint32_t i;
	int result = -1;

	signing->key = settings_find(cmd->arena, cmd->diag, SETTING_KEY, signing->key);
	if (signing->key == NULL)
		return;
	signer = sign_open(cmd->arena, cmd->diag, signing->key, &signing->secret);
	if (signer == NULL)
		return;
	i = choose_slot(signing, sign_key(signer));
	if (i != SLOTS_NONE)
		result = sign_manifest(cmd->diag, signer, header_of(signing),
				       slot_bytes(signing, i));
	if (!sign_is_deterministic(signer))
		what = ", signed with a random nonce";
	sign_close(signer);
	if (result == 0)
		write_slot(signing, i, what);
}

static void remove_signature(struct signing *signing)
{
	uint32_t i = find_named(signing, "--remove", signing->remove);

	if (i == SLOTS_NONE)
		return;
	memset(slot_bytes(signing, i), 0, CONTAINER_SLOT_SIZE);
	write_slot(signing, i, "");
}

/* The key among those of -p whose signature it is, and the bytes for its slot. */
static size_t find_signer(struct signing *signing, struct span signature, struct key *key,
			  uint8_t *raw)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	digest_of(signing, digest);
	for (size_t k = 0; k < signing->public_keys.n; k++) {
		size_t size;

		if (key_read_public(signing->cmd->diag, signing->public_keys.items[k], key) != 0)
			return 0;
		size = sign_accept(key, digest, signature, raw);
		if (size > 0)
			return size;
	}
	diag_fail(signing->cmd->diag, EXIT_TRUST, location_of_file(signing->attach), "sign-attach",
		  "this is no signature of the key over %s", signing->file.path);
	diag_help(signing->cmd->diag, location_of_file(signing->attach),
		  "'xpack sign --tbs FILE' writes what is to be signed: RSASSA-PKCS1-v1_5 or "
		  "ECDSA, with SHA-256");
	return 0;
}

static void attach_signature(struct signing *signing)
{
	struct cmd *cmd = signing->cmd;
	uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE];
	struct buf signature;
	struct key key;
	uint32_t i;
	size_t size;

	if (signing->public_keys.n == 0) {
		const char **found = arena_array(cmd->arena, 1, sizeof(*found));

		found[0] = settings_find(cmd->arena, cmd->diag, SETTING_PUBKEY, NULL);
		if (found[0] == NULL)
			return;
		signing->public_keys = (struct option_list){ found, 1 };
	}
	if (file_read(cmd->diag, location_of_file(signing->attach), signing->attach,
		      SIGNATURE_MAX_SIZE, &signature) != 0)
		return;
	size = find_signer(signing, buf_span(&signature), &key, raw);
	buf_free(&signature);
	i = size == 0 ? SLOTS_NONE : choose_slot(signing, &key);
	if (i == SLOTS_NONE)
		return;
	slots_fill(slot_bytes(signing, i), &key, (struct span){ raw, size });
	write_slot(signing, i, ", attached");
}

/* What is to be signed elsewhere: the message, its digest, or both. */
static void write_message(struct signing *signing)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct buf message = { 0 };
	struct output outputs[2];
	struct span pieces[2];
	size_t n = 0;

	container_message(header_of(signing), pieces);
	buf_put(&message, pieces[0].data, pieces[0].size);
	buf_put(&message, pieces[1].data, pieces[1].size);
	digest_of(signing, digest);
	if (signing->tbs != NULL)
		outputs[n++] = (struct output){ signing->tbs, buf_span(&message), 0666 };
	if (signing->tbs_digest != NULL)
		outputs[n++] =
			(struct output){ signing->tbs_digest, { digest, sizeof(digest) }, 0666 };
	for (size_t i = 0; i < n; i++)
		if (check_output(signing, outputs[i].path, false) != 0)
			n = 0;
	if (n > 0 && verify_slots(signing) == 0 &&
	    file_write_all(signing->cmd->diag, outputs, n) == 0)
		signing->cmd->summary =
			arena_printf(signing->cmd->arena, "%s: %zu bytes to be signed",
				     outputs[0].path, outputs[0].bytes.size);
	buf_free(&message);
}

static const char explanation[] =
	"Works on the signatures of a container, of which there is room for two.  Nothing\n"
	"else of the file changes; it appears complete or stays as it was.\n"
	"  sign IMAGE                 signs with KEY: into its own slot, if KEY has\n"
	"                             signed before, else into the free one\n"
	"  sign --remove SIGNER IMAGE empties a slot\n"
	"  sign --tbs FILE IMAGE      writes the bytes that a signature is made over, for\n"
	"                             openssl dgst -sha256 -sign KEY -out SIGNATURE FILE\n"
	"  sign --attach SIGNATURE -p PUBKEY IMAGE\n"
	"                             puts a signature that was made so into a slot, if\n"
	"                             it is one; of ECDSA in DER or as r and s\n"
	"SIGNER is a public key, or the first 8 to 64 digits of its id, which 'xpack\n"
	"list' shows.  A boot image is made of the signed container with 'xpack image'.\n"
	"Signatures of one RSA key over the same bytes are equal, those of a P-256 key\n"
	"are where OpenSSL is 3.2 or newer and the key is a file.  docs/keys.md explains\n"
	"keys, passphrases, tokens and releases.\n";

static const struct usage *fill_usage(struct usage *usage, const struct option_spec *options)
{
	*usage = (struct usage){
		.synopsis =
			"sign [-k KEY] " SECRET_SYNOPSIS " [--replace SIGNER] [--remove SIGNER] "
			"[--tbs FILE] [--tbs-digest FILE] [--attach SIGNATURE] [-p PUBKEY]... "
			"[-o FILE] IMAGE",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = 1,
	};
	return usage;
}

static int parse(struct signing *signing, int argc, char **argv, struct option_list *operands)
{
	const struct option_spec options[] = {
		{ 'k', "key", "KEY",
		  "private key, PEM or PKCS#11 URI; default $XPACK_KEY, then the configuration",
		  NULL, &signing->key, NULL },
		SECRET_OPTIONS(&signing->secret),
		{ 0, "replace", "SIGNER", "put the signature in the place of this one", NULL,
		  &signing->replace, NULL },
		{ 0, "remove", "SIGNER", "empty the slot of this one", NULL, &signing->remove,
		  NULL },
		{ 0, "tbs", "FILE", "write the bytes to be signed", NULL, &signing->tbs, NULL },
		{ 0, "tbs-digest", "FILE",
		  "write their SHA-256, 32 bytes, for devices that sign it", NULL,
		  &signing->tbs_digest, NULL },
		{ 0, "attach", "SIGNATURE", "put a signature that was made elsewhere into a slot",
		  NULL, &signing->attach, NULL },
		{ 'p', "public-key", "PUBKEY",
		  "verify the signature of this key too; may be given again", NULL, NULL,
		  &signing->public_keys },
		{ 'o', "output", "FILE", "write another file and leave IMAGE as it is", NULL,
		  &signing->output, NULL },
		{ .name = NULL },
	};
	struct usage usage;
	int n_ways;

	if (options_parse(signing->cmd, fill_usage(&usage, options), argc, argv, operands) != 0)
		return -1;
	n_ways = (signing->remove != NULL) + (signing->attach != NULL) +
		 (signing->tbs != NULL || signing->tbs_digest != NULL);
	if (n_ways <= 1 && (n_ways == 0 || signing->key == NULL) &&
	    (signing->replace == NULL || n_ways == 0 || signing->attach != NULL))
		return 0;
	options_fail(
		signing->cmd, &usage,
		"only one of -k, --remove, --tbs, --attach; --replace goes with -k and --attach");
	return -1;
}

void cmd_sign(struct cmd *cmd, int argc, char **argv)
{
	struct signing signing = { .cmd = cmd };
	struct option_list operands;

	if (parse(&signing, argc, argv, &operands) != 0 ||
	    manifest_file_open(cmd->arena, cmd->diag, operands.items[0], &signing.file) != 0)
		return;
	if (signing.tbs != NULL || signing.tbs_digest != NULL)
		write_message(&signing);
	else if (signing.attach != NULL)
		attach_signature(&signing);
	else if (signing.remove != NULL)
		remove_signature(&signing);
	else
		sign_with_key(&signing);
	manifest_file_close(&signing.file);
}
