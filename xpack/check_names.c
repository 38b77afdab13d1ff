/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of names and ids. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* One name or id among those that must differ. */
struct label {
	const char *name; /* NULL: compare the number */
	uint64_t number;
	struct location at;
	size_t order; /* of the document */
};

struct labels {
	struct arena *arena;
	struct label *items;
	size_t n;
};

static void add_name(struct labels *labels, struct text name)
{
	labels->items = arena_grow(labels->arena, labels->items, labels->n, sizeof(*labels->items));
	labels->items[labels->n] = (struct label){ name.value, 0, name.at, labels->n };
	labels->n++;
}

static void add_number(struct labels *labels, struct number number)
{
	if (number.bad)
		return;
	labels->items = arena_grow(labels->arena, labels->items, labels->n, sizeof(*labels->items));
	labels->items[labels->n] = (struct label){ NULL, number.value, number.at, labels->n };
	labels->n++;
}

static int compare_values(const struct label *a, const struct label *b)
{
	if (a->name != NULL)
		return strcmp(a->name, b->name);
	return a->number < b->number ? -1 : a->number > b->number;
}

static int compare_labels(const void *a, const void *b)
{
	const struct label *x = a;
	const struct label *y = b;
	int order = compare_values(x, y);

	return order != 0 ? order : x->order < y->order ? -1 : 1;
}

/* Report every label but the first of each value. */
static void report_repeated(const struct check_context *context, struct labels *labels,
			    const char *id, const char *what)
{
	size_t first = 0;

	if (labels->n == 0)
		return;
	qsort(labels->items, labels->n, sizeof(*labels->items), compare_labels);
	for (size_t i = 1; i < labels->n; i++) {
		const struct label *label = &labels->items[i];

		if (compare_values(&labels->items[first], label) != 0) {
			first = i;
			continue;
		}
		if (label->name != NULL)
			diag_error(context->diag, label->at, id, "two %s are named '%s'", what,
				   label->name);
		else
			diag_error(context->diag, label->at, id, "two %s have the id %" PRIu64,
				   what, label->number);
		diag_note(context->diag, labels->items[first].at, "the first is here");
	}
}

static void check_unique_names(const struct check_context *context)
{
	const struct system *system = context->system;
	struct labels owners = { .arena = context->arena };
	struct labels devices = { .arena = context->arena };
	struct labels memories = { .arena = context->arena };

	add_name(&owners, system->host.name);
	for (size_t i = 0; i < system->n_partitions; i++)
		add_name(&owners, system->partitions[i].name);
	for (size_t i = 0; i < system->host.n_blobs; i++)
		add_name(&owners, system->host.blobs[i].name);
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

/* owner: "host" or "partition". */
static const char *things_of(const struct check_context *context, const char *things,
			     const char *owner, struct text name)
{
	return arena_printf(context->arena, "%s of %s '%s'", things, owner, name.value);
}

static void check_area_names_of(const struct check_context *context, const struct area *areas,
				size_t n, const char *what)
{
	struct labels labels = { .arena = context->arena };

	for (size_t i = 0; i < n; i++)
		add_name(&labels, areas[i].name);
	report_repeated(context, &labels, "area-name-unique", what);
}

static void check_area_names(const struct check_context *context)
{
	const struct system *system = context->system;

	check_area_names_of(context, system->host.areas, system->host.n_areas,
			    things_of(context, "areas", "host", system->host.name));
	for (size_t i = 0; i < system->n_partitions; i++)
		check_area_names_of(
			context, system->partitions[i].areas, system->partitions[i].n_areas,
			things_of(context, "areas", "partition", system->partitions[i].name));
}

static void check_unique_ids(const struct check_context *context)
{
	const struct system *system = context->system;
	struct labels partitions = { .arena = context->arena };
	struct labels processors = { .arena = context->arena };
	struct labels plans = { .arena = context->arena };

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
