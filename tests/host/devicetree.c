/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "devicetree.h"

#include "loader/fdt.h"

#define MAX_TREE_SIZE 0x10000u /* a larger one would be absurd within the limits of system.h */
#define FORMAT 1u
#define CELL 4u
#define END_SIZE (2 * CELL)    /* partition, port */
#define SLOT_SIZE (6 * CELL)   /* partition, processor, start, duration; the last two are u64 */
#define TICK 1000u             /* nanoseconds in a microsecond */
#define MAX_MESSAGE_SIZE 8192u /* as the packer allows */
#define MAX_DEPTH 512u

static bool text_equal(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return *a == *b;
}

/* The first thing that is wrong stays in `wrong`; then nothing is read any more. */
struct reader {
	struct fdt fdt;
	const char *wrong;
};

static void fail(struct reader *reader, const char *wrong)
{
	if (reader->wrong == NULL)
		reader->wrong = wrong;
}

static void step(struct reader *reader)
{
	if (fdt_next(&reader->fdt) != STATUS_OK)
		fail(reader, "structure");
}

/* The value of the property `name`, which must come now and have this size (0: any). */
static struct span take(struct reader *reader, const char *name, size_t size)
{
	struct span value = { NULL, 0 };
	enum status status = STATUS_OK;

	if (reader->wrong != NULL)
		return value;
	if (!fdt_take(&reader->fdt, name, &value, &status) || status != STATUS_OK ||
	    (size != 0 && value.size != size))
		fail(reader, name);
	return value;
}

/* Does the property `name` come now? */
static bool has(const struct reader *reader, const char *name)
{
	return reader->wrong == NULL && reader->fdt.token == FDT_TOKEN_PROP &&
	       fdt_is_named(&reader->fdt, name);
}

static uint32_t take_u32(struct reader *reader, const char *name)
{
	struct span value = take(reader, name, CELL);

	return reader->wrong == NULL ? get_be32(value.data) : 0;
}

static void copy_text(struct reader *reader, struct span text, char to[SYSTEM_MAX_NAME])
{
	if (reader->wrong == NULL && text.size >= SYSTEM_MAX_NAME)
		fail(reader, "a name is too long");
	for (size_t i = 0; reader->wrong == NULL && i < SYSTEM_MAX_NAME; i++)
		to[i] = i < text.size ? (char)text.data[i] : '\0';
}

static void take_text(struct reader *reader, const char *name, char to[SYSTEM_MAX_NAME])
{
	struct span value = take(reader, name, 0);

	if (value.size == 0 || value.data[value.size - 1] != '\0')
		fail(reader, name);
	else
		copy_text(reader, span_part(value, 0, value.size - 1), to);
}

static void take_reg(struct reader *reader, const char *name, uint32_t *addr, uint32_t *size)
{
	struct span value = take(reader, name, 2 * CELL);

	if (reader->wrong != NULL)
		return;
	*addr = get_be32(value.data);
	*size = get_be32(value.data + CELL);
	if (*size == 0 || !range_fits((uint64_t)UINT32_MAX + 1, *addr, *size))
		fail(reader, name);
}

/* Go into the node `name`, which must come now. */
static void enter(struct reader *reader, const char *name)
{
	if (reader->wrong != NULL)
		return;
	if (reader->fdt.token != FDT_TOKEN_BEGIN || !span_is(reader->fdt.name, name))
		fail(reader, name);
	else
		step(reader);
}

/* A group whose children have a reg says how many cells that takes. */
static void enter_group(struct reader *reader, const char *name)
{
	enter(reader, name);
	if (take_u32(reader, "#address-cells") != 1 || take_u32(reader, "#size-cells") != 1)
		fail(reader, name);
}

static void leave(struct reader *reader)
{
	if (reader->wrong != NULL)
		return;
	if (reader->fdt.token != FDT_TOKEN_END)
		fail(reader, "a node has more in it");
	else
		step(reader);
}

/* Go into the next child of a group and give its name, or go out of the group. */
static bool next_child(struct reader *reader, struct span *name)
{
	if (reader->wrong != NULL)
		return false;
	if (reader->fdt.token != FDT_TOKEN_BEGIN) {
		leave(reader);
		return false;
	}
	*name = reader->fdt.name;
	step(reader);
	return reader->wrong == NULL;
}

/* Pass over a group whose content the host does not need. */
static void skip(struct reader *reader, const char *name)
{
	if (reader->wrong != NULL)
		return;
	if (reader->fdt.token != FDT_TOKEN_BEGIN || !span_is(reader->fdt.name, name) ||
	    fdt_leave(&reader->fdt) != STATUS_OK)
		fail(reader, name);
}

static bool has_room(struct reader *reader, uint32_t n, uint32_t limit)
{
	if (n >= limit)
		fail(reader, "more than this host has room for");
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
			fail(reader, "xpack,access");
	}
	return access;
}

static void read_areas(struct reader *reader, struct areas *areas)
{
	struct span name;

	enter_group(reader, "areas");
	while (next_child(reader, &name) && has_room(reader, areas->n, SYSTEM_MAX_AREAS)) {
		struct area *area = &areas->list[areas->n++];
		char access[SYSTEM_MAX_NAME] = "";

		take_reg(reader, "reg", &area->addr, &area->size);
		take_text(reader, "xpack,access", access);
		area->access = access_bits(reader, access);
		leave(reader);
	}
}

static void read_devices(struct reader *reader, struct devices *devices)
{
	struct span name;

	enter_group(reader, "devices");
	while (next_child(reader, &name) && has_room(reader, devices->n, SYSTEM_MAX_DEVICES)) {
		struct device *device = &devices->list[devices->n++];
		char space[SYSTEM_MAX_NAME] = "port";

		copy_text(reader, name, device->name);
		take_text(reader, "xpack,type", device->type);
		device->is_port = has(reader, "xpack,space");
		if (device->is_port)
			take_text(reader, "xpack,space", space);
		take_reg(reader, "reg", &device->addr, &device->size);
		if (!text_equal(space, "port"))
			fail(reader, "xpack,space");
		if (has(reader, "interrupts"))
			device->irq = take_u32(reader, "interrupts");
		leave(reader);
	}
}

static void read_processors(struct reader *reader, struct system *system)
{
	struct span name;

	enter(reader, "processors");
	while (next_child(reader, &name)) {
		uint32_t id = take_u32(reader, "xpack,id");
		uint32_t clock = 0;

		if (has(reader, "clock-frequency"))
			clock = take_u32(reader, "clock-frequency");
		if (id == 0)
			system->clock = clock;
		leave(reader);
	}
}

/* Which of n words the property has as its value. */
static uint32_t take_word(struct reader *reader, const char *name, const char *const *words,
			  uint32_t n)
{
	char text[SYSTEM_MAX_NAME] = "";

	take_text(reader, name, text);
	for (uint32_t i = 0; i < n; i++)
		if (text_equal(text, words[i]))
			return i;
	fail(reader, name);
	return 0;
}

static uint64_t microseconds(struct reader *reader, const uint8_t *nanoseconds)
{
	uint64_t value = (uint64_t)get_be32(nanoseconds) << 32 | get_be32(nanoseconds + CELL);

	if (value % TICK != 0)
		fail(reader, "a time is not a multiple of a microsecond");
	return value / TICK;
}

static void read_port(struct reader *reader, struct port *port)
{
	static const char *const kinds[] = { "sampling", "queuing" };
	static const char *const directions[] = { "destination", "source" };

	port->is_queuing = take_word(reader, "xpack,kind", kinds, 2) != 0;
	port->is_source = take_word(reader, "xpack,direction", directions, 2) != 0;
	port->size = take_u32(reader, "xpack,size");
	if (has(reader, "xpack,validity")) {
		struct span cells = take(reader, "xpack,validity", 2 * CELL);

		port->validity = reader->wrong == NULL ? microseconds(reader, cells.data) : 0;
	}
	if (has(reader, "xpack,depth"))
		port->depth = take_u32(reader, "xpack,depth");
	if (port->size == 0 || port->size > MAX_MESSAGE_SIZE || port->depth > MAX_DEPTH ||
	    (port->depth != 0) != (port->is_queuing && !port->is_source))
		fail(reader, "the size or depth of a port");
}

static void read_ports(struct reader *reader, struct description *partition)
{
	struct span name;

	enter(reader, "ports");
	while (next_child(reader, &name) &&
	       has_room(reader, partition->n_ports, SYSTEM_MAX_PORTS)) {
		struct port *port = &partition->ports[partition->n_ports++];

		if (take_u32(reader, "xpack,id") != partition->n_ports)
			fail(reader, "the id of a port");
		read_port(reader, port);
		leave(reader);
	}
}

static void read_health(struct reader *reader, struct description *partition)
{
	static const char *const events[] = { "memory-violation", "illegal-instruction",
					      "numeric-error",    "illegal-request",
					      "deadline-missed",  "other" };
	static const char *const actions[] = { "stop", "restart", "ignore", "stop-system" };

	enter(reader, "health");
	for (uint32_t i = 0; i < HEALTH_N_EVENTS; i++)
		partition->actions[i] =
			take_word(reader, events[i], actions, sizeof(actions) / sizeof(actions[0]));
	leave(reader);
}

static void read_partitions(struct reader *reader, struct system *system)
{
	struct span name;

	enter(reader, "partitions");
	while (next_child(reader, &name) &&
	       has_room(reader, system->n_partitions, SYSTEM_MAX_PARTITIONS)) {
		struct description *partition = &system->partitions[system->n_partitions++];

		copy_text(reader, name, partition->name);
		partition->id = take_u32(reader, "xpack,id");
		partition->entry = take_u32(reader, "xpack,entry");
		take_reg(reader, "xpack,dtb", &partition->tree.addr, &partition->tree.size);
		partition->tree.access = ACCESS_READ;
		read_areas(reader, &partition->areas);
		read_devices(reader, &partition->devices);
		read_ports(reader, partition);
		read_health(reader, partition);
		leave(reader);
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
	place->port = get_be32(cells + CELL) - 1;
	if (place->partition == system->n_partitions) {
		fail(reader, "the partition of a channel");
		return;
	}
	partition = &system->partitions[place->partition];
	if (place->port >= partition->n_ports ||
	    partition->ports[place->port].is_source != is_source)
		fail(reader, "the port of a channel");
}

static const struct port *port_at(const struct system *system, const struct port_place *place)
{
	return &system->partitions[place->partition].ports[place->port];
}

static void read_destinations(struct reader *reader, const struct system *system,
			      struct channel *channel)
{
	struct span cells = take(reader, "xpack,destinations", 0);
	const struct port *source;

	for (size_t at = 0; reader->wrong == NULL && at < cells.size; at += END_SIZE) {
		if (!range_fits(cells.size, at, END_SIZE))
			fail(reader, "xpack,destinations");
		else if (has_room(reader, channel->n_destinations, SYSTEM_MAX_DESTINATIONS))
			read_end(reader, system, cells.data + at, false,
				 &channel->destinations[channel->n_destinations++]);
	}
	if (reader->wrong != NULL)
		return;
	source = port_at(system, &channel->source);
	if (channel->n_destinations == 0 || (source->is_queuing && channel->n_destinations != 1))
		fail(reader, "the number of a channel's destinations");
	for (uint32_t i = 0; reader->wrong == NULL && i < channel->n_destinations; i++) {
		const struct port *port = port_at(system, &channel->destinations[i]);

		if (port->is_queuing != source->is_queuing || port->size < source->size)
			fail(reader, "the ports of a channel do not fit");
	}
}

static void read_channels(struct reader *reader, struct system *system)
{
	struct span name;

	enter(reader, "channels");
	while (next_child(reader, &name) &&
	       has_room(reader, system->n_channels, SYSTEM_MAX_CHANNELS)) {
		struct channel *channel = &system->channels[system->n_channels++];
		struct span cells = take(reader, "xpack,source", END_SIZE);

		if (reader->wrong == NULL)
			read_end(reader, system, cells.data, true, &channel->source);
		read_destinations(reader, system, channel);
		leave(reader);
	}
}

static void read_slot(struct reader *reader, const uint8_t *cells, struct system *system)
{
	struct slot *slot = &system->slots[system->n_slots++];

	slot->partition = partition_index(system, get_be32(cells));
	slot->start = microseconds(reader, cells + 2 * CELL);
	slot->duration = microseconds(reader, cells + 4 * CELL);
	if (slot->partition == system->n_partitions || get_be32(cells + CELL) != 0 ||
	    slot->duration == 0 || !range_fits(system->major_frame, slot->start, slot->duration))
		fail(reader, "xpack,slots");
	if (system->n_slots > 1 && slot->start < slot[-1].start + slot[-1].duration)
		fail(reader, "slots are not in order");
}

/* This host runs the first plan. */
static void read_plans(struct reader *reader, struct system *system)
{
	struct span name;
	struct span cells;

	enter(reader, "plans");
	while (next_child(reader, &name)) {
		bool is_first = system->major_frame == 0;

		take_u32(reader, "xpack,id");
		cells = take(reader, "xpack,major-frame", 2 * CELL);
		if (reader->wrong == NULL && is_first)
			system->major_frame = microseconds(reader, cells.data);
		cells = take(reader, "xpack,slots", 0);
		for (size_t at = 0; reader->wrong == NULL && is_first && at < cells.size;
		     at += SLOT_SIZE) {
			if (!range_fits(cells.size, at, SLOT_SIZE))
				fail(reader, "xpack,slots");
			else if (has_room(reader, system->n_slots, SYSTEM_MAX_SLOTS))
				read_slot(reader, cells.data + at, system);
		}
		leave(reader);
	}
}

static void read_root(struct reader *reader, struct system *system)
{
	char compatible[SYSTEM_MAX_NAME] = "";

	enter(reader, "");
	take_text(reader, "compatible", compatible);
	if (take_u32(reader, "xpack,format") != FORMAT)
		fail(reader, "xpack,format");
	take_text(reader, "xpack,system", system->name);
	take_text(reader, "xpack,version", system->version);
	take_text(reader, "xpack,board", system->board);
	take_u32(reader, "#address-cells");
	take_u32(reader, "#size-cells");
	skip(reader, "memory");
	read_processors(reader, system);
	read_devices(reader, &system->devices);
	enter(reader, "host");
	take(reader, "xpack,name", 0);
	read_areas(reader, &system->host);
	leave(reader);
	read_partitions(reader, system);
	read_channels(reader, system);
	read_plans(reader, system);
	skip(reader, "loader");
	leave(reader);
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
		fail(&reader, "structure");
	return reader.wrong;
}

const struct device *system_device(const struct system *system, const char *type)
{
	for (uint32_t i = 0; i < system->devices.n; i++)
		if (text_equal(system->devices.list[i].type, type))
			return &system->devices.list[i];
	return NULL;
}
