/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of ports: ARINC 653 part 1, "Interpartition communication"; what channels make of them is
 * in check_channels.c. */

#include <inttypes.h>
#include <stdlib.h>

#include "check.h"
#include "check_port_examples.h"
#include "index.h"

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

static void check_names_of(const struct check_context *context, const struct partition *partition)
{
	struct index names = { .arena = context->arena };

	for (size_t i = 0; i < partition->n_ports; i++)
		index_add_name(&names, partition->ports[i].name.value, i);
	index_sort(&names);
	for (size_t i = 1; i < names.n; i++) {
		const struct index_entry *entry = &names.entries[i];

		if (!index_same(entry - 1, entry))
			continue;
		diag_error(context->diag, partition->ports[entry->place].name.at,
			   "port-name-unique", "two ports of partition '%s' are named '%s'",
			   partition->name.value, entry->name);
		diag_note(context->diag, partition->ports[entry[-1].place].name.at,
			  "another is here");
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
		.rationale = "A partition asks for a port by its name and gets the first of that "
			     "name, and 'xpack header' would define one constant twice. Messages "
			     "then go where they were not meant to.",
		.source = "ARINC 653 part 1, CREATE_SAMPLING_PORT and CREATE_QUEUING_PORT",
		.wrong = CONTROL(SOURCE("speed") PORT("speed", "queuing", "source", "16B", "")),
		.right = CONTROL(SOURCE("speed") PORT("events", "queuing", "source", "16B", "")),
		.run = check_port_names,
	},
	{
		.id = "port-size",
		.title = "messages have a size that ARINC 653 allows",
		.rationale = "A host keeps buffers for the largest message of each port. None "
			     "could be sent through a port for messages of 0 bytes, and more "
			     "than 8192 no host has to take.",
		.source = "ARINC 653 part 1, SYSTEM_LIMIT_MESSAGE_SIZE",
		.wrong = CONTROL(PORT("image", "sampling", "source", "64KiB", "")),
		.right = CONTROL(PORT("image", "sampling", "source", "8KiB", "")),
		.run = check_sizes,
	},
	{
		.id = "port-depth",
		.title = "queuing destinations, and no others, have a depth",
		.rationale = "Messages wait at the destination. Without a depth a host has no "
			     "room for any, and what is sent is lost; a depth at another port "
			     "would never be used.",
		.source = "ARINC 653 part 1, CREATE_QUEUING_PORT and "
			  "SYSTEM_LIMIT_NUMBER_OF_MESSAGES",
		.wrong = CONTROL(PORT("events", "queuing", "destination", "16B", "")),
		.right = CONTROL(PORT("events", "queuing", "destination", "16B", " depth=\"4\"")),
		.run = check_depths,
	},
	{
		.id = "port-validity",
		.title = "only sampling destinations have a validity",
		.rationale = "The reader of a sampling port is told whether the message is older "
			     "than the port's validity. With 0 it always is; at other ports "
			     "nobody looks at an age.",
		.source = "ARINC 653 part 1, READ_SAMPLING_MESSAGE, refresh period",
		.wrong = CONTROL(PORT("speed", "sampling", "source", "16B", " validity=\"50ms\"")),
		.right = CONTROL(VALID_FOR("speed", "50ms")),
		.run = check_validities,
	},
	{
		.id = "channel-port-once",
		.whole = true,
		.title = "a port is in one channel, and there once",
		.rationale = "Two channels into one port are two sources of it, and its reader "
			     "cannot tell them apart; ARINC 653 gives a channel one source.",
		.source = "ARINC 653 part 1, \"Interpartition communication\", channels and ports",
		.wrong = CONNECTED(SOURCE("speed") SOURCE("height"), DESTINATION("speed"),
				   FROM("speed") TO("speed")) CHANNEL(FROM("height") TO("speed")),
		.right = CONNECTED(SOURCE("speed") SOURCE("height"),
				   DESTINATION("speed") DESTINATION("height"),
				   FROM("speed") TO("speed")) CHANNEL(FROM("height") TO("height")),
		.run = check_used_once,
	},
	{
		.id = "port-unconnected",
		.whole = true,
		.title = "a port is in a channel",
		.rationale = "What is sent to a port without a channel is lost, and a partition "
			     "that waits at one waits for ever. A port that is not needed is left "
			     "out.",
		.source = "ARINC 653 part 1, \"Interpartition communication\", channels and ports",
		.wrong = CONNECTED(SOURCE("speed") SOURCE("height"), DESTINATION("speed"),
				   FROM("speed") TO("speed")),
		.right =
			CONNECTED(SOURCE("speed"), DESTINATION("speed"), FROM("speed") TO("speed")),
		.run = check_connected,
	},
	{ .id = NULL },
};
