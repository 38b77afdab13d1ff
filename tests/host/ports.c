/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "ports.h"

#include <stddef.h>
#include <string.h>

#include <xpack/port_services.h>

#include "store.h"

/* What the host keeps of a channel.  A sampling channel is a queue of one message that is not
 * taken out when it is read. */
struct state {
	uint8_t *messages;   /* depth times stride bytes */
	uint32_t *sizes;     /* of each message */
	uint32_t stride;     /* bytes of the largest message */
	uint32_t depth;      /* messages */
	uint32_t first;      /* index of the oldest */
	uint32_t n;          /* messages in it */
	uint32_t n_lost;     /* since the receiver was told */
	uint64_t written_at; /* microseconds, the last one */
};

/* A port as the services see it. */
struct link {
	const struct port *port;
	struct state *state;
};

static const struct system *ports_system;
static struct state states[SYSTEM_MAX_CHANNELS];
static struct link links[SYSTEM_MAX_PARTITIONS][SYSTEM_MAX_PORTS];

static void join(const struct port_place *place, struct state *state)
{
	struct link *link = &links[place->partition][place->port];

	link->port = &ports_system->partitions[place->partition].ports[place->port];
	link->state = state;
}

static bool init_state(const struct channel *channel, struct state *state)
{
	const struct link *source;

	join(&channel->source, state);
	for (uint32_t i = 0; i < channel->n_destinations; i++)
		join(&channel->destinations[i], state);
	source = &links[channel->source.partition][channel->source.port];
	state->stride = source->port->size;
	state->depth = 1;
	if (source->port->is_queuing)
		state->depth =
			links[channel->destinations[0].partition][channel->destinations[0].port]
				.port->depth;
	state->messages = store_take(state->depth * state->stride);
	state->sizes = store_take(state->depth * (uint32_t)sizeof(state->sizes[0]));
	return state->messages != NULL && state->sizes != NULL;
}

const char *ports_init(const struct system *system)
{
	ports_system = system;
	for (uint32_t i = 0; i < system->n_channels; i++)
		if (!init_state(&system->channels[i], &states[i]))
			return "the host has no room for the messages of a channel";
	return NULL;
}

/* The partition's port with that id, when it is of the kind and direction. */
static const struct link *find(const struct partition *partition, uint32_t id, bool is_queuing,
			       bool is_source)
{
	uint32_t index = (uint32_t)(partition->description - ports_system->partitions);
	const struct link *link;

	if (id == 0 || id > partition->description->n_ports)
		return NULL;
	link = &links[index][id - 1];
	if (link->state == NULL || link->port->is_queuing != is_queuing ||
	    link->port->is_source != is_source)
		return NULL;
	return link;
}

static const struct link *find_source(const struct partition *partition, uint32_t id,
				      bool is_queuing, uint32_t message, uint32_t size)
{
	const struct link *link = find(partition, id, is_queuing, true);

	if (link == NULL || size == 0 || size > link->port->size ||
	    !partition_may(partition, message, size, ACCESS_READ))
		return NULL;
	return link;
}

/* Also holds the word that the service fills in against what the partition may write. */
static const struct link *find_destination(const struct partition *partition, uint32_t id,
					   bool is_queuing, uint32_t message, uint32_t size,
					   uint32_t word)
{
	const struct link *link = find(partition, id, is_queuing, false);

	if (link == NULL || size < link->port->size || word % sizeof(uint32_t) != 0 ||
	    !partition_may(partition, message, size, ACCESS_WRITE) ||
	    !partition_may(partition, word, sizeof(uint32_t), ACCESS_WRITE))
		return NULL;
	return link;
}

static void put(struct state *state, uint32_t at, uint32_t message, uint32_t size)
{
	memcpy(state->messages + at * state->stride, (const void *)(uintptr_t)message, size);
	state->sizes[at] = size;
	state->written_at = machine_now();
}

/* The oldest message to the partition, and its size. */
static int32_t get(const struct state *state, uint32_t message)
{
	uint32_t size = state->sizes[state->first];

	memcpy((void *)(uintptr_t)message, state->messages + state->first * state->stride, size);
	return (int32_t)size;
}

int32_t ports_sampling_write(const struct partition *partition, uint32_t id, uint32_t message,
			     uint32_t size)
{
	const struct link *link = find_source(partition, id, false, message, size);

	if (link == NULL)
		return XPACK_PORT_INVALID;
	put(link->state, 0, message, size);
	link->state->n = 1;
	return 0;
}

int32_t ports_sampling_read(const struct partition *partition, uint32_t id, uint32_t message,
			    uint32_t size, uint32_t valid)
{
	const struct link *link = find_destination(partition, id, false, message, size, valid);
	uint32_t *is_valid = (uint32_t *)(uintptr_t)valid;
	uint64_t validity;

	if (link == NULL)
		return XPACK_PORT_INVALID;
	validity = link->port->validity;
	*is_valid = link->state->n != 0 &&
		    (validity == 0 || machine_now() - link->state->written_at <= validity);
	return link->state->n != 0 ? get(link->state, message) : XPACK_PORT_EMPTY;
}

int32_t ports_queuing_send(const struct partition *partition, uint32_t id, uint32_t message,
			   uint32_t size)
{
	const struct link *link = find_source(partition, id, true, message, size);
	struct state *state;

	if (link == NULL)
		return XPACK_PORT_INVALID;
	state = link->state;
	if (state->n == state->depth) {
		state->n_lost++;
		return XPACK_PORT_FULL;
	}
	put(state, (state->first + state->n) % state->depth, message, size);
	state->n++;
	return 0;
}

int32_t ports_queuing_receive(const struct partition *partition, uint32_t id, uint32_t message,
			      uint32_t size, uint32_t n_lost)
{
	const struct link *link = find_destination(partition, id, true, message, size, n_lost);
	struct state *state;
	int32_t received;

	if (link == NULL)
		return XPACK_PORT_INVALID;
	state = link->state;
	*(uint32_t *)(uintptr_t)n_lost = state->n_lost;
	if (state->n == 0)
		return XPACK_PORT_EMPTY;
	received = get(state, message);
	state->first = (state->first + 1) % state->depth;
	state->n--;
	state->n_lost = 0;
	return received;
}

void ports_restart(const struct partition *partition)
{
	for (uint32_t id = 1; id <= partition->description->n_ports; id++) {
		const struct link *link = find(partition, id, true, false);

		if (link == NULL)
			continue;
		link->state->n = 0;
		link->state->n_lost = 0;
	}
}
