/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack ldscript: where a partition's guest is to be linked, from the description. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "cmd.h"
#include "nearest.h"
#include "options.h"
#include "pack.h"

/* The first area that gives all of access and none of without, else NULL. */
static const struct area *find_area(const struct partition *partition, unsigned access,
				    unsigned without)
{
	for (size_t i = 0; i < partition->n_areas; i++)
		if ((partition->areas[i].access & access) == access &&
		    (partition->areas[i].access & without) == 0)
			return &partition->areas[i];
	return NULL;
}

/* Quoted, a name may have a '-', or be "len" or "o", which are words of the language. */
static void print_area(const struct area *area)
{
	printf("  \"%s\" (%s) : ORIGIN = 0x%08" PRIx64 ", LENGTH = 0x%08" PRIx64 "\n",
	       area->name.value, area->access_name.value, area->start.value, area->size.value);
}

static void print_alias(const char *alias, const struct area *area)
{
	printf("REGION_ALIAS(\"%s\", \"%s\")\n", alias, area->name.value);
}

static void print_script(struct cmd *cmd, const struct partition *partition)
{
	const struct area *text = find_area(partition, ACCESS_EXECUTE, ACCESS_WRITE);
	const struct area *data = find_area(partition, ACCESS_WRITE, ACCESS_EXECUTE);
	const struct area *rodata =
		find_area(partition, ACCESS_READ, ACCESS_WRITE | ACCESS_EXECUTE);

	text = text != NULL ? text : find_area(partition, ACCESS_EXECUTE, 0);
	data = data != NULL ? data : find_area(partition, ACCESS_WRITE, 0);
	rodata = rodata != NULL ? rodata : text;
	if (text == NULL || data == NULL) {
		diag_error(cmd->diag, partition->at, "ldscript",
			   "partition '%s' has no area to %s, so no guest can be linked for it",
			   partition->name.value, text == NULL ? "execute from" : "write to");
		diag_help(cmd->diag, partition->at, "give it an Area of access %s",
			  text == NULL ? "rx" : "rw");
		return;
	}
	printf("/* Partition '%s': made from the system description. */\nMEMORY\n{\n",
	       partition->name.value);
	for (size_t i = 0; i < partition->n_areas; i++)
		print_area(&partition->areas[i]);
	printf("}\n");
	print_alias("REGION_TEXT", text);
	print_alias("REGION_RODATA", rodata);
	print_alias("REGION_DATA", data);
	printf("INCLUDE xpack-guest.ld\n");
}

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

void cmd_ldscript(struct cmd *cmd, int argc, char **argv)
{
	struct option_list include_paths = { NULL, 0 };
	struct option_list operands;
	const struct option_spec options[] = {
		{ 'I', "include", "DIR", "also allow and search XInclude files below DIR", NULL,
		  NULL, &include_paths },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "ldscript [-I DIR] SYSTEM.xml PARTITION",
		.text = "Prints a linker script (GNU ld) for a guest of this partition: its areas as\n"
			"memory regions, and an INCLUDE of guest-bsp's xpack-guest.ld, which is found\n"
			"with -L (pkg-config --libs xpack-guest).  No ELF file has to exist yet.\n",
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
	pack_begin(&pack, cmd->arena, cmd->diag);
	if (pack_describe(&pack, operands.items[0], &xml) == 0) {
		partition = find_partition(cmd, pack.system, operands.items[1]);
		if (partition != NULL)
			print_script(cmd, partition);
	}
	pack_end(&pack);
}
