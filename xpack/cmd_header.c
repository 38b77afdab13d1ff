/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack header: what a guest is compiled with to know its partition, from the description. */

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "one_partition.h"

/* A name of the description as a part of a macro's. */
static void print_name(const char *prefix, const char *name, const char *suffix)
{
	printf("#define XPACK_%s", prefix);
	for (const char *c = name; *c != '\0'; c++)
		putchar(*c == '-' ? '_' : toupper((unsigned char)*c));
	printf("%s", suffix);
}

static void print_macro(const char *prefix, const char *name)
{
	print_name(prefix, name, " ");
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

/* A reader's pointer is const: the compiler finds what the memory management unit would. */
static void print_shared(const struct system *system, const struct shared_area *area)
{
	const struct shared_memory *memory = model_shared_memory(system, area->memory.value);
	const char *name = memory->name.value;
	const char *qualifiers = (area->access & ACCESS_WRITE) != 0 ? "volatile" : "const volatile";

	printf("\n/* shared memory, %s */\n", area->access_name.value);
	print_name("SHARED_", name, "_ADDR");
	printf(" 0x%08" PRIx64 "u\n", memory->start.value);
	print_name("SHARED_", name, "_SIZE");
	printf(" 0x%" PRIx64 "u /* bytes */\n", memory->size.value);
	print_name("SHARED_", name, "_AS(type)");
	printf(" ((%s type *)0x%08" PRIx64 "u)\n", qualifiers, memory->start.value);
}

static void print_timing(const struct partition *partition)
{
	if (!number_given(partition->period))
		return;
	printf("#define XPACK_PARTITION_PERIOD %" PRIu64 "u /* nanoseconds */\n",
	       partition->period.value);
	printf("#define XPACK_PARTITION_DURATION %" PRIu64 "u /* nanoseconds of it */\n",
	       partition->duration.value);
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
	print_timing(partition);
	for (size_t i = 0; i < partition->n_ports; i++)
		print_port(partition, &partition->ports[i]);
	for (size_t i = 0; i < partition->n_shared_areas; i++)
		print_shared(system, &partition->shared_areas[i]);
	printf("\n#endif\n");
}

static const char explanation[] =
	"Prints a C header for a guest of this partition: its id, name and period, the\n"
	"id, size and depth of each of its ports, and the address and size of each shared\n"
	"memory that it uses.  No ELF file has to exist yet.\n"
	"A supplier, who has no system, names his --partition and its --contract.\n";

void cmd_header(struct cmd *cmd, int argc, char **argv)
{
	static const struct one_partition one = {
		.synopsis = "header [-I DIR] SYSTEM.xml PARTITION | --partition FILE "
			    "--contract FILE",
		.text = explanation,
		.print = print_header,
	};

	one_partition_run(cmd, &one, argc, argv);
}
