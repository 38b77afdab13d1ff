/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack ldscript: where a partition's guest is to be linked, from the description. */

#include <inttypes.h>
#include <stdio.h>

#include "one_partition.h"

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

static void print_script(struct cmd *cmd, const struct system *system,
			 const struct partition *partition)
{
	const struct area *text = find_area(partition, ACCESS_EXECUTE, ACCESS_WRITE);
	const struct area *data = find_area(partition, ACCESS_WRITE, ACCESS_EXECUTE);
	const struct area *rodata =
		find_area(partition, ACCESS_READ, ACCESS_WRITE | ACCESS_EXECUTE);

	text = text != NULL ? text : find_area(partition, ACCESS_EXECUTE, 0);
	data = data != NULL ? data : find_area(partition, ACCESS_WRITE, 0);
	rodata = rodata != NULL ? rodata : text;
	(void)system;
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

static const char explanation[] =
	"Prints a linker script (GNU ld) for a guest of this partition: its areas as\n"
	"memory regions, and an INCLUDE of guest-bsp's xpack-guest.ld, which is found\n"
	"with -L (pkg-config --libs xpack-guest).  No ELF file has to exist yet.\n"
	"A supplier, who has no system, names his --partition and its --contract.\n";

void cmd_ldscript(struct cmd *cmd, int argc, char **argv)
{
	static const struct one_partition one = {
		.synopsis = "ldscript [-I DIR] SYSTEM.xml PARTITION | --partition FILE "
			    "--contract FILE",
		.text = explanation,
		.print = print_script,
	};

	one_partition_run(cmd, &one, argc, argv);
}
