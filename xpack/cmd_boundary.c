/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack boundary: the report of the licence boundary, without a key. */

#include <stdio.h>

#include "cmd.h"
#include "evidence.h"
#include "file.h"
#include "options.h"
#include "pack.h"
#include "rules.h"
#include "sbom.h"
#include "settings.h"

struct boundary {
	struct cmd *cmd;
	struct pack pack;
	struct buf report;
	struct buf document;
	/* options */
	const char *spdx;
	struct option_list include_paths;
	struct rules rules;
};

/* Without a signature the outputs are a function of the inputs alone. */
static int write_document(struct boundary *boundary, const struct evidence *evidence)
{
	struct diag *diag = boundary->cmd->diag;
	const struct output output = { .path = boundary->spdx, .mode = 0666 };
	struct output outputs[1] = { output };
	uint32_t timestamp;

	if (boundary->spdx == NULL)
		return 0;
	if (settings_timestamp(diag, &timestamp) != 0 ||
	    sbom_write(diag, evidence, timestamp, &boundary->document) != 0 ||
	    pack_refuse_input(&boundary->pack, boundary->spdx) != 0)
		return -1;
	outputs[0].bytes = buf_span(&boundary->document);
	return file_write_all(diag, outputs, 1);
}

static int report(struct boundary *boundary, const char *description)
{
	const struct xml_options xml = { boundary->include_paths.items, boundary->include_paths.n };
	struct evidence evidence;

	if (pack_run(&boundary->pack, description, &xml) != 0 ||
	    evidence_make(&boundary->pack, &evidence) != 0 ||
	    write_document(boundary, &evidence) != 0)
		return -1;
	if (boundary->cmd->json)
		evidence_json(&evidence, &boundary->report);
	else
		evidence_text(&evidence, &boundary->report);
	fwrite(boundary->report.data, 1, boundary->report.size, stdout);
	return 0;
}

static const char explanation[] =
	"Prints what 'xpack build --report' writes: of each partition every byte that is\n"
	"not its supplier's, with the proof that all others are; licences as declared and\n"
	"as noted in the files; compilers; what was changed in the host.  Needs no key\n"
	"and packs nothing.  With --json an object that\n"
	"schemas/xpack-boundary.schema.json describes.  --spdx writes an SPDX 2.3\n"
	"document of the image.  docs/boundary.md says what is proved and how to do it\n"
	"again by hand.\n";

void cmd_boundary(struct cmd *cmd, int argc, char **argv)
{
	struct boundary boundary = { .cmd = cmd };
	struct option_list operands;
	const struct option_spec options[] = {
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &boundary.include_paths },
		{ 0, "spdx", "FILE", "also write an SPDX 2.3 document (JSON)", NULL, &boundary.spdx,
		  NULL },
		RULES_OPTIONS(&boundary.rules),
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis =
			"boundary [--json] [-I DIR] [--spdx FILE] " RULES_SYNOPSIS " SYSTEM.xml",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    rules_apply(cmd, &boundary.rules) != 0)
		return;
	diag_hide_info(cmd->diag);
	pack_begin(&boundary.pack, cmd->arena, cmd->diag);
	if (report(&boundary, operands.items[0]) != 0)
		cmd->checked = operands.items[0];
	pack_end(&boundary.pack);
	buf_free(&boundary.report);
	buf_free(&boundary.document);
}
