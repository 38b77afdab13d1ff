/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of channels: ARINC 653 part 1, "Interpartition communication". */

#include <inttypes.h>
#include <string.h>

#include "check.h"
#include "check_port_examples.h"

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

/* Communication inside a partition has means of its own: buffers and blackboards. */
static void check_partitions_differ(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_channels; i++) {
		const struct channel *channel = &context->system->channels[i];
		const struct text *source = &channel->source.partition;

		for (size_t j = 0; j < channel->n_destinations; j++) {
			const struct text *other = &channel->destinations[j].partition;

			if (strcmp(other->value, source->value) != 0)
				continue;
			diag_warning(context->diag, other->at, "channel-self",
				     "a channel of partition '%s' ends in the same partition",
				     other->value);
			diag_note(context->diag, source->at, "it starts here");
		}
	}
}

const struct check check_channels[] = {
	{
		.id = "channel-port",
		.whole = true,
		.title = "a channel names ports that exist",
		.rationale = "A channel that leads nowhere carries nothing: what the source sends "
			     "is lost, what the destination waits for never comes.",
		.source = "ARINC 653 part 1, \"Interpartition communication\", channels and ports",
		.wrong = CONNECTED(SOURCE("speed"), DESTINATION("speed"), FROM("sped") TO("speed")),
		.right =
			CONNECTED(SOURCE("speed"), DESTINATION("speed"), FROM("speed") TO("speed")),
		.run = check_ends_known,
	},
	{
		.id = "channel-direction",
		.whole = true,
		.title = "sources are sources and destinations are destinations",
		.rationale = "A host lets a partition send through source ports only. With a "
			     "destination as its source nothing is ever sent through a channel.",
		.source = "ARINC 653 part 1, CREATE_SAMPLING_PORT and CREATE_QUEUING_PORT, port "
			  "direction",
		.wrong = CONNECTED(DESTINATION("speed"), DESTINATION("speed"),
				   FROM("speed") TO("speed")),
		.right =
			CONNECTED(SOURCE("speed"), DESTINATION("speed"), FROM("speed") TO("speed")),
		.run = check_directions,
	},
	{
		.id = "channel-kind",
		.whole = true,
		.title = "the ports of a channel are of one kind",
		.rationale = "A message that the next one replaces cannot be put into a queue, "
			     "nor the other way round: the two sides would disagree on what "
			     "becomes of a message that nobody has read.",
		.source = "ARINC 653 part 1, \"Interpartition communication\", modes of transfer",
		.wrong = CONNECTED(SOURCE("speed"),
				   PORT("speed", "queuing", "destination", "16B", " depth=\"4\""),
				   FROM("speed") TO("speed")),
		.right =
			CONNECTED(SOURCE("speed"), DESTINATION("speed"), FROM("speed") TO("speed")),
		.run = check_kinds,
	},
	{
		.id = "channel-size",
		.whole = true,
		.title = "a destination takes the largest message of its source",
		.rationale = "A longer message is cut or dropped, or written past the buffer of "
			     "its reader.",
		.source = "ARINC 653 part 1, \"Interpartition communication\", maximum message "
			  "size",
		.wrong = CONNECTED(SOURCE("speed"),
				   PORT("speed", "sampling", "destination", "8B", ""),
				   FROM("speed") TO("speed")),
		.right =
			CONNECTED(SOURCE("speed"), DESTINATION("speed"), FROM("speed") TO("speed")),
		.run = check_rooms,
	},
	{
		.id = "channel-queuing",
		.whole = true,
		.title = "a queuing channel has one destination",
		.rationale = "Each message of a queue is read once, so it is for one reader. "
			     "With two, who gets a message would depend on who asks first.",
		.source = "ARINC 653 part 1, \"Interpartition communication\", queuing mode",
		.wrong = CONNECTED(
			PORT("events", "queuing", "source", "16B", ""),
			PORT("events", "queuing", "destination", "16B", " depth=\"4\"")
				PORT("more", "queuing", "destination", "16B", " depth=\"4\""),
			FROM("events") TO("events") TO("more")),
		.right = CONNECTED(PORT("events", "queuing", "source", "16B", ""),
				   PORT("events", "queuing", "destination", "16B", " depth=\"4\""),
				   FROM("events") TO("events")),
		.run = check_queues,
	},
	{
		.id = "channel-self",
		.severity = SEVERITY_WARNING,
		.whole = true,
		.title = "a channel leads from one partition to others",
		.rationale = "Nothing forbids a partition to talk to itself through the host, but "
			     "its processes have buffers and blackboards for that. More often a "
			     "name was copied, and the partition that waits for the messages "
			     "gets none.",
		.source = "ARINC 653 part 1, \"Interpartition communication\" and "
			  "\"Intrapartition communication\"",
		.wrong = CONTROL(SOURCE("speed") DESTINATION("echo")) CHANNEL(
			FROM("speed") "  <Destination partition=\"control\" port=\"echo\"/>\n"),
		.right = CONNECTED(SOURCE("speed"), DESTINATION("echo"), FROM("speed") TO("echo")),
		.run = check_partitions_differ,
	},
	{ .id = NULL },
};
