/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of names and ids. */

#include <inttypes.h>

#include "check.h"
#include "index.h"

/* Names or ids that must differ, and where they are. */
struct labels {
	struct index index;
	struct location *at;
};

static void add_place(struct labels *labels, struct location at)
{
	size_t n = labels->index.n;

	labels->at = arena_grow(labels->index.arena, labels->at, n, sizeof(*labels->at));
	labels->at[n] = at;
}

static void add_name(struct labels *labels, struct text name)
{
	add_place(labels, name.at);
	index_add_name(&labels->index, name.value, labels->index.n);
}

static void add_number(struct labels *labels, struct number number)
{
	if (number.bad)
		return;
	add_place(labels, number.at);
	index_add_number(&labels->index, number.value, labels->index.n);
}

/* Report every label but the first of each value. */
static void report_repeated(const struct check_context *context, struct labels *labels,
			    const char *id, const char *what)
{
	const struct index_entry *first = labels->index.entries;

	index_sort(&labels->index);
	for (size_t i = 1; i < labels->index.n; i++) {
		const struct index_entry *entry = &labels->index.entries[i];
		struct location at = labels->at[entry->place];

		if (!index_same(first, entry)) {
			first = entry;
			continue;
		}
		if (entry->name != NULL)
			diag_error(context->diag, at, id, "two %s are named '%s'", what,
				   entry->name);
		else
			diag_error(context->diag, at, id, "two %s have the id %" PRIu64, what,
				   entry->number);
		diag_note(context->diag, labels->at[first->place], "the first is here");
	}
}

static void check_unique_names(const struct check_context *context)
{
	const struct system *system = context->system;
	struct labels owners = { .index.arena = context->arena };
	struct labels devices = { .index.arena = context->arena };
	struct labels memories = { .index.arena = context->arena };

	add_name(&owners, system->host.name);
	for (size_t i = 0; i < system->n_partitions; i++)
		add_name(&owners, system->partitions[i].name);
	for (size_t i = 0; i < system->host.n_blobs; i++)
		add_name(&owners, system->host.blobs[i].name);
	for (size_t i = 0; i < system->n_partitions; i++)
		for (size_t j = 0; j < system->partitions[i].n_blobs; j++)
			add_name(&owners, system->partitions[i].blobs[j].name);
	for (size_t i = 0; i < system->n_shared_memories; i++)
		add_name(&owners, system->shared_memories[i].name);
	for (size_t i = 0; i < system->board.n_devices; i++)
		add_name(&devices, system->board.devices[i].name);
	for (size_t i = 0; i < system->board.n_memories; i++)
		add_name(&memories, system->board.memories[i].name);
	report_repeated(context, &owners, "name-unique",
			"partitions, hosts, blobs or shared memories");
	report_repeated(context, &devices, "name-unique", "devices");
	report_repeated(context, &memories, "name-unique", "memories");
}

static void check_area_names_of(const struct check_context *context, const struct area *areas,
				size_t n, const char *what)
{
	struct labels labels = { .index.arena = context->arena };

	for (size_t i = 0; i < n; i++)
		add_name(&labels, areas[i].name);
	report_repeated(context, &labels, "area-name-unique", what);
}

static void check_area_names(const struct check_context *context)
{
	const struct system *system = context->system;

	check_area_names_of(
		context, system->host.areas, system->host.n_areas,
		arena_printf(context->arena, "areas of host '%s'", system->host.name.value));
	for (size_t i = 0; i < system->n_partitions; i++)
		check_area_names_of(context, system->partitions[i].areas,
				    system->partitions[i].n_areas,
				    arena_printf(context->arena, "areas of partition '%s'",
						 system->partitions[i].name.value));
}

static void check_unique_ids(const struct check_context *context)
{
	const struct system *system = context->system;
	struct labels partitions = { .index.arena = context->arena };
	struct labels processors = { .index.arena = context->arena };
	struct labels plans = { .index.arena = context->arena };

	for (size_t i = 0; i < system->n_partitions; i++)
		add_number(&partitions, system->partitions[i].id);
	for (size_t i = 0; i < system->board.n_processors; i++)
		add_number(&processors, system->board.processors[i].id);
	for (size_t i = 0; i < system->n_plans; i++)
		add_number(&plans, system->plans[i].id);
	report_repeated(context, &partitions, "id-unique", "partitions");
	report_repeated(context, &processors, "id-unique", "processors");
	report_repeated(context, &plans, "id-unique", "plans");
}

const struct check check_names[] = {
	{
		.id = "name-unique",
		.title = "host, partitions, devices and memories have names of their own",
		.rationale = "Slots, channels and owners of devices are named. Of two of one name "
			     "the first would be meant each time, and the images in the "
			     "container and the nodes of the device tree, which are called after "
			     "them, could not be told apart.",
		.source = "ARINC 653 part 1, PartitionName; Devicetree Specification 0.4, section "
			  "2.2.1: names of nodes",
		.wrong = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\"/>\n"
			 "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008200\" "
			 "size=\"256B\"/>\n",
		.right = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\"/>\n"
			 "<Device name=\"uart2\" type=\"apbuart\" start=\"0x80008200\" "
			 "size=\"256B\"/>\n",
		.run = check_unique_names,
	},
	{
		.id = "area-name-unique",
		.title = "the areas of a host or partition have different names",
		.rationale = "A guest finds an area by its name in its device tree, where two "
			     "nodes of one name are not allowed, and in its linker script, which "
			     "the linker would refuse.",
		.source = "Devicetree Specification 0.4, section 2.2.1: names of nodes",
		.wrong = "<Area name=\"heap\" start=\"0x40050000\" size=\"64KiB\" "
			 "access=\"rw\"/>\n"
			 "<Area name=\"heap\" start=\"0x40060000\" size=\"64KiB\" "
			 "access=\"rw\"/>\n",
		.right = "<Area name=\"heap\" start=\"0x40050000\" size=\"64KiB\" "
			 "access=\"rw\"/>\n"
			 "<Area name=\"stack\" start=\"0x40060000\" size=\"64KiB\" "
			 "access=\"rw\"/>\n",
		.run = check_area_names,
	},
	{
		.id = "id-unique",
		.title = "partitions, processors and plans have ids of their own",
		.rationale = "The host is told in ids which partition a slot or an end of a "
			     "channel belongs to. With one id twice it runs one of the two twice "
			     "and the other never.",
		.source = "ARINC 653 part 1, PartitionIdentifier; docs/device-tree.md",
		.wrong = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  ...\n"
			 "</Partition>\n"
			 "<Partition id=\"0\" name=\"display\" ...>\n"
			 "  ...\n"
			 "</Partition>\n",
		.right = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  ...\n"
			 "</Partition>\n"
			 "<Partition id=\"1\" name=\"display\" ...>\n"
			 "  ...\n"
			 "</Partition>\n",
		.run = check_unique_ids,
	},
	{ .id = NULL },
};
