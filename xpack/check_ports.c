/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of ports and channels: ARINC 653 part 1, "Interpartition communication". */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* ARINC 653 part 1, appendix of interface specifications: SYSTEM_LIMIT_MESSAGE_SIZE and
 * SYSTEM_LIMIT_NUMBER_OF_MESSAGES. */
#define MAX_MESSAGE_SIZE 8192u
#define MAX_DEPTH 512u

static void check_each_port(const struct check_context *context,
			    void (*check)(const struct check_context *context,
					  const struct port *port))
{
	for (size_t i = 0; i < context->system->n_partitions; i++)
		for (size_t j = 0; j < context->system->partitions[i].n_ports; j++)
			check(context, &context->system->partitions[i].ports[j]);
}

/* By name; those of one name in the order of the document. */
static int compare_ports(const void *a, const void *b)
{
	const struct port *const *x = a;
	const struct port *const *y = b;
	int order = strcmp((*x)->name.value, (*y)->name.value);

	return order != 0 ? order : *x < *y ? -1 : *x > *y;
}

static void check_names_of(const struct check_context *context, const struct partition *partition)
{
	const struct port **ports =
		arena_array(context->arena, partition->n_ports, sizeof(const struct port *));

	for (size_t i = 0; i < partition->n_ports; i++)
		ports[i] = &partition->ports[i];
	if (partition->n_ports != 0)
		qsort(ports, partition->n_ports, sizeof(const struct port *), compare_ports);
	for (size_t i = 1; i < partition->n_ports; i++) {
		if (strcmp(ports[i - 1]->name.value, ports[i]->name.value) != 0)
			continue;
		diag_error(context->diag, ports[i]->name.at, "port-name-unique",
			   "two ports of partition '%s' are named '%s'", partition->name.value,
			   ports[i]->name.value);
		diag_note(context->diag, ports[i - 1]->name.at, "another is here");
	}
}

static void check_port_names(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_partitions; i++)
		check_names_of(context, &context->system->partitions[i]);
}

static void check_size_of(const struct check_context *context, const struct port *port)
{
	if (port->size.bad)
		return;
	if (port->size.value == 0 || port->size.value > MAX_MESSAGE_SIZE)
		diag_error(context->diag, port->size.at, "port-size",
			   "messages of port '%s' have 1 to %u bytes, not %" PRIu64,
			   port->name.value, MAX_MESSAGE_SIZE, port->size.value);
}

static void check_sizes(const struct check_context *context)
{
	check_each_port(context, check_size_of);
}

static void check_depth_of(const struct check_context *context, const struct port *port)
{
	bool has_queue = port->kind == PORT_QUEUING && port->direction == PORT_DESTINATION;

	if (has_queue && !number_given(port->depth))
		diag_error(context->diag, port->at, "port-depth",
			   "the queuing destination '%s' does not say how many messages wait",
			   port->name.value);
	else if (has_queue && !port->depth.bad &&
		 (port->depth.value == 0 || port->depth.value > MAX_DEPTH))
		diag_error(context->diag, port->depth.at, "port-depth",
			   "1 to %u messages wait at port '%s', not %" PRIu64, MAX_DEPTH,
			   port->name.value, port->depth.value);
	else if (!has_queue && number_given(port->depth))
		diag_error(context->diag, port->depth.at, "port-depth",
			   "no messages wait at port '%s': it is no queuing destination",
			   port->name.value);
}

static void check_depths(const struct check_context *context)
{
	check_each_port(context, check_depth_of);
}

static void check_validity_of(const struct check_context *context, const struct port *port)
{
	if (!number_given(port->validity))
		return;
	if (port->kind != PORT_SAMPLING || port->direction != PORT_DESTINATION)
		diag_error(context->diag, port->validity.at, "port-validity",
			   "port '%s' is no sampling destination, where a message's age is judged",
			   port->name.value);
	else if (!port->validity.bad && port->validity.value == 0)
		diag_error(context->diag, port->validity.at, "port-validity",
			   "no message of port '%s' would ever be valid", port->name.value);
}

static void check_validities(const struct check_context *context)
{
	check_each_port(context, check_validity_of);
}

static void check_end_known(const struct check_context *context, const struct channel_end *end)
{
	const struct partition *partition = model_partition(context->system, end->partition.value);

	if (partition == NULL) {
		diag_error(context->diag, end->partition.at, "channel-port",
			   "no partition is named '%s'", end->partition.value);
		suggest_help(context->system, context->diag, suggest_partitions(context->system),
			     end->partition);
	} else if (model_port(partition, end->port.value) == NULL) {
		diag_error(context->diag, end->port.at, "channel-port",
			   "partition '%s' has no port '%s'", end->partition.value,
			   end->port.value);
		suggest_help(context->system, context->diag, suggest_ports(partition), end->port);
	}
}

static void check_ends_known(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_channels; i++) {
		const struct channel *channel = &context->system->channels[i];

		check_end_known(context, &channel->source);
		for (size_t j = 0; j < channel->n_destinations; j++)
			check_end_known(context, &channel->destinations[j]);
	}
}

static void check_end_direction(const struct check_context *context, const struct channel_end *end,
				enum port_direction direction)
{
	const struct port *port = model_end_port(context->system, end);

	if (port == NULL || port->direction == direction)
		return;
	diag_error(context->diag, end->port.at, "channel-direction",
		   "port '%s' of partition '%s' is a %s, used as a %s", end->port.value,
		   end->partition.value, model_port_directions[port->direction],
		   model_port_directions[direction]);
	diag_note(context->diag, port->at, "the port is declared here");
}

static void check_directions(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_channels; i++) {
		const struct channel *channel = &context->system->channels[i];

		check_end_direction(context, &channel->source, PORT_SOURCE);
		for (size_t j = 0; j < channel->n_destinations; j++)
			check_end_direction(context, &channel->destinations[j], PORT_DESTINATION);
	}
}

/* Hold every destination that exists against the source of its channel. */
static void check_each_pair(const struct check_context *context,
			    void (*check)(const struct check_context *context,
					  const struct port *source, const struct port *port,
					  const struct channel_end *end))
{
	for (size_t i = 0; i < context->system->n_channels; i++) {
		const struct channel *channel = &context->system->channels[i];
		const struct port *source = model_end_port(context->system, &channel->source);

		for (size_t j = 0; source != NULL && j < channel->n_destinations; j++) {
			const struct channel_end *end = &channel->destinations[j];
			const struct port *port = model_end_port(context->system, end);

			if (port != NULL)
				check(context, source, port, end);
		}
	}
}

static void check_kind_of(const struct check_context *context, const struct port *source,
			  const struct port *port, const struct channel_end *end)
{
	if (port->kind == source->kind)
		return;
	diag_error(context->diag, end->port.at, "channel-kind",
		   "port '%s' of partition '%s' is %s, the source '%s' is %s", end->port.value,
		   end->partition.value, model_port_kinds[port->kind], source->name.value,
		   model_port_kinds[source->kind]);
	diag_note(context->diag, source->at, "the source is declared here");
}

static void check_kinds(const struct check_context *context)
{
	check_each_pair(context, check_kind_of);
}

static void check_room_of(const struct check_context *context, const struct port *source,
			  const struct port *port, const struct channel_end *end)
{
	if (port->size.bad || source->size.bad || port->size.value >= source->size.value)
		return;
	diag_error(context->diag, end->port.at, "channel-size",
		   "port '%s' of partition '%s' takes messages of %" PRIu64
		   " bytes, the source '%s' sends up to %" PRIu64,
		   end->port.value, end->partition.value, port->size.value, source->name.value,
		   source->size.value);
	diag_note(context->diag, source->size.at, "the source is declared here");
}

static void check_rooms(const struct check_context *context)
{
	check_each_pair(context, check_room_of);
}

/* ARINC 653 part 1: a message of a queue is for one reader. */
static void check_queues(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_channels; i++) {
		const struct channel *channel = &context->system->channels[i];
		const struct port *source = model_end_port(context->system, &channel->source);

		if (source != NULL && source->kind == PORT_QUEUING && channel->n_destinations > 1)
			diag_error(context->diag, channel->destinations[1].at, "channel-queuing",
				   "a queuing channel has one destination");
	}
}

/* A port and the end of a channel that names it. */
struct use {
	const struct port *port;
	const struct channel_end *end;
	size_t order; /* of the document */
};

struct uses {
	struct arena *arena;
	struct use *items;
	size_t n;
};

static void add_use(const struct check_context *context, struct uses *uses,
		    const struct channel_end *end)
{
	const struct port *port = model_end_port(context->system, end);

	if (port == NULL)
		return;
	uses->items = arena_grow(uses->arena, uses->items, uses->n, sizeof(*uses->items));
	uses->items[uses->n] = (struct use){ port, end, uses->n };
	uses->n++;
}

/* Ports are in arrays, one for each partition, so their addresses are compared as numbers. */
static int compare_uses(const void *a, const void *b)
{
	const struct use *x = a;
	const struct use *y = b;

	if (x->port != y->port)
		return (uintptr_t)x->port < (uintptr_t)y->port ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static struct uses all_uses(const struct check_context *context)
{
	struct uses uses = { .arena = context->arena };

	for (size_t i = 0; i < context->system->n_channels; i++) {
		const struct channel *channel = &context->system->channels[i];

		add_use(context, &uses, &channel->source);
		for (size_t j = 0; j < channel->n_destinations; j++)
			add_use(context, &uses, &channel->destinations[j]);
	}
	if (uses.n != 0)
		qsort(uses.items, uses.n, sizeof(*uses.items), compare_uses);
	return uses;
}

/* Two channels into one port would be two sources of it. */
static void check_used_once(const struct check_context *context)
{
	struct uses uses = all_uses(context);

	for (size_t i = 1; i < uses.n; i++) {
		const struct use *use = &uses.items[i];

		if (use->port != use[-1].port)
			continue;
		diag_error(context->diag, use->end->port.at, "channel-port-once",
			   "port '%s' of partition '%s' is named by channels twice",
			   use->end->port.value, use->end->partition.value);
		diag_note(context->diag, use[-1].end->port.at, "it is also named here");
	}
}

static bool is_used(const struct uses *uses, const struct port *port)
{
	size_t low = 0, high = uses->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (uses->items[middle].port == port)
			return true;
		if ((uintptr_t)uses->items[middle].port < (uintptr_t)port)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Of two ports of one name, which is another check's error, channels reach the first. */
static void check_connected(const struct check_context *context)
{
	struct uses uses = all_uses(context);

	for (size_t i = 0; i < context->system->n_partitions; i++) {
		const struct partition *partition = &context->system->partitions[i];

		for (size_t j = 0; j < partition->n_ports; j++) {
			const struct port *port = &partition->ports[j];

			if (!is_used(&uses, port) &&
			    model_port(partition, port->name.value) == port)
				diag_error(context->diag, port->at, "port-unconnected",
					   "port '%s' of partition '%s' is in no channel",
					   port->name.value, partition->name.value);
		}
	}
}

const struct check check_ports[] = {
	{
		.id = "port-name-unique",
		.title = "the ports of a partition have different names",
		.run = check_port_names,
	},
	{
		.id = "port-size",
		.title = "messages have a size that ARINC 653 allows",
		.run = check_sizes,
	},
	{
		.id = "port-depth",
		.title = "queuing destinations, and no others, have a depth",
		.run = check_depths,
	},
	{
		.id = "port-validity",
		.title = "only sampling destinations have a validity",
		.run = check_validities,
	},
	{
		.id = "channel-port",
		.whole = true,
		.title = "a channel names ports that exist",
		.run = check_ends_known,
	},
	{
		.id = "channel-direction",
		.whole = true,
		.title = "sources are sources and destinations are destinations",
		.run = check_directions,
	},
	{
		.id = "channel-kind",
		.whole = true,
		.title = "the ports of a channel are of one kind",
		.run = check_kinds,
	},
	{
		.id = "channel-size",
		.whole = true,
		.title = "a destination takes the largest message of its source",
		.run = check_rooms,
	},
	{
		.id = "channel-queuing",
		.whole = true,
		.title = "a queuing channel has one destination",
		.run = check_queues,
	},
	{
		.id = "channel-port-once",
		.whole = true,
		.title = "a port is in one channel",
		.run = check_used_once,
	},
	{
		.id = "port-unconnected",
		.whole = true,
		.title = "a port is in a channel",
		.run = check_connected,
	},
	{ .id = NULL },
};
