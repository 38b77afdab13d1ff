/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack check: everything that build does before it writes. */

#include "cmd.h"
#include "fit.h"
#include "options.h"
#include "pack.h"

static const char explanation[] =
	"Checks the system description and every file that it names, as 'xpack build'\n"
	"does, and links the partitions against the host; writes nothing.  With --json\n"
	"the diagnostics are a JSON array on stdout: severity, id, file, line, column,\n"
	"message, and notes likewise.\n";

void cmd_check(struct cmd *cmd, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct option_list operands;
	const struct option_spec options[] = {
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "check [-I DIR] [--json] SYSTEM.xml",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct buf container = { 0 };
	struct xml_options xml;
	struct pack pack;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0)
		return;
	cmd->json_diag = cmd->json;
	xml = (struct xml_options){ include_paths.items, include_paths.n };
	pack_begin(&pack, cmd->arena, cmd->diag);
	if (pack_run(&pack, operands.items[0], &xml) == 0 &&
	    fit_write(cmd->diag, pack.system, &pack.table, 0, &container) == 0)
		cmd->summary = arena_printf(cmd->arena, "%s: no errors, %u warnings",
					    operands.items[0], diag_n_warnings(cmd->diag));
	buf_free(&container);
	pack_end(&pack);
}
