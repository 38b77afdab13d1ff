/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack verify: is it authentic, and is it what these inputs make? */

#include <stdio.h>

#include "assembly.h"
#include "bootimage.h"
#include "cmd.h"
#include "cmd_fit.h"
#include "difference.h"
#include "fit_sign.h"
#include "imagefile.h"
#include "json.h"
#include "loader/params.h"
#include "options.h"
#include "pack.h"
#include "settings.h"
#include "slots.h"

/* The signed message covers the hashes of the payload, so equal messages are equal containers. */
static bool are_same(struct span one, struct span other)
{
	struct span a[2];
	struct span b[2];

	container_message(one, a);
	container_message(other, b);
	return span_equal(a[0], b[0]) && span_equal(a[1], b[1]);
}

static int compare(struct arena *arena, const struct pack *pack, const struct imagefile *file,
		   const struct assembly *ours)
{
	struct span manifest = buf_span(&ours->manifest);
	struct imagefile second;

	if (!are_same(file->manifest, manifest))
		difference_report(pack, file, &ours->parsed);
	else if (imagefile_second(arena, file, &second) && !are_same(second.manifest, manifest))
		difference_report(pack, &second, &ours->parsed);
	else
		return 0;
	return -1;
}

/* From what the container is derived again. */
struct inputs {
	const char *description; /* NULL: it is not */
	const uint32_t *sequence;
	struct xml_options xml;
};

static int verify_against(struct cmd *cmd, const struct imagefile *file,
			  const struct inputs *inputs, const struct imagefile_work *work)
{
	struct assembly derived = { .arena = NULL };
	struct fit_seal seal;
	struct pack pack;
	int result;

	diag_hide_info(cmd->diag);
	pack_begin(&pack, cmd->arena, cmd->diag);
	pack.frames.n_threads = work->n_threads;
	pack.sequence = inputs->sequence;
	result = pack_run(&pack, inputs->description, &inputs->xml);
	/* Only its key could make U-Boot's signature again: it is taken over. */
	if (result == 0 && fit_sign_find(cmd->arena, file->manifest, &seal))
		pack.table.seal = &seal;
	if (result == 0)
		result = assembly_begin(cmd->arena, cmd->diag, &pack, file->parsed.timestamp,
					&derived);
	if (result == 0)
		result = assembly_copy(&derived, work);
	if (result == 0)
		result = compare(cmd->arena, &pack, file, &derived);
	assembly_end(&derived);
	pack_end(&pack);
	return result;
}

static const char *policy_of(const struct imagefile *file)
{
	return bootimage_needs_all(file->tree) ? "all" : "any";
}

/* Of two keys: which signed, and whether both must have. */
static void print_keys_json(struct json *json, const struct imagefile *file, const struct key *key)
{
	json_text(json, "policy", policy_of(file));
	json_open(json, "keys", '[');
	for (; key != NULL; key = key->next) {
		uint32_t slot = slots_of_key(file->manifest, key->id);

		json_open(json, NULL, '{');
		json_hex(json, "key-id", (struct span){ key->id, sizeof(key->id) });
		if (slot != SLOTS_NONE)
			json_number(json, "slot", slot);
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* ", slot 0 signed with p256 key 0123abcd, slot 1 with ..." */
static const char *keys_text(struct cmd *cmd, const struct imagefile *file, const struct key *key)
{
	const char *text = "";

	for (; key != NULL; key = key->next) {
		uint32_t slot = slots_of_key(file->manifest, key->id);
		const char *name = arena_printf(cmd->arena, "%s key %08x", key_algorithm_name(key),
						get_be32(key->id));

		if (slot == SLOTS_NONE)
			text = arena_printf(cmd->arena, "%s, not signed with %s", text, name);
		else
			text = arena_printf(cmd->arena, "%s, slot %u signed with %s", text, slot,
					    name);
	}
	return text;
}

/* What decides on the board between two containers, which need not agree with it: the parameters of
 * the loader that is in the file.  They are sound, as the file was verified. */
static struct params loader_params(const struct imagefile *file)
{
	struct params params = { .n_keys = 0 };

	(void)!params_read(bootimage_params(file->bytes), &params);
	return params;
}

static const char *loader_policy(const struct params *params)
{
	return params->policy == PARAMS_POLICY_ALL ? "all" : "any";
}

static void print_loader_json(struct json *json, const struct imagefile *file)
{
	struct params params = loader_params(file);

	json_open(json, "loader", '{');
	json_text(json, "policy", loader_policy(&params));
	json_open(json, "key-ids", '[');
	for (uint32_t i = 0; i < params.n_keys; i++)
		json_hex(json, NULL, (struct span){ params.keys[i].id, CRYPTO_DIGEST_SIZE });
	json_close(json, ']');
	json_number(json, "security-version", params.security_version);
	json_close(json, '}');
}

/* "; its loader needs key 0123abcd and security version 1" */
static const char *loader_text(struct cmd *cmd, const struct imagefile *file)
{
	struct params params = loader_params(file);
	const char *keys;

	if (file->second.size == 0)
		return "";
	keys = arena_printf(cmd->arena, "key %08x", get_be32(params.keys[0].id));
	if (params.n_keys > 1)
		keys = arena_printf(cmd->arena, "%s of the keys %08x, %08x", loader_policy(&params),
				    get_be32(params.keys[0].id), get_be32(params.keys[1].id));
	return arena_printf(cmd->arena, "; its loader needs %s and security version %u or higher",
			    keys, params.security_version);
}

static void print_json(const struct imagefile *file, const struct key *key)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	json_bool(&json, "authentic", true);
	json_span(&json, "system", file->parsed.system);
	json_span(&json, "board", file->parsed.board);
	json_number(&json, "security-version", file->parsed.security_version);
	json_hex(&json, "key-id", (struct span){ key->id, sizeof(key->id) });
	json_bool(&json, "boot-image", file->is_boot_image);
	if (file->second.size != 0) {
		json_number(&json, "sequence", file->parsed.sequence);
		json_number(&json, "second-sequence", file->second_parsed.sequence);
		json_text(&json, "starts", imagefile_prefers_second(file) ? "second" : "first");
	}
	if (key->next != NULL)
		print_keys_json(&json, file, key);
	if (file->second.size != 0)
		print_loader_json(&json, file);
	json_close(&json, '}');
	json_end(&json);
}

/* Of two containers: the other one, and which is started. */
static const char *describe_second(struct cmd *cmd, const struct imagefile *file)
{
	const struct container *parsed = &file->second_parsed;

	if (file->second.size == 0)
		return "";
	if (are_same(file->manifest, file->second_manifest))
		return "; the second container is the same";
	return arena_printf(
		cmd->arena,
		"; the second container is %.*s, security version %u; sequences are %u and %u, so "
		"the loader starts the %s",
		(int)parsed->description.size, (const char *)parsed->description.data,
		parsed->security_version, file->parsed.sequence, parsed->sequence,
		imagefile_prefers_second(file) ? "second" : "first");
}

static void report(struct cmd *cmd, const struct imagefile *file, const struct key *key,
		   const char *against)
{
	const struct container *parsed = &file->parsed;
	const char *signatures = arena_printf(cmd->arena, ", signed with %s key %08x",
					      key_algorithm_name(key), get_be32(key->id));

	if (cmd->json)
		print_json(file, key);
	if (key->next != NULL)
		signatures = arena_printf(cmd->arena, "%s, %s of these keys needed",
					  keys_text(cmd, file, key), policy_of(file));
	cmd->summary = arena_printf(
		cmd->arena, "%s: authentic; %.*s for %.*s, security version %u%s%s%s%s%s",
		file->path, (int)parsed->description.size, (const char *)parsed->description.data,
		(int)parsed->board.size, (const char *)parsed->board.data, parsed->security_version,
		signatures, describe_second(cmd, file), loader_text(cmd, file),
		against != NULL ? "; equal to what is made from " : "",
		against != NULL ? against : "");
}

static const char explanation[] =
	"Applies every trust rule of docs/container.md with the loader's own code, and\n"
	"checks every hash.  A boot image is also made again with the installed loader\n"
	"and must be equal.  Of two keys it says which signed, and whether the container\n"
	"wants both or one of them (Loader keys).  Of two containers in it both are\n"
	"verified, also as the loader in the image does it, whose keys, policy and\n"
	"minimum security version are named, and which of the two it starts.\n"
	"--against builds the container from the description again, without a private\n"
	"key, and names the first difference: a property with both values, or a byte\n"
	"with its address and what lies there.\n\n"
	"--fit looks at the signatures of configurations that U-Boot checks, also of\n"
	"FITs that mkimage signed: each configuration has to be signed with the key, and\n"
	"its signature to cover all that it names.  It prints what is covered and what\n"
	"is not, of both containers where there are two, and says nothing about xpack's\n"
	"own signature (docs/fit.md).\n\n"
	"The file is read piece by piece, its images on several processors.  Work over a\n"
	"second shows a bar on a terminal; with --json an object on a line of stdout for\n"
	"each step, {\"phase\": \"hash\", \"done\": 1048576, \"total\": 4194304}.  The last\n"
	"object is the result.\n";

/* NULL, or what is wrong with the command line. */
static const char *usage_error(const struct inputs *inputs, bool fit, size_t n_keys)
{
	if (inputs->sequence != NULL && inputs->description == NULL)
		return "--sequence says nothing without --against";
	if (fit && (inputs->description != NULL || n_keys > 1))
		return "--fit goes with one key, and not with --against";
	return NULL;
}

/* inputs NULL: what U-Boot checks. */
static void verify(struct cmd *cmd, const char *path, const struct inputs *inputs,
		   const struct key *keys, const struct imagefile_work *work)
{
	struct imagefile file;

	if (imagefile_open_large(cmd->diag, path, &file) != 0)
		return;
	mapped_share(cmd->arena, &file.file);
	if (inputs == NULL)
		cmd_fit_verify(cmd, &file, keys);
	else if (imagefile_verify_with(cmd->arena, cmd->diag, &file, keys, work) == 0 &&
		 (inputs->description == NULL || verify_against(cmd, &file, inputs, work) == 0))
		report(cmd, &file, keys, inputs->description);
	mapped_unshare(cmd->arena, &file.file);
	imagefile_close(&file);
}

void cmd_verify(struct cmd *cmd, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct option_list public_keys = { NULL, 0 };
	struct inputs inputs = { .description = NULL };
	const char *threads = NULL;
	const char *sequence = NULL;
	bool fit = false;
	struct progress progress;
	struct imagefile_work work = { .progress = &progress };
	const struct option_spec options[] = {
		{ 'p', "public-key", "PUBKEY",
		  "public key, PEM, or -p twice; default $XPACK_PUBKEY, then the configuration",
		  NULL, NULL, &public_keys },
		{ 0, "against", "SYSTEM.xml",
		  "also derive the container from its inputs and compare", NULL,
		  &inputs.description, NULL },
		SEQUENCE_OPTION(&sequence),
		WORK_OPTION(&threads),
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		{ .name = "fit",
		  .help = "check what U-Boot checks, of any FIT, instead of xpack's signature",
		  .flag = &fit },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "verify [-p PUBKEY]... [--against SYSTEM.xml [--sequence N] | --fit] "
			    "[-I DIR] [-j N] [--json] IMAGE",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct option_list operands;
	struct key keys[KEY_MAX_SET];
	const char *error;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    options_threads(cmd, threads, &work.n_threads) != 0 ||
	    options_sequence(cmd, sequence, &inputs.sequence) != 0)
		return;
	error = usage_error(&inputs, fit, public_keys.n);
	if (error != NULL) {
		options_fail(cmd, &usage, error);
		return;
	}
	progress = progress_new(cmd->json, cmd->quiet);
	progress.late = true; /* --json prints one object where there is nothing to wait for */
	inputs.xml = (struct xml_options){ include_paths.items, include_paths.n };
	if (settings_public_keys(cmd->arena, cmd->diag, public_keys.items, public_keys.n, keys) ==
	    0)
		verify(cmd, operands.items[0], fit ? NULL : &inputs, keys, &work);
}
