/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack header: what a guest is compiled with to know its partition, from the description. */

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "one_partition.h"

/* A name of the description as a part of a macro's. */
static void print_macro(const char *prefix, const char *name)
{
	printf("#define XPACK_%s", prefix);
	for (const char *c = name; *c != '\0'; c++)
		putchar(*c == '-' ? '_' : toupper((unsigned char)*c));
	putchar(' ');
}

static void print_port(const struct partition *partition, const struct port *port)
{
	const char *name = port->name.value;

	printf("\n/* %s %s */\n", model_port_kinds[port->kind],
	       model_port_directions[port->direction]);
	print_macro("PORT_", name);
	printf("%" PRIu32 "u\n", model_port_id(partition, port));
	print_macro("SIZE_", name);
	printf("%" PRIu64 "u /* bytes of the largest message */\n", port->size.value);
	if (number_given(port->depth)) {
		print_macro("DEPTH_", name);
		printf("%" PRIu64 "u /* messages */\n", port->depth.value);
	}
	if (number_given(port->validity)) {
		print_macro("VALIDITY_", name);
		printf("%" PRIu64 "u /* nanoseconds */\n", port->validity.value);
	}
}

static void print_header(struct cmd *cmd, const struct system *system,
			 const struct partition *partition)
{
	(void)cmd;
	printf("/* Partition '%s' of system '%s': made from the system description. */\n",
	       partition->name.value, system->name.value);
	printf("#ifndef XPACK_PARTITION_H\n#define XPACK_PARTITION_H\n\n");
	printf("#define XPACK_PARTITION_NAME \"%s\"\n", partition->name.value);
	printf("#define XPACK_PARTITION_ID %" PRIu64 "u\n", partition->id.value);
	for (size_t i = 0; i < partition->n_ports; i++)
		print_port(partition, &partition->ports[i]);
	printf("\n#endif\n");
}

static const char explanation[] =
	"Prints a C header for a guest of this partition: its id and name, and the id,\n"
	"size and depth of each of its ports.  No ELF file has to exist yet.\n";

void cmd_header(struct cmd *cmd, int argc, char **argv)
{
	static const struct one_partition one = {
		.synopsis = "header [-I DIR] SYSTEM.xml PARTITION",
		.text = explanation,
		.print = print_header,
	};

	one_partition_run(cmd, &one, argc, argv);
}
