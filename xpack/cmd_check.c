/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack check: everything that build does before it writes. */

#include "assembly.h"
#include "budget.h"
#include "cmd.h"
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
	"object on stdout, described by schemas/xpack-check.schema.json.\n\n"
	"With --contract the system must keep what that contract promises a supplier, and\n"
	"the supplier's partition what it grants.  A supplier, who has no system, checks\n"
	"a --partition against its --contract; the last line names what is not checked\n"
	"then.  A --contract alone is checked by itself.  docs/roles.md explains the\n"
	"files.\n";

/* What the options named. */
struct inputs {
	const char *system; /* NULL: none */
	const char *partition;
	struct option_list contracts;
	struct xml_options xml;
	bool report;
};

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

/* Of the boot image, for which nothing need be copied. */
static uint64_t measure(struct cmd *cmd, const struct pack *pack)
{
	struct assembly assembly;
	uint64_t size = 0;

	if (assembly_begin(cmd->arena, cmd->diag, pack, 0, &assembly) == 0)
		size = storage_check(cmd->arena, cmd->diag, pack->system, &assembly.made);
	assembly_end(&assembly);
	return size;
}

static void check_system(struct cmd *cmd, const struct inputs *inputs)
{
	struct pack pack;

	cmd->checked = inputs->system;
	pack_begin(&pack, cmd->arena, cmd->diag);
	for (size_t i = 0; i < inputs->contracts.n; i++)
		pack_add_contract(&pack, inputs->contracts.items[i], &inputs->xml);
	if (pack_run(&pack, inputs->system, &inputs->xml) == 0)
		pack.boot_image_size = measure(cmd, &pack);
	if (inputs->report && pack.system != NULL) {
		report_memory(cmd, &pack);
		report_time(cmd, pack.system);
	}
	pack_end(&pack);
}

/* A partition, or, without one, a contract. */
static void check_alone(struct cmd *cmd, const struct inputs *inputs)
{
	const char *contract = inputs->contracts.items[0];
	struct pack pack;

	cmd->checked = inputs->partition != NULL ? inputs->partition : contract;
	pack_begin(&pack, cmd->arena, cmd->diag);
	if (inputs->partition != NULL)
		pack_check_partition(&pack, inputs->partition, contract, &inputs->xml);
	else
		pack_check_contract(&pack, contract, &inputs->xml);
	pack_end(&pack);
}

/* NULL, or what is wrong with the command line. */
static const char *usage_error(const struct inputs *inputs)
{
	if (inputs->partition != NULL && inputs->system != NULL)
		return "a partition is checked without a system: --partition or SYSTEM.xml";
	if (inputs->partition != NULL && inputs->contracts.n == 0)
		return "a partition is checked against a contract: --contract is missing";
	if (inputs->system == NULL && inputs->contracts.n == 0)
		return "too few arguments";
	if (inputs->system == NULL && inputs->report)
		return "what is reported is of a system: --report needs SYSTEM.xml";
	if (inputs->system == NULL && inputs->contracts.n > 1)
		return "only a system is held against several contracts";
	return NULL;
}

static void check(struct cmd *cmd, const struct usage *usage, const struct inputs *inputs)
{
	const char *error = usage_error(inputs);

	if (error != NULL)
		options_fail(cmd, usage, error);
	else if (inputs->system != NULL)
		check_system(cmd, inputs);
	else
		check_alone(cmd, inputs);
}

void cmd_check(struct cmd *cmd, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct inputs inputs = { .system = NULL };
	struct rules rules = { 0 };
	struct option_list operands;
	const struct option_spec options[] = {
		{ 0, "partition", "FILE", "check a supplier's partition, instead of a system", NULL,
		  &inputs.partition, NULL },
		{ 0, "contract", "FILE", "check against this contract; may be repeated", NULL, NULL,
		  &inputs.contracts },
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		RULES_OPTIONS(&rules),
		{ .name = "report",
		  .help = "print who has and uses which memory, and which time",
		  .flag = &inputs.report },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "check [-I DIR] " RULES_SYNOPSIS " [--report] [--json] "
			    "[--contract FILE]... SYSTEM.xml | --partition FILE --contract FILE",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.max_operands = 1,
	};

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 || rules_apply(cmd, &rules) != 0)
		return;
	cmd->json_diag = cmd->json;
	inputs.xml = (struct xml_options){ include_paths.items, include_paths.n };
	inputs.system = operands.n != 0 ? operands.items[0] : NULL;
	check(cmd, &usage, &inputs);
}
