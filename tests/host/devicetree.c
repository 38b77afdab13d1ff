/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "devicetree.h"

#include "reader.h"

#define MAX_TREE_SIZE 0x10000u /* a larger one would be absurd within the limits of system.h */
#define FORMAT 1u
#define END_SIZE (2 * READER_CELL)  /* partition, port */
#define SLOT_SIZE (6 * READER_CELL) /* partition, processor; start and duration, both 64 bits */
#define MAX_MESSAGE_SIZE 8192u      /* as the packer allows */
#define MAX_DEPTH 512u

static bool has_room(struct reader *reader, uint32_t n, uint32_t limit)
{
	if (n >= limit)
		reader_fail(reader, "more than this host has room for");
	return n < limit;
}

static uint32_t access_bits(struct reader *reader, const char *text)
{
	uint32_t access = 0;

	for (; *text != '\0'; text++) {
		if (*text == 'r')
			access |= ACCESS_READ;
		else if (*text == 'w')
			access |= ACCESS_WRITE;
		else if (*text == 'x')
			access |= ACCESS_EXECUTE;
		else
			reader_fail(reader, "xpack,access");
	}
	return access;
}

/* The areas of a group, behind those that are there already. */
static void read_areas(struct reader *reader, const char *group, bool is_shared,
		       struct areas *areas)
{
	struct span name;

	reader_enter_group(reader, group);
	while (reader_next_child(reader, &name) && has_room(reader, areas->n, SYSTEM_MAX_AREAS)) {
		struct area *area = &areas->list[areas->n++];
		char access[SYSTEM_MAX_NAME] = "";

		reader_reg(reader, "reg", &area->addr, &area->size);
		reader_text(reader, "xpack,access", access);
		area->access = access_bits(reader, access);
		area->is_shared = is_shared;
		area->is_callable = reader_has(reader, "xpack,callable");
		if (area->is_callable)
			reader_take(reader, "xpack,callable", 0);
		reader_leave(reader);
	}
}

/* This host uses no shared memory itself. */
static void read_host(struct reader *reader, struct areas *areas)
{
	reader_enter(reader, "host");
	reader_take(reader, "xpack,name", 0);
	read_areas(reader, "areas", false, areas);
	reader_enter_group(reader, "shared-areas");
	if (reader->wrong == NULL && reader->fdt.token != FDT_TOKEN_END)
		reader_fail(reader, "the host itself uses no shared memory");
	reader_leave(reader);
	reader_leave(reader);
}

static void read_devices(struct reader *reader, struct devices *devices)
{
	struct span name;

	reader_enter_group(reader, "devices");
	while (reader_next_child(reader, &name) &&
	       has_room(reader, devices->n, SYSTEM_MAX_DEVICES)) {
		struct device *device = &devices->list[devices->n++];
		char space[SYSTEM_MAX_NAME] = "port";

		reader_copy(reader, name, device->name);
		reader_text(reader, "xpack,type", device->type);
		device->is_port = reader_has(reader, "xpack,space");
		if (device->is_port)
			reader_text(reader, "xpack,space", space);
		reader_reg(reader, "reg", &device->addr, &device->size);
		if (!reader_equal(space, "port"))
			reader_fail(reader, "xpack,space");
		if (reader_has(reader, "interrupts"))
			device->irq = reader_u32(reader, "interrupts");
		reader_leave(reader);
	}
}

static void read_processors(struct reader *reader, struct system *system)
{
	struct span name;

	reader_enter(reader, "processors");
	while (reader_next_child(reader, &name)) {
		uint32_t id = reader_u32(reader, "xpack,id");
		uint32_t clock = 0;

		if (reader_has(reader, "clock-frequency"))
			clock = reader_u32(reader, "clock-frequency");
		if (id == 0)
			system->clock = clock;
		reader_leave(reader);
	}
}

static void read_port(struct reader *reader, struct port *port)
{
	static const char *const kinds[] = { "sampling", "queuing" };
	static const char *const directions[] = { "destination", "source" };

	port->is_queuing = reader_word(reader, "xpack,kind", kinds, 2) != 0;
	port->is_source = reader_word(reader, "xpack,direction", directions, 2) != 0;
	port->size = reader_u32(reader, "xpack,size");
	if (reader_has(reader, "xpack,validity")) {
		struct span cells = reader_take(reader, "xpack,validity", 2 * READER_CELL);

		port->validity = reader->wrong == NULL ? reader_time(reader, cells.data) : 0;
	}
	if (reader_has(reader, "xpack,depth"))
		port->depth = reader_u32(reader, "xpack,depth");
	if (port->size == 0 || port->size > MAX_MESSAGE_SIZE || port->depth > MAX_DEPTH ||
	    (port->depth != 0) != (port->is_queuing && !port->is_source))
		reader_fail(reader, "the size or depth of a port");
}

static void read_ports(struct reader *reader, struct description *partition)
{
	struct span name;

	reader_enter(reader, "ports");
	while (reader_next_child(reader, &name) &&
	       has_room(reader, partition->n_ports, SYSTEM_MAX_PORTS)) {
		struct port *port = &partition->ports[partition->n_ports++];

		if (reader_u32(reader, "xpack,id") != partition->n_ports)
			reader_fail(reader, "the id of a port");
		read_port(reader, port);
		reader_leave(reader);
	}
}

static void read_health(struct reader *reader, struct description *partition)
{
	static const char *const events[] = { "memory-violation", "illegal-instruction",
					      "numeric-error",    "illegal-request",
					      "deadline-missed",  "other" };
	static const char *const actions[] = { "stop", "restart", "ignore", "stop-system" };

	reader_enter(reader, "health");
	for (uint32_t i = 0; i < HEALTH_N_EVENTS; i++)
		partition->actions[i] = reader_word(reader, events[i], actions,
						    sizeof(actions) / sizeof(actions[0]));
	reader_leave(reader);
}

/* The plan gives the partition what it needs, or it would not have been packed. */
static void pass_over_needs(struct reader *reader)
{
	if (!reader_has(reader, "xpack,period"))
		return;
	reader_take(reader, "xpack,period", 2 * READER_CELL);
	reader_take(reader, "xpack,duration", 2 * READER_CELL);
}

static void read_partitions(struct reader *reader, struct system *system)
{
	struct span name;

	reader_enter(reader, "partitions");
	while (reader_next_child(reader, &name) &&
	       has_room(reader, system->n_partitions, SYSTEM_MAX_PARTITIONS)) {
		struct description *partition = &system->partitions[system->n_partitions++];

		reader_copy(reader, name, partition->name);
		partition->id = reader_u32(reader, "xpack,id");
		partition->entry = reader_u32(reader, "xpack,entry");
		reader_reg(reader, "xpack,dtb", &partition->tree.addr, &partition->tree.size);
		partition->tree.access = ACCESS_READ;
		pass_over_needs(reader);
		read_areas(reader, "areas", false, &partition->areas);
		read_areas(reader, "shared-areas", true, &partition->areas);
		read_devices(reader, &partition->devices);
		read_ports(reader, partition);
		read_health(reader, partition);
		reader_leave(reader);
	}
}

/* The partition with that id, or n_partitions. */
static uint32_t partition_index(const struct system *system, uint32_t id)
{
	uint32_t index = 0;

	while (index < system->n_partitions && system->partitions[index].id != id)
		index++;
	return index;
}

/* One end of a channel: ids of partition and port, which must be as the channel's source is. */
static void read_end(struct reader *reader, const struct system *system, const uint8_t *cells,
		     bool is_source, struct port_place *place)
{
	const struct description *partition;

	place->partition = partition_index(system, get_be32(cells));
	place->port = get_be32(cells + READER_CELL) - 1;
	if (place->partition == system->n_partitions) {
		reader_fail(reader, "the partition of a channel");
		return;
	}
	partition = &system->partitions[place->partition];
	if (place->port >= partition->n_ports ||
	    partition->ports[place->port].is_source != is_source)
		reader_fail(reader, "the port of a channel");
}

static const struct port *port_at(const struct system *system, const struct port_place *place)
{
	return &system->partitions[place->partition].ports[place->port];
}

static void read_destinations(struct reader *reader, const struct system *system,
			      struct channel *channel)
{
	struct span cells = reader_take(reader, "xpack,destinations", 0);
	const struct port *source;

	for (size_t at = 0; reader->wrong == NULL && at < cells.size; at += END_SIZE) {
		if (!range_fits(cells.size, at, END_SIZE))
			reader_fail(reader, "xpack,destinations");
		else if (has_room(reader, channel->n_destinations, SYSTEM_MAX_DESTINATIONS))
			read_end(reader, system, cells.data + at, false,
				 &channel->destinations[channel->n_destinations++]);
	}
	if (reader->wrong != NULL)
		return;
	source = port_at(system, &channel->source);
	if (channel->n_destinations == 0 || (source->is_queuing && channel->n_destinations != 1))
		reader_fail(reader, "the number of a channel's destinations");
	for (uint32_t i = 0; reader->wrong == NULL && i < channel->n_destinations; i++) {
		const struct port *port = port_at(system, &channel->destinations[i]);

		if (port->is_queuing != source->is_queuing || port->size < source->size)
			reader_fail(reader, "the ports of a channel do not fit");
	}
}

static void read_channels(struct reader *reader, struct system *system)
{
	struct span name;

	reader_enter(reader, "channels");
	while (reader_next_child(reader, &name) &&
	       has_room(reader, system->n_channels, SYSTEM_MAX_CHANNELS)) {
		struct channel *channel = &system->channels[system->n_channels++];
		struct span cells = reader_take(reader, "xpack,source", END_SIZE);

		if (reader->wrong == NULL)
			read_end(reader, system, cells.data, true, &channel->source);
		read_destinations(reader, system, channel);
		reader_leave(reader);
	}
}

static void read_slot(struct reader *reader, const uint8_t *cells, struct system *system)
{
	struct slot *slot = &system->slots[system->n_slots++];

	slot->partition = partition_index(system, get_be32(cells));
	slot->start = reader_time(reader, cells + 2 * READER_CELL);
	slot->duration = reader_time(reader, cells + 4 * READER_CELL);
	if (slot->partition == system->n_partitions || get_be32(cells + READER_CELL) != 0 ||
	    slot->duration == 0 || !range_fits(system->major_frame, slot->start, slot->duration))
		reader_fail(reader, "xpack,slots");
	if (system->n_slots > 1 && slot->start < slot[-1].start + slot[-1].duration)
		reader_fail(reader, "slots are not in order");
}

/* This host runs the first plan. */
static void read_plans(struct reader *reader, struct system *system)
{
	struct span name;
	struct span cells;

	reader_enter(reader, "plans");
	while (reader_next_child(reader, &name)) {
		bool is_first = system->major_frame == 0;

		reader_u32(reader, "xpack,id");
		cells = reader_take(reader, "xpack,major-frame", 2 * READER_CELL);
		if (reader->wrong == NULL && is_first)
			system->major_frame = reader_time(reader, cells.data);
		cells = reader_take(reader, "xpack,slots", 0);
		for (size_t at = 0; reader->wrong == NULL && is_first && at < cells.size;
		     at += SLOT_SIZE) {
			if (!range_fits(cells.size, at, SLOT_SIZE))
				reader_fail(reader, "xpack,slots");
			else if (has_room(reader, system->n_slots, SYSTEM_MAX_SLOTS))
				read_slot(reader, cells.data + at, system);
		}
		reader_leave(reader);
	}
}

static void read_root(struct reader *reader, struct system *system)
{
	char compatible[SYSTEM_MAX_NAME] = "";

	reader_enter(reader, "");
	reader_text(reader, "compatible", compatible);
	if (reader_u32(reader, "xpack,format") != FORMAT)
		reader_fail(reader, "xpack,format");
	reader_text(reader, "xpack,system", system->name);
	reader_text(reader, "xpack,version", system->version);
	reader_text(reader, "xpack,board", system->board);
	reader_u32(reader, "#address-cells");
	reader_u32(reader, "#size-cells");
	reader_skip(reader, "memory");
	read_processors(reader, system);
	read_devices(reader, &system->devices);
	read_host(reader, &system->host);
	reader_skip(reader, "shared-memory");
	read_partitions(reader, system);
	read_channels(reader, system);
	read_plans(reader, system);
	reader_skip(reader, "loader");
	reader_leave(reader);
}

const char *devicetree_read(const void *tree, struct system *system)
{
	struct reader reader = { .wrong = NULL };
	struct span blob = { tree, FDT_HEADER_SIZE };
	uint32_t size;

	if (fdt_read_header(blob, FDT_HEADER_SIZE, &size) != STATUS_OK || size > MAX_TREE_SIZE)
		return "header";
	blob.size = size;
	if (fdt_open(&reader.fdt, blob, FDT_HEADER_SIZE) != STATUS_OK)
		return "header";
	read_root(&reader, system);
	if (reader.wrong == NULL && reader.fdt.token != FDT_TOKEN_FINISH)
		reader_fail(&reader, "structure");
	return reader.wrong;
}

const struct device *system_device(const struct system *system, const char *type)
{
	for (uint32_t i = 0; i < system->devices.n; i++)
		if (reader_equal(system->devices.list[i].type, type))
			return &system->devices.list[i];
	return NULL;
}
