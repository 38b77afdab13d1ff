/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "one_partition.h"

#include "buf.h"
#include "options.h"
#include "pack.h"
#include "suggest.h"

static void help_partitions(struct cmd *cmd, const struct system *system)
{
	struct buf names = { 0 };

	for (size_t i = 0; i < system->n_partitions; i++)
		buf_printf(&names, "%s'%s'", i == 0 ? "" : ", ", system->partitions[i].name.value);
	if (system->n_partitions == 0)
		diag_help(cmd->diag, system->at, "this system has no partitions");
	else
		diag_help(cmd->diag, system->at, "the partitions are %.*s", (int)names.size,
			  (const char *)names.data);
	buf_free(&names);
}

static const struct partition *find_partition(struct cmd *cmd, const struct system *system,
					      const char *name)
{
	const struct partition *partition = model_partition(system, name);

	if (partition != NULL)
		return partition;
	diag_fail(cmd->diag, EXIT_USAGE, system->at, "usage", "no partition is named '%s'", name);
	if (!suggest_help(system, cmd->diag, suggest_partitions(system),
			  (struct text){ name, system->at }))
		help_partitions(cmd, system);
	return NULL;
}

/* What the options named. */
struct inputs {
	struct option_list operands; /* SYSTEM.xml PARTITION */
	const char *partition;
	const char *contract;
	struct xml_options xml;
};

static const struct partition *describe(struct cmd *cmd, struct pack *pack,
					const struct inputs *inputs)
{
	if (inputs->partition != NULL)
		return pack_describe_partition(pack, inputs->partition, inputs->contract,
					       &inputs->xml) == 0
			       ? pack->system->partitions
			       : NULL;
	return pack_describe(pack, inputs->operands.items[0], &inputs->xml) == 0
		       ? find_partition(cmd, pack->system, inputs->operands.items[1])
		       : NULL;
}

static void print(struct cmd *cmd, const struct one_partition *one, const struct inputs *inputs)
{
	const struct partition *partition;
	struct pack pack;

	diag_hide_info(cmd->diag);
	pack_begin(&pack, cmd->arena, cmd->diag);
	partition = describe(cmd, &pack, inputs);
	if (partition != NULL)
		one->print(cmd, pack.system, partition);
	pack_end(&pack);
}

/* NULL, or what is wrong with the command line. */
static const char *usage_error(const struct inputs *inputs)
{
	bool alone = inputs->partition != NULL;

	if (!alone && inputs->contract != NULL)
		return "--contract goes with --partition";
	if (alone && inputs->contract == NULL)
		return "--partition goes with --contract";
	if (alone && inputs->operands.n != 0)
		return "--partition stands in place of SYSTEM.xml PARTITION";
	return !alone && inputs->operands.n < 2 ? "too few arguments" : NULL;
}

void one_partition_run(struct cmd *cmd, const struct one_partition *one, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct inputs inputs = { { NULL, 0 }, NULL, NULL, { NULL, 0 } };
	const struct option_spec options[] = {
		{ 0, "partition", "FILE", "of a supplier's partition, instead of a system's", NULL,
		  &inputs.partition, NULL },
		{ 0, "contract", "FILE", "the contract of that partition", NULL, &inputs.contract,
		  NULL },
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = one->synopsis,
		.text = one->text,
		.options = options,
		.max_operands = 2,
	};
	const char *error;

	if (options_parse(cmd, &usage, argc, argv, &inputs.operands) != 0)
		return;
	inputs.xml = (struct xml_options){ include_paths.items, include_paths.n };
	error = usage_error(&inputs);
	if (error != NULL)
		options_fail(cmd, &usage, error);
	else
		print(cmd, one, &inputs);
}
