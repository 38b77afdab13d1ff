/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of how many of everything there are, against the element Limits of the host. */

#include <inttypes.h>

#include "check_limits.h"

/* Elements that a host can take a number of.  Each begins with its place. */
struct list {
	const void *items;
	size_t n;
	size_t size;
	const char *what; /* "partitions", "ports of partition 'x'" */
};

static void check_count(const struct check_context *context, struct list list, struct number limit)
{
	const struct location *at;

	if (!number_known(limit) || list.n <= limit.value)
		return;
	at = (const struct location *)((const char *)list.items + limit.value * list.size);
	diag_error(context->diag, *at, "host-limits",
		   "the number of %s is %zu, where host '%s' takes %" PRIu64
		   "; this is the first beyond",
		   list.what, list.n, context->system->host.name.value, limit.value);
	check_note_limit(context, limit.at);
}

#define LIST(items, n, what) ((struct list){ items, n, sizeof((items)[0]), what })

static void check_areas_of(const struct check_context *context, const struct partition *partition)
{
	struct number limit = context->system->host.limits.areas;
	const char *what =
		arena_printf(context->arena, "areas of partition '%s'", partition->name.value);

	if (!number_known(limit))
		return;
	check_count(context, LIST(partition->areas, partition->n_areas, what), limit);
	if (partition->n_areas > limit.value)
		return;
	limit.value -= partition->n_areas;
	what = arena_printf(context->arena, "shared areas besides %zu %s", partition->n_areas,
			    what);
	check_count(context, LIST(partition->shared_areas, partition->n_shared_areas, what), limit);
}

static void check_partition_counts(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct host *host = &system->host;

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		check_areas_of(context, partition);
		check_count(context,
			    LIST(partition->ports, partition->n_ports,
				 arena_printf(context->arena, "ports of partition '%s'",
					      partition->name.value)),
			    host->limits.ports);
	}
}

static void check_processor(const struct check_context *context, const struct slot *slot)
{
	struct number limit = context->system->host.limits.processors;

	if (!number_known(limit) || slot->processor.bad || slot->processor.value < limit.value)
		return;
	diag_error(context->diag, number_given(slot->processor) ? slot->processor.at : slot->at,
		   "host-limits",
		   "a slot on processor %" PRIu64
		   ", where host '%s' uses processors below %" PRIu64,
		   slot->processor.value, context->system->host.name.value, limit.value);
	check_note_limit(context, limit.at);
}

static void check_plan_counts(const struct check_context *context)
{
	const struct system *system = context->system;

	for (size_t i = 0; i < system->n_plans; i++) {
		const struct plan *plan = &system->plans[i];
		const char *what =
			arena_printf(context->arena, "slots of plan %" PRIu64, plan->id.value);

		check_count(context, LIST(plan->slots, plan->n_slots, what),
			    system->host.limits.slots);
		for (size_t j = 0; j < plan->n_slots; j++)
			check_processor(context, &plan->slots[j]);
	}
}

static void check_all(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct host *host = &system->host;
	const struct limits *limits = &host->limits;

	check_count(context,
		    LIST(system->board.devices, system->board.n_devices,
			 arena_printf(context->arena, "devices of board '%s'",
				      system->board.name.value)),
		    limits->devices);
	check_count(context,
		    LIST(host->areas, host->n_areas,
			 arena_printf(context->arena, "areas of host '%s'", host->name.value)),
		    limits->areas);
	check_count(context, LIST(system->partitions, system->n_partitions, "partitions"),
		    limits->partitions);
	check_partition_counts(context);
	check_count(context, LIST(system->channels, system->n_channels, "channels"),
		    limits->channels);
	for (size_t i = 0; i < system->n_channels; i++)
		check_count(context,
			    LIST(system->channels[i].destinations,
				 system->channels[i].n_destinations, "destinations of a channel"),
			    limits->destinations);
	check_count(context, LIST(system->plans, system->n_plans, "plans"), limits->plans);
	check_plan_counts(context);
}

const struct check check_counts[] = {
	{
		.id = "host-limits",
		.title = "there is no more of anything than the host has room for",
		.rationale = "A host without dynamic memory has tables of a fixed size. At best it "
			     "refuses to start with one entry too many; at worst it leaves the "
			     "last partition, port or slot out, or writes past the table.",
		.source = "the host's own documentation, stated in Limits",
		.wrong = "<Host ...>\n"
			 "  <Limits slots=\"1\"/>\n"
			 "</Host>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "  <Slot partition=\"control\" start=\"50ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n",
		.right = "<Host ...>\n"
			 "  <Limits slots=\"2\"/>\n"
			 "</Host>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "  <Slot partition=\"control\" start=\"50ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n",
		.run = check_all,
	},
	{ .id = NULL },
};
