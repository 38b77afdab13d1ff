/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "one_partition.h"

#include "buf.h"
#include "nearest.h"
#include "options.h"
#include "pack.h"

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
	struct nearest nearest = nearest_to(name);

	if (partition != NULL)
		return partition;
	diag_fail(cmd->diag, EXIT_USAGE, system->at, "usage", "no partition is named '%s'", name);
	for (size_t i = 0; i < system->n_partitions; i++)
		nearest_try(&nearest, system->partitions[i].name.value);
	if (nearest.name != NULL)
		diag_help(cmd->diag, system->at, "did you mean '%s'?", nearest.name);
	else
		help_partitions(cmd, system);
	return NULL;
}

void one_partition_run(struct cmd *cmd, const struct one_partition *one, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct option_list operands;
	const struct option_spec options[] = {
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = one->synopsis,
		.text = one->text,
		.options = options,
		.min_operands = 2,
		.max_operands = 2,
	};
	const struct partition *partition;
	struct xml_options xml;
	struct pack pack;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0)
		return;
	xml = (struct xml_options){ include_paths.items, include_paths.n };
	diag_hide_info(cmd->diag);
	pack_begin(&pack, cmd->arena, cmd->diag);
	if (pack_describe(&pack, operands.items[0], &xml) == 0) {
		partition = find_partition(cmd, pack.system, operands.items[1]);
		if (partition != NULL)
			one->print(cmd, pack.system, partition);
	}
	pack_end(&pack);
}
