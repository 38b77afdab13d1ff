/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack check: everything that build does before it writes. */

#include "budget.h"
#include "cmd.h"
#include "fit.h"
#include "options.h"
#include "pack.h"
#include "rules.h"
#include "storage.h"
#include "utilisation.h"

static const char explanation[] =
	"Checks the system description and every file that it names, as 'xpack build'\n"
	"does, and links the partitions against the host; writes nothing.  All that is\n"
	"wrong is reported, each with the id of the check that found it; 'xpack explain\n"
	"ID' explains it.  With --report, also how much of each memory who has and uses,\n"
	"and how much of each processor's time, as far as it is known.  With --json an\n"
	"object on stdout, described by schemas/xpack-check.schema.json.\n";

static void report_memory(struct cmd *cmd, const struct pack *pack)
{
	struct budget *budget = arena_alloc(cmd->arena, sizeof(*budget));

	*budget = budget_make(cmd->arena, pack);
	cmd->reports[cmd->n_reports++] = (struct cmd_report){ budget, budget_print, budget_json };
}

static void report_time(struct cmd *cmd, const struct system *system)
{
	struct utilisation *utilisation = arena_alloc(cmd->arena, sizeof(*utilisation));

	*utilisation = utilisation_of(cmd->arena, system);
	cmd->reports[cmd->n_reports++] =
		(struct cmd_report){ utilisation, utilisation_print, utilisation_json };
}

static void check(struct cmd *cmd, const char *path, const struct xml_options *xml, bool report)
{
	struct buf container = { 0 };
	struct pack pack;

	cmd->checked = path;
	pack_begin(&pack, cmd->arena, cmd->diag);
	if (pack_run(&pack, path, xml) == 0 &&
	    fit_write(cmd->diag, pack.system, &pack.table, 0, &container) == 0)
		pack.boot_image_size =
			storage_check(cmd->arena, cmd->diag, pack.system, buf_span(&container));
	if (report && pack.system != NULL) {
		report_memory(cmd, &pack);
		report_time(cmd, pack.system);
	}
	buf_free(&container);
	pack_end(&pack);
}

void cmd_check(struct cmd *cmd, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct rules rules = { 0 };
	bool report = false;
	struct option_list operands;
	const struct option_spec options[] = {
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		RULES_OPTIONS(&rules),
		{ .name = "report",
		  .help = "print who has and uses which memory, and which time",
		  .flag = &report },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "check [-I DIR] " RULES_SYNOPSIS " [--report] [--json] SYSTEM.xml",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct xml_options xml;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 || rules_apply(cmd, &rules) != 0)
		return;
	cmd->json_diag = cmd->json;
	xml = (struct xml_options){ include_paths.items, include_paths.n };
	check(cmd, operands.items[0], &xml, report);
}
