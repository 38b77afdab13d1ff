/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * From a valid tree to the model.
 *
 * The schema has seen to it that required attributes are there, that enumerations have one of
 * their values and that quantities have their form; what it cannot say is whether a number fits.
 */

#include <string.h>

#include "file.h"
#include "memory.h"
#include "quantity.h"
#include "xml_parts.h"

struct builder {
	struct arena *arena;
	struct diag *diag;
};

/* A word of an enumeration and what it stands for. */
struct word {
	const char *name;
	unsigned value;
};

static const struct word memory_kinds[] = {
	{ "ram", MEMORY_RAM }, { "rom", MEMORY_ROM }, { "io", MEMORY_IO }, { NULL, 0 }
};

static const struct word protocols[] = { { "xpack", PROTOCOL_XPACK },
					 { "raw", PROTOCOL_RAW },
					 { "multiboot", PROTOCOL_MULTIBOOT },
					 { NULL, 0 } };

static const struct word archs[] = { { "sparc-leon3", ARCH_SPARC_LEON3 },
				     { "x86", ARCH_X86 },
				     { NULL, 0 } };

static const struct word spaces[] = { { "memory", SPACE_MEMORY },
				      { "port", SPACE_PORT },
				      { NULL, 0 } };

static const struct word accesses[] = { { "r", ACCESS_READ },
					{ "rw", ACCESS_READ | ACCESS_WRITE },
					{ "rx", ACCESS_READ | ACCESS_EXECUTE },
					{ "rwx", ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE },
					{ NULL, 0 } };

static const struct word booleans[] = {
	{ "true", true }, { "1", true }, { "false", false }, { "0", false }, { NULL, 0 }
};

/* The value of an attribute and its place; absent: no value and no place. */
static struct text text_of(const struct builder *builder, xmlNodePtr node, const char *name)
{
	xmlAttrPtr attribute = xmlHasNsProp(node, (const xmlChar *)name, NULL);
	xmlChar *value;
	struct text text;

	if (attribute == NULL)
		return (struct text){ 0 };
	value = xmlNodeGetContent((xmlNodePtr)attribute);
	if (value == NULL)
		memory_exhausted();
	text.value = arena_text(builder->arena, xml_text(value), strlen(xml_text(value)));
	text.at = xml_place((xmlNodePtr)attribute);
	xmlFree(value);
	return text;
}

/* A path in the description is relative to the file that holds it. */
static struct text file_of(const struct builder *builder, xmlNodePtr node)
{
	struct text file = text_of(builder, node, "file");

	if (text_given(file))
		file.value = file_beside(builder->arena, file.at.file, file.value);
	return file;
}

static struct number number_of(const struct builder *builder, xmlNodePtr node, const char *name,
			       enum quantity_kind kind)
{
	struct text text = text_of(builder, node, name);
	struct number number = { 0, text.at, false };
	const char *why;

	if (!text_given(text) || quantity_parse(kind, text.value, &number.value, &why) == 0)
		return number;
	number = (struct number){ 0, text.at, true };
	diag_error(builder->diag, text.at, "quantity", "%s '%s': %s", name,
		   xml_shown(builder->arena, text.value), why);
	return number;
}

/* What the text stands for; the first word when it is absent. */
static unsigned value_of(struct text text, const struct word *words)
{
	const struct word *word = words;

	while (text_given(text) && word->name != NULL && strcmp(word->name, text.value) != 0)
		word++;
	return word->value;
}

static bool is_named(const xmlNode *node, const char *name)
{
	return xml_is(node, XML_SYSTEM_NAMESPACE, name);
}

static xmlNodePtr first_named(xmlNodePtr node, const char *name)
{
	while (node != NULL && !is_named(node, name))
		node = xmlNextElementSibling(node);
	return node;
}

static xmlNodePtr first_child(xmlNodePtr parent, const char *name)
{
	return first_named(xmlFirstElementChild(parent), name);
}

static xmlNodePtr next(xmlNodePtr node)
{
	return first_named(xmlNextElementSibling(node), xml_text(node->name));
}

/* Room for all children of that name; *n is how many there are. */
static void *children_array(const struct builder *builder, xmlNodePtr parent, const char *name,
			    size_t size, size_t *n)
{
	*n = 0;
	for (xmlNodePtr node = first_child(parent, name); node != NULL; node = next(node))
		(*n)++;
	return arena_array(builder->arena, *n, size);
}

static void build_memories(const struct builder *builder, xmlNodePtr parent, struct board *board)
{
	struct memory *memory;

	memory = board->memories =
		children_array(builder, parent, "Memory", sizeof(*memory), &board->n_memories);
	for (xmlNodePtr node = first_child(parent, "Memory"); node != NULL; node = next(node)) {
		memory->at = xml_place(node);
		memory->name = text_of(builder, node, "name");
		memory->kind = value_of(text_of(builder, node, "kind"), memory_kinds);
		memory->start = number_of(builder, node, "start", QUANTITY_ADDRESS);
		memory->size = number_of(builder, node, "size", QUANTITY_SIZE);
		memory++;
	}
}

static void build_processors(const struct builder *builder, xmlNodePtr parent, struct board *board)
{
	struct processor *processor;

	processor = board->processors = children_array(builder, parent, "Processor",
						       sizeof(*processor), &board->n_processors);
	for (xmlNodePtr node = first_child(parent, "Processor"); node != NULL; node = next(node)) {
		processor->at = xml_place(node);
		processor->id = number_of(builder, node, "id", QUANTITY_COUNT);
		processor->clock = number_of(builder, node, "clock", QUANTITY_FREQUENCY);
		processor++;
	}
}

static void build_devices(const struct builder *builder, xmlNodePtr parent, struct board *board)
{
	struct device *device;

	device = board->devices =
		children_array(builder, parent, "Device", sizeof(*device), &board->n_devices);
	for (xmlNodePtr node = first_child(parent, "Device"); node != NULL; node = next(node)) {
		device->at = xml_place(node);
		device->name = text_of(builder, node, "name");
		device->type = text_of(builder, node, "type");
		device->space_name = text_of(builder, node, "space");
		device->space = value_of(device->space_name, spaces);
		device->start = number_of(builder, node, "start", QUANTITY_ADDRESS);
		device->size = number_of(builder, node, "size", QUANTITY_SIZE);
		device->irq = number_of(builder, node, "irq", QUANTITY_COUNT);
		device++;
	}
}

static void build_registers(const struct builder *builder, xmlNodePtr parent, struct board *board)
{
	struct register_write *write;

	write = board->registers =
		children_array(builder, parent, "Register", sizeof(*write), &board->n_registers);
	for (xmlNodePtr node = first_child(parent, "Register"); node != NULL; node = next(node)) {
		write->at = xml_place(node);
		write->address = number_of(builder, node, "address", QUANTITY_ADDRESS);
		write->value = number_of(builder, node, "value", QUANTITY_COUNT);
		write++;
	}
}

static void build_board(const struct builder *builder, xmlNodePtr node, struct board *board)
{
	board->at = xml_place(node);
	board->name = text_of(builder, node, "name");
	board->arch_name = text_of(builder, node, "arch");
	board->arch = value_of(board->arch_name, archs);
	build_memories(builder, node, board);
	build_processors(builder, node, board);
	build_devices(builder, node, board);
	build_registers(builder, node, board);
}

static struct area *build_areas(const struct builder *builder, xmlNodePtr parent, size_t *n)
{
	struct area *areas = children_array(builder, parent, "Area", sizeof(*areas), n);
	struct area *area = areas;

	for (xmlNodePtr node = first_child(parent, "Area"); node != NULL; node = next(node)) {
		struct text zero = text_of(builder, node, "zero");

		area->at = xml_place(node);
		area->name = text_of(builder, node, "name");
		area->start = number_of(builder, node, "start", QUANTITY_ADDRESS);
		area->size = number_of(builder, node, "size", QUANTITY_SIZE);
		area->access_name = text_of(builder, node, "access");
		area->access = value_of(area->access_name, accesses);
		area->zero = text_given(zero) && value_of(zero, booleans) != 0;
		area++;
	}
	return areas;
}

static struct device_use *build_uses(const struct builder *builder, xmlNodePtr parent, size_t *n)
{
	struct device_use *uses = children_array(builder, parent, "Device", sizeof(*uses), n);
	struct device_use *use = uses;

	for (xmlNodePtr node = first_child(parent, "Device"); node != NULL; node = next(node))
		*use++ = (struct device_use){ xml_place(node), text_of(builder, node, "name") };
	return uses;
}

static void build_blobs(const struct builder *builder, xmlNodePtr parent, struct host *host)
{
	struct blob *blob;

	blob = host->blobs = children_array(builder, parent, "Blob", sizeof(*blob), &host->n_blobs);
	for (xmlNodePtr node = first_child(parent, "Blob"); node != NULL; node = next(node)) {
		blob->at = xml_place(node);
		blob->name = text_of(builder, node, "name");
		blob->file = file_of(builder, node);
		blob->address = number_of(builder, node, "address", QUANTITY_ADDRESS);
		blob->module = text_of(builder, node, "module");
		blob++;
	}
}

static void build_host(const struct builder *builder, xmlNodePtr node, struct host *host)
{
	struct abi_file *abi;

	host->at = xml_place(node);
	host->name = text_of(builder, node, "name");
	host->file = file_of(builder, node);
	host->license = text_of(builder, node, "license");
	host->protocol_name = text_of(builder, node, "protocol");
	host->protocol = value_of(host->protocol_name, protocols);
	host->bootargs = text_of(builder, node, "bootargs");
	host->areas = build_areas(builder, node, &host->n_areas);
	build_blobs(builder, node, host);
	abi = host->abis = children_array(builder, node, "Abi", sizeof(*abi), &host->n_abis);
	for (xmlNodePtr child = first_child(node, "Abi"); child != NULL; child = next(child))
		*abi++ = (struct abi_file){ xml_place(child), file_of(builder, child) };
	host->devices = build_uses(builder, node, &host->n_devices);
}

/* The place of the text among the words; the schema allows no other. */
static unsigned index_of(struct text text, const char *const *words)
{
	unsigned i = 0;

	while (text_given(text) && words[i + 1] != NULL && strcmp(words[i], text.value) != 0)
		i++;
	return i;
}

static void build_ports(const struct builder *builder, xmlNodePtr parent,
			struct partition *partition)
{
	struct port *port;

	port = partition->ports =
		children_array(builder, parent, "Port", sizeof(*port), &partition->n_ports);
	for (xmlNodePtr node = first_child(parent, "Port"); node != NULL; node = next(node)) {
		port->at = xml_place(node);
		port->name = text_of(builder, node, "name");
		port->kind = index_of(text_of(builder, node, "kind"), model_port_kinds);
		port->direction =
			index_of(text_of(builder, node, "direction"), model_port_directions);
		port->size = number_of(builder, node, "size", QUANTITY_SIZE);
		port->validity = number_of(builder, node, "validity", QUANTITY_TIME);
		port->depth = number_of(builder, node, "depth", QUANTITY_COUNT);
		port++;
	}
}

static void build_healths(const struct builder *builder, xmlNodePtr parent,
			  struct partition *partition)
{
	struct health *health;

	health = partition->healths =
		children_array(builder, parent, "Health", sizeof(*health), &partition->n_healths);
	for (xmlNodePtr node = first_child(parent, "Health"); node != NULL; node = next(node)) {
		health->at = xml_place(node);
		health->event_name = text_of(builder, node, "event");
		health->event = index_of(health->event_name, model_health_events);
		health->action = index_of(text_of(builder, node, "action"), model_health_actions);
		health++;
	}
}

static void build_partitions(const struct builder *builder, xmlNodePtr root, struct system *system)
{
	struct partition *partition;

	partition = system->partitions = children_array(builder, root, "Partition",
							sizeof(*partition), &system->n_partitions);
	for (xmlNodePtr node = first_child(root, "Partition"); node != NULL; node = next(node)) {
		partition->at = xml_place(node);
		partition->id = number_of(builder, node, "id", QUANTITY_COUNT);
		partition->name = text_of(builder, node, "name");
		partition->file = file_of(builder, node);
		partition->license = text_of(builder, node, "license");
		partition->module = text_of(builder, node, "module");
		partition->areas = build_areas(builder, node, &partition->n_areas);
		partition->devices = build_uses(builder, node, &partition->n_devices);
		build_ports(builder, node, partition);
		build_healths(builder, node, partition);
		partition++;
	}
}

static struct channel_end build_end(const struct builder *builder, xmlNodePtr node)
{
	return (struct channel_end){ xml_place(node), text_of(builder, node, "partition"),
				     text_of(builder, node, "port") };
}

static void build_channels(const struct builder *builder, xmlNodePtr root, struct system *system)
{
	struct channel *channel;
	struct channel_end *end;

	channel = system->channels =
		children_array(builder, root, "Channel", sizeof(*channel), &system->n_channels);
	for (xmlNodePtr node = first_child(root, "Channel"); node != NULL; node = next(node)) {
		channel->at = xml_place(node);
		channel->source = build_end(builder, first_child(node, "Source"));
		end = channel->destinations = children_array(
			builder, node, "Destination", sizeof(*end), &channel->n_destinations);
		for (xmlNodePtr child = first_child(node, "Destination"); child != NULL;
		     child = next(child))
			*end++ = build_end(builder, child);
		channel++;
	}
}

static struct slot *build_slots(const struct builder *builder, xmlNodePtr parent, size_t *n)
{
	struct slot *slots = children_array(builder, parent, "Slot", sizeof(*slots), n);
	struct slot *slot = slots;

	for (xmlNodePtr node = first_child(parent, "Slot"); node != NULL; node = next(node)) {
		slot->at = xml_place(node);
		slot->partition = text_of(builder, node, "partition");
		slot->start = number_of(builder, node, "start", QUANTITY_TIME);
		slot->duration = number_of(builder, node, "duration", QUANTITY_TIME);
		slot->processor = number_of(builder, node, "processor", QUANTITY_COUNT);
		slot++;
	}
	return slots;
}

static void build_plans(const struct builder *builder, xmlNodePtr root, struct system *system)
{
	struct plan *plan;

	plan = system->plans =
		children_array(builder, root, "Plan", sizeof(*plan), &system->n_plans);
	for (xmlNodePtr node = first_child(root, "Plan"); node != NULL; node = next(node)) {
		plan->at = xml_place(node);
		plan->id = number_of(builder, node, "id", QUANTITY_COUNT);
		plan->major_frame = number_of(builder, node, "majorFrame", QUANTITY_TIME);
		plan->slots = build_slots(builder, node, &plan->n_slots);
		plan++;
	}
}

static void build_loader(const struct builder *builder, xmlNodePtr root, struct system *system)
{
	struct loader_config *loader = &system->loader;
	xmlNodePtr node = first_child(root, "Loader");

	loader->at = xml_place(root);
	if (node == NULL)
		return;
	loader->at = xml_place(node);
	loader->console = text_of(builder, node, "console");
	loader->baud = number_of(builder, node, "baud", QUANTITY_COUNT);
	loader->region = text_of(builder, node, "region");
	loader->manifest_cap = number_of(builder, node, "manifestCap", QUANTITY_SIZE);
}

struct system *xml_model(struct arena *arena, struct diag *diag, xmlDocPtr document)
{
	const struct builder builder = { arena, diag };
	xmlNodePtr root = xmlDocGetRootElement(document);
	struct system *system = arena_alloc(arena, sizeof(*system));

	system->at = xml_place(root);
	system->name = text_of(&builder, root, "name");
	system->version = text_of(&builder, root, "version");
	system->security_version = number_of(&builder, root, "securityVersion", QUANTITY_COUNT);
	system->sequence = number_of(&builder, root, "sequence", QUANTITY_COUNT);
	build_board(&builder, first_child(root, "Board"), &system->board);
	build_host(&builder, first_child(root, "Host"), &system->host);
	build_partitions(&builder, root, system);
	build_channels(&builder, root, system);
	build_plans(&builder, root, system);
	build_loader(&builder, root, system);
	return system;
}
