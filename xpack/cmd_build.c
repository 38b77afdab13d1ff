/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack build: from a description to container and boot image. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arch.h"
#include "bootimage.h"
#include "cmd.h"
#include "depfile.h"
#include "evidence.h"
#include "file.h"
#include "fit.h"
#include "imagefile.h"
#include "options.h"
#include "pack.h"
#include "rules.h"
#include "sbom.h"
#include "settings.h"
#include "setup.h"
#include "sign.h"

#define MAX_OUTPUTS 6

struct build {
	struct cmd *cmd;
	struct pack pack;
	struct buf container;
	struct buf boot_image;
	struct buf depfile;
	struct buf evidence_text;
	struct buf evidence_json;
	struct buf document;
	uint32_t timestamp;
	struct output outputs[MAX_OUTPUTS];
	size_t n_outputs;
	/* options */
	const char *output;
	const char *key;
	const char *depfile_path;
	const char *report;
	bool is_unsigned;
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

	for (size_t i = 0; i < build->n_outputs; i++) {
		const char *path = build->outputs[i].path;

		(void)!pack_refuse_input(&build->pack, path);
		for (size_t j = 0; j < i; j++)
			if (strcmp(path, build->outputs[j].path) == 0)
				diag_fail(diag, EXIT_USAGE, location_of_file(path), "output",
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

static int write_outputs(struct build *build)
{
	struct arena *arena = build->cmd->arena;

	add_output(build, build->output, &build->container);
	if (!build->is_unsigned)
		add_output(
			build,
			file_with_extension(arena, build->output,
					    arch_traits(build->pack.system->board.arch)->extension),
			&build->boot_image);
	if (build->depfile_path != NULL) {
		depfile_write(&build->depfile, build->output, build->pack.inputs,
			      build->pack.n_inputs);
		add_output(build, build->depfile_path, &build->depfile);
	}
	if (add_report(build) != 0 || check_outputs(build) != 0)
		return -1;
	return file_write_all(build->cmd->diag, build->outputs, build->n_outputs);
}

/* The loader's own code reads what was made, before anything is written. */
static int verify_own(struct build *build, const struct key *key)
{
	struct arena *arena = build->cmd->arena;
	struct diag *diag = build->cmd->diag;
	struct imagefile file;

	if (imagefile_of(diag, build->output, buf_span(&build->container), &file) != 0)
		return -1;
	if (build->is_unsigned)
		return imagefile_parse(arena, diag, &file);
	if (imagefile_verify(arena, diag, &file, key) != 0)
		return -1;
	return bootimage_make(arena, diag, setup_storage_at(build->pack.system), file.container,
			      &file.parsed, key, &build->boot_image);
}

static int sign_and_verify(struct build *build)
{
	struct diag *diag = build->cmd->diag;
	struct signer *signer;
	const char *path;
	int result;

	if (build->is_unsigned)
		return verify_own(build, NULL);
	path = settings_find(build->cmd->arena, diag, SETTING_KEY, build->key);
	signer = path == NULL ? NULL : sign_open(diag, path);
	if (signer == NULL)
		return -1;
	pack_add_input(&build->pack, path);
	pack_add_input(&build->pack, bootimage_loader(build->cmd->arena,
						      arch_traits(build->pack.system->board.arch),
						      sign_key(signer)));
	result = sign_container(diag, signer, &build->container);
	if (result == 0)
		result = verify_own(build, sign_key(signer));
	sign_close(signer);
	return result;
}

static int build_all(struct build *build, const char *description)
{
	const struct xml_options options = { build->include_paths.items, build->include_paths.n };
	struct cmd *cmd = build->cmd;

	if (settings_timestamp(cmd->diag, &build->timestamp) != 0 ||
	    pack_run(&build->pack, description, &options) != 0 ||
	    fit_write(cmd->diag, build->pack.system, &build->pack.table, build->timestamp,
		      &build->container) != 0)
		return -1;
	if (build->output == NULL)
		build->output = arena_printf(cmd->arena, "%s.itb", build->pack.system->name.value);
	if (sign_and_verify(build) != 0)
		return -1;
	return write_outputs(build);
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
	"ECDSA signatures are random and differ from build to build.\n";

static int parse(struct build *build, int argc, char **argv, struct option_list *operands)
{
	const struct option_spec options[] = {
		{ 'o', "output", "FILE", "the container; default NAME.itb, NAME being the system's",
		  NULL, &build->output, NULL },
		{ 'k', "key", "KEY", "private key, PEM; default $XPACK_KEY, then the configuration",
		  NULL, &build->key, NULL },
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &build->include_paths },
		{ 0, "depfile", "FILE", "write a make rule that names every input", NULL,
		  &build->depfile_path, NULL },
		{ 0, "report", "DIR",
		  "write boundary.txt, boundary.json, image.spdx.json: whose each byte is", NULL,
		  &build->report, NULL },
		RULES_OPTIONS(&build->rules),
		{ 0, "unsigned", NULL, "leave the signature slots empty; makes no boot image",
		  &build->is_unsigned, NULL, NULL },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "build [-o FILE] [-k KEY] [-I DIR] [--depfile FILE] [--report DIR] "
			    "[--unsigned] " RULES_SYNOPSIS " SYSTEM.xml",
		.text = explanation,
		.options = options,
		.min_operands = 1,
		.max_operands = 1,
	};

	if (options_parse(build->cmd, &usage, argc, argv, operands) != 0)
		return -1;
	return rules_apply(build->cmd, &build->rules);
}

void cmd_build(struct cmd *cmd, int argc, char **argv)
{
	struct build build = { .cmd = cmd };
	struct option_list operands;

	if (parse(&build, argc, argv, &operands) != 0)
		return;
	cmd->checked = operands.items[0];
	diag_hide_info(cmd->diag);
	pack_begin(&build.pack, cmd->arena, cmd->diag);
	if (build_all(&build, operands.items[0]) == 0)
		cmd->summary =
			arena_printf(cmd->arena, "%s: %zu images, %zu bytes%s%s", build.output,
				     build.pack.table.n_images, build.container.size,
				     build.is_unsigned ? ", unsigned" : "; boot image ",
				     build.is_unsigned ? "" : build.outputs[1].path);
	pack_end(&build.pack);
	buf_free(&build.container);
	buf_free(&build.boot_image);
	buf_free(&build.depfile);
	buf_free(&build.evidence_text);
	buf_free(&build.evidence_json);
	buf_free(&build.document);
}
