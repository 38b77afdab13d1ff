/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack build: from a description to container and boot image. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "arch.h"
#include "assembly.h"
#include "bootimage.h"
#include "cmd.h"
#include "depfile.h"
#include "evidence.h"
#include "file.h"
#include "fit_sign.h"
#include "json.h"
#include "options.h"
#include "pack.h"
#include "pkcs11_uri.h"
#include "rules.h"
#include "sbom.h"
#include "settings.h"
#include "sign.h"

#define MAX_OUTPUTS 4
#define NEEDS_ANOTHER                                                                              \
	"; no boot image yet: the other key is to sign it with 'xpack sign', then 'xpack image' "  \
	"makes it"

struct build {
	struct cmd *cmd;
	struct pack pack;
	struct assembly assembly;
	struct file_stage *stage;
	struct progress progress;
	struct imagefile_work work;
	struct buf depfile;
	struct buf evidence_text;
	struct buf evidence_json;
	struct buf document;
	uint32_t timestamp;
	struct signer *signer;              /* NULL: unsigned */
	struct signer *fit_signer;          /* of --fit-key, when it is given */
	struct fit_seal seal;               /* of --fit-signature */
	const char *boot_image;             /* path, or NULL: none is made */
	struct output outputs[MAX_OUTPUTS]; /* beside these two */
	size_t n_outputs;
	/* options */
	const char *output;
	const char *key;
	struct secret_source secret;
	struct option_list other_keys;
	bool needs_another; /* signature, before any loader accepts the container */
	const char *fit_name;
	const char *fit_key;
	const char *depfile_path;
	const char *report;
	const char *threads;
	const char *sequence;
	bool is_unsigned;
	bool no_boot_image;
	struct option_list include_paths;
	struct rules rules;
};

static void add_output(struct build *build, const char *path, const struct buf *bytes)
{
	build->outputs[build->n_outputs++] =
		(struct output){ .path = path, .bytes = buf_span(bytes), .mode = 0666 };
}

/* No output may stand in the place of an input, least of all the key, or of another output. */
static int check_outputs(struct build *build)
{
	struct diag *diag = build->cmd->diag;
	unsigned before = diag_n_errors(diag);
	const char *paths[MAX_OUTPUTS + 2] = { build->output };
	size_t n = 1;

	if (build->boot_image != NULL)
		paths[n++] = build->boot_image;
	for (size_t i = 0; i < build->n_outputs; i++)
		paths[n++] = build->outputs[i].path;
	for (size_t i = 0; i < n; i++) {
		(void)!pack_refuse_input(&build->pack, paths[i]);
		for (size_t j = 0; j < i; j++)
			if (strcmp(paths[i], paths[j]) == 0)
				diag_fail(diag, EXIT_USAGE, location_of_file(paths[i]), "output",
					  "two outputs have this name");
	}
	if (diag_n_errors(diag) != before)
		diag_help(diag, (struct location){ 0 },
			  "-o, --depfile and --report say where outputs go");
	return diag_n_errors(diag) == before ? 0 : -1;
}

static int add_report(struct build *build)
{
	struct arena *arena = build->cmd->arena;
	struct evidence evidence;

	if (build->report == NULL)
		return 0;
	if (evidence_make(&build->pack, &evidence) != 0 ||
	    sbom_write(build->cmd->diag, &evidence, build->timestamp, &build->document) != 0)
		return -1;
	if (mkdir(build->report, 0777) != 0 && errno != EEXIST) {
		diag_fail(build->cmd->diag, EXIT_MACHINE, location_of_file(build->report),
			  "file-write", "cannot make the directory: %s", strerror(errno));
		return -1;
	}
	evidence_text(&evidence, &build->evidence_text);
	evidence_json(&evidence, &build->evidence_json);
	add_output(build, arena_printf(arena, "%s/boundary.txt", build->report),
		   &build->evidence_text);
	add_output(build, arena_printf(arena, "%s/boundary.json", build->report),
		   &build->evidence_json);
	add_output(build, arena_printf(arena, "%s/image.spdx.json", build->report),
		   &build->document);
	return 0;
}

static int add_depfile(struct build *build)
{
	if (build->depfile_path == NULL)
		return 0;
	depfile_write(&build->depfile, build->output, build->pack.inputs, build->pack.n_inputs);
	add_output(build, build->depfile_path, &build->depfile);
	return 0;
}

/* The payload is copied last of all that may fail, but for what its hashes are needed for. */
static int write_outputs(struct build *build)
{
	const struct signer *signer = build->signer;
	const struct key *key = signer == NULL ? NULL : sign_key(signer);
	struct assembly *assembly = &build->assembly;
	struct diag *diag = build->cmd->diag;

	if (add_depfile(build) != 0 || add_report(build) != 0 || check_outputs(build) != 0 ||
	    assembly_open(assembly, build->stage, build->output, build->boot_image, key) != 0)
		return -1;
	for (size_t i = 0; i < build->n_outputs; i++)
		if (file_stage_write(diag, build->stage, &build->outputs[i]) != 0)
			return -1;
	if (assembly_copy(assembly, &build->work) != 0 ||
	    (signer != NULL && sign_container(diag, signer, &assembly->manifest) != 0) ||
	    assembly_finish(assembly, key) != 0)
		return -1;
	return 0;
}

/* The loader's other key.  One that wants both makes no boot image yet. */
static int join_keys(struct build *build, struct signer *signer)
{
	bool is_any = build->pack.system->loader.any_key;

	for (size_t i = 0; i < build->other_keys.n; i++) {
		const char *path = build->other_keys.items[i];

		if (sign_join(build->cmd->diag, signer, path, is_any) != 0)
			return -1;
		pack_add_input(&build->pack, path);
	}
	build->needs_another = sign_has_other(signer) && !is_any;
	return 0;
}

static struct signer *open_key(struct build *build, const char *key)
{
	struct cmd *cmd = build->cmd;
	struct signer *signer =
		key == NULL ? NULL : sign_open(cmd->arena, cmd->diag, key, &build->secret);

	if (signer != NULL && !pkcs11_is_uri(key))
		pack_add_input(&build->pack, key);
	return signer;
}

/* U-Boot's signature is a part of the manifest, so its key is needed before that is made. */
static int open_fit_key(struct build *build)
{
	if (build->fit_name == NULL)
		return 0;
	if (build->fit_key != NULL) {
		build->fit_signer = open_key(build, build->fit_key);
		if (build->fit_signer == NULL)
			return -1;
	}
	build->seal = (struct fit_seal){
		.key_name = build->fit_name,
		.signer = build->fit_signer != NULL ? build->fit_signer : build->signer,
	};
	build->pack.table.seal = &build->seal;
	return 0;
}

/* Each once, so that who has to be asked for a passphrase is asked once. */
static int open_keys(struct build *build)
{
	struct cmd *cmd = build->cmd;

	if (!build->is_unsigned) {
		build->signer = open_key(
			build, settings_find(cmd->arena, cmd->diag, SETTING_KEY, build->key));
		if (build->signer == NULL || join_keys(build, build->signer) != 0)
			return -1;
	}
	return open_fit_key(build);
}

/* In the order in which they were not opened: each has a guard of its own. */
static void close_keys(struct build *build)
{
	sign_close(build->fit_signer);
	sign_close(build->signer);
	build->fit_signer = NULL;
	build->signer = NULL;
}

static void name_outputs(struct build *build)
{
	const struct arch_traits *traits = arch_traits(build->pack.system->board.arch);
	struct arena *arena = build->cmd->arena;

	if (build->output == NULL)
		build->output = pack_output(&build->pack);
	if (build->is_unsigned || build->no_boot_image || build->needs_another)
		return;
	pack_add_input(&build->pack, bootimage_loader(arena, traits, sign_key(build->signer)));
	build->boot_image = file_with_extension(arena, build->output, traits->extension);
}

static int build_all(struct build *build, const char *description)
{
	const struct xml_options options = { build->include_paths.items, build->include_paths.n };
	struct cmd *cmd = build->cmd;

	if (settings_timestamp(cmd->diag, &build->timestamp) != 0 ||
	    pack_run(&build->pack, description, &options) != 0 || open_keys(build) != 0 ||
	    assembly_begin(cmd->arena, cmd->diag, &build->pack, build->timestamp,
			   &build->assembly) != 0)
		return -1;
	name_outputs(build);
	if (write_outputs(build) != 0)
		return -1;
	/* The private keys are wiped before the outputs get their names. */
	close_keys(build);
	return file_stage_commit(cmd->diag, build->stage);
}

static void print_json(const struct build *build)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "container", build->output);
	json_number(&json, "images", build->pack.table.n_images);
	json_number(&json, "bytes", build->assembly.made.size);
	json_bool(&json, "signed", !build->is_unsigned);
	if (build->boot_image != NULL)
		json_text(&json, "boot-image", build->boot_image);
	json_close(&json, '}');
	json_end(&json);
}

static void report(const struct build *build)
{
	struct cmd *cmd = build->cmd;

	if (cmd->json)
		print_json(build);
	cmd->summary =
		arena_printf(cmd->arena, "%s: %zu images, %" PRIu64 " bytes%s%s%s", build->output,
			     build->pack.table.n_images, build->assembly.made.size,
			     build->is_unsigned     ? ", unsigned"
			     : build->needs_another ? NEEDS_ANOTHER
						    : "",
			     build->boot_image != NULL ? "; boot image " : "",
			     build->boot_image != NULL ? build->boot_image : "");
}

static const char explanation[] =
	"Checks the system description and every file that it names, resolves the\n"
	"partitions' stubs against the host's exported interface, and writes the\n"
	"signed container FILE (a FIT, docs/container.md) and beside it the board's\n"
	"boot image (FILE with the extension .prom, on x86 .elf): loader, public key,\n"
	"container.\n"
	"The result is verified with the loader's code before anything is written;\n"
	"outputs appear all or not at all.  With an RSA key and the same inputs,\n"
	"outputs are the same bytes; $SOURCE_DATE_EPOCH is the timestamp, else 0.\n"
	"So they are with a P-256 key in a file where OpenSSL is 3.2 or newer (RFC 6979);\n"
	"else ECDSA signatures are random and differ from build to build.\n"
	"A loader can have two keys: KEY and, with -p, another one.  Where the\n"
	"description wants both to sign (Loader keys), the boot image is made by 'xpack\n"
	"image' when 'xpack sign' has added the second signature.\n"
	"docs/keys.md explains keys, passphrases, tokens and signing offline.\n"
	"--fit-signature adds the signature that U-Boot checks, for a key that U-Boot\n"
	"knows as NAME.  It decides nothing on a board that xpack's loader starts;\n"
	"'xpack verify --fit' checks it (docs/fit.md).\n"
	"--sequence counts releases up without a new description: of two containers the\n"
	"loader starts the one with the higher sequence.\n\n"
	"Payload is read once, compressed, hashed and copied on several processors, with\n"
	"the same result whatever their number.  What is compressed lies in a file\n"
	"without a name beside FILE until it is copied; each thread that compresses takes\n"
	"8.3 MiB of memory.  Work over a second shows a bar on a terminal.  With --json\n"
	"each step is an object on a line of stdout, {\"phase\": \"copy\", \"done\": 1048576,\n"
	"\"total\": 4194304}, and the last object is the result.\n";

/* NULL, or what is wrong with the command line. */
static const char *usage_error(const struct build *build)
{
	if (build->fit_name == NULL)
		return build->fit_key == NULL ? NULL
					      : "--fit-key says nothing without --fit-signature";
	if (!fit_sign_is_name(build->fit_name))
		return "the name of --fit-signature has characters that U-Boot's key tree has not";
	if (build->is_unsigned && build->fit_key == NULL)
		return "with --unsigned there is no key for --fit-signature: --fit-key is missing";
	return NULL;
}

static int parse(struct build *build, int argc, char **argv, struct option_list *operands)
{
	const struct option_spec options[] = {
		{ 'o', "output", "FILE", "the container; default NAME.itb, NAME being the system's",
		  NULL, &build->output, NULL },
		{ 'k', "key", "KEY",
		  "private key, PEM or PKCS#11 URI; default $XPACK_KEY, then the configuration",
		  NULL, &build->key, NULL },
		SECRET_OPTIONS(&build->secret),
		{ 'p', "public-key", "PUBKEY", "the loader's other public key, PEM, if it has two",
		  NULL, NULL, &build->other_keys },
		{ 0, "fit-signature", "NAME", "also sign the configuration as U-Boot checks it",
		  NULL, &build->fit_name, NULL },
		{ 0, "fit-key", "KEY", "private key of that signature; default: the container's",
		  NULL, &build->fit_key, NULL },
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &build->include_paths },
		{ 0, "depfile", "FILE", "write a make rule that names every input", NULL,
		  &build->depfile_path, NULL },
		{ 0, "report", "DIR",
		  "write boundary.txt, boundary.json, image.spdx.json: whose each byte is", NULL,
		  &build->report, NULL },
		RULES_OPTIONS(&build->rules),
		SEQUENCE_OPTION(&build->sequence),
		WORK_OPTION(&build->threads),
		{ 0, "no-boot-image", NULL, "write the container alone", &build->no_boot_image,
		  NULL, NULL },
		{ 0, "unsigned", NULL, "leave the signature slots empty; makes no boot image",
		  &build->is_unsigned, NULL, NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "build [-o FILE] [-k KEY] " SECRET_SYNOPSIS
			    " [-p PUBKEY] [--fit-signature NAME [--fit-key KEY]] [-I DIR] "
			    "[--depfile FILE] [--report DIR] [--sequence N] "
			    "[-j N] [--no-boot-image] [--unsigned] " RULES_SYNOPSIS
			    " [--json] SYSTEM.xml",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};
	const char *error;

	if (options_parse(build->cmd, &usage, argc, argv, operands) != 0 ||
	    options_threads(build->cmd, build->threads, &build->work.n_threads) != 0 ||
	    options_sequence(build->cmd, build->sequence, &build->pack.sequence) != 0)
		return -1;
	error = usage_error(build);
	if (error != NULL) {
		options_fail(build->cmd, &usage, error);
		return -1;
	}
	build->progress = progress_new(build->cmd->json, build->cmd->quiet);
	build->work.progress = &build->progress;
	return rules_apply(build->cmd, &build->rules);
}

void cmd_build(struct cmd *cmd, int argc, char **argv)
{
	struct build build = { .cmd = cmd };
	struct option_list operands;

	pack_begin(&build.pack, cmd->arena, cmd->diag);
	if (parse(&build, argc, argv, &operands) != 0)
		return;
	cmd->checked = operands.items[0];
	diag_hide_info(cmd->diag);
	build.pack.keeps_frames = true;
	build.pack.output = build.output;
	build.pack.frames.n_threads = build.work.n_threads;
	build.pack.frames.progress = build.work.progress;
	build.stage = file_stage_new();
	if (build_all(&build, operands.items[0]) == 0)
		report(&build);
	close_keys(&build);
	file_stage_free(build.stage);
	assembly_end(&build.assembly);
	pack_end(&build.pack);
	buf_free(&build.depfile);
	buf_free(&build.evidence_text);
	buf_free(&build.evidence_json);
	buf_free(&build.document);
}
