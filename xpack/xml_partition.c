/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The host of the model, and its partitions. */

#include "xml_values.h"

static const struct xml_word protocols[] = { { "xpack", PROTOCOL_XPACK },
					     { "raw", PROTOCOL_RAW },
					     { "multiboot", PROTOCOL_MULTIBOOT },
					     { NULL, 0 } };

static const struct xml_word ids[] = { { "any", false }, { "dense", true }, { NULL, 0 } };

static void build_needs(const struct xml_builder *builder, xmlNodePtr parent, struct host *host)
{
	struct need *need;

	need = host->needs = xml_children(builder, parent, "Needs", sizeof(*need), &host->n_needs);
	for (xmlNodePtr node = xml_first_child(parent, "Needs"); node != NULL;
	     node = xml_next_child(node))
		*need++ = (struct need){ xml_place(node), xml_text_of(builder, node, "deviceType"),
					 xml_is_true(builder, node, "irq") };
}

static void build_limits(const struct xml_builder *builder, xmlNodePtr parent,
			 struct limits *limits)
{
	const struct {
		struct number *number;
		const char *name;
	} counts[] = {
		{ &limits->name_length, "nameLength" },
		{ &limits->label_length, "labelLength" },
		{ &limits->partitions, "partitions" },
		{ &limits->areas, "areas" },
		{ &limits->devices, "devices" },
		{ &limits->ports, "ports" },
		{ &limits->channels, "channels" },
		{ &limits->destinations, "destinations" },
		{ &limits->plans, "plans" },
		{ &limits->slots, "slots" },
		{ &limits->processors, "processors" },
	};
	xmlNodePtr node = xml_first_child(parent, "Limits");

	if (node == NULL)
		return;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		*counts[i].number = xml_number_of(builder, node, counts[i].name, QUANTITY_COUNT);
	limits->partition_ids = xml_text_of(builder, node, "partitionIds");
	limits->ids_dense = xml_value_of(limits->partition_ids, ids) != 0;
	limits->device_page = xml_number_of(builder, node, "devicePage", QUANTITY_SIZE);
	limits->time_unit = xml_number_of(builder, node, "timeUnit", QUANTITY_TIME);
	limits->clock_unit = xml_number_of(builder, node, "clockUnit", QUANTITY_FREQUENCY);
}

static void build_blobs(const struct xml_builder *builder, xmlNodePtr parent, struct host *host)
{
	struct blob *blob;

	blob = host->blobs = xml_children(builder, parent, "Blob", sizeof(*blob), &host->n_blobs);
	for (xmlNodePtr node = xml_first_child(parent, "Blob"); node != NULL;
	     node = xml_next_child(node)) {
		blob->at = xml_place(node);
		blob->name = xml_text_of(builder, node, "name");
		blob->file = xml_file_of(builder, node);
		blob->address = xml_number_of(builder, node, "address", QUANTITY_ADDRESS);
		blob->module = xml_text_of(builder, node, "module");
		blob++;
	}
}

static struct header_word *build_words(const struct xml_builder *builder, xmlNodePtr parent,
				       const char *name, size_t *n)
{
	struct header_word *words = xml_children(builder, parent, name, sizeof(*words), n);
	struct header_word *word = words;

	for (xmlNodePtr node = xml_first_child(parent, name); node != NULL;
	     node = xml_next_child(node)) {
		word->at = xml_place(node);
		word->name = xml_text_of(builder, node, "name");
		word->offset = xml_number_of(builder, node, "offset", QUANTITY_SIZE);
		word->value = xml_number_of(builder, node, "value", QUANTITY_COUNT);
		word++;
	}
	return words;
}

static void build_header(const struct xml_builder *builder, xmlNodePtr parent,
			 struct partition_header *header)
{
	xmlNodePtr node = xml_first_child(parent, "PartitionHeader");

	if (node == NULL)
		return;
	header->at = xml_place(node);
	header->magic = xml_number_of(builder, node, "magic", QUANTITY_COUNT);
	header->words = build_words(builder, node, "Word", &header->n_words);
	header->pointers = build_words(builder, node, "Pointer", &header->n_pointers);
}

void xml_build_host(const struct xml_builder *builder, xmlNodePtr node, struct host *host)
{
	struct abi_file *abi;

	host->at = xml_place(node);
	host->name = xml_text_of(builder, node, "name");
	host->file = xml_file_of(builder, node);
	host->license = xml_text_of(builder, node, "license");
	host->protocol_name = xml_text_of(builder, node, "protocol");
	host->protocol = xml_value_of(host->protocol_name, protocols);
	host->bootargs = xml_text_of(builder, node, "bootargs");
	host->areas = xml_build_areas(builder, node, &host->n_areas);
	host->shared_areas = xml_build_shared_areas(builder, node, &host->n_shared_areas);
	build_blobs(builder, node, host);
	abi = host->abis = xml_children(builder, node, "Abi", sizeof(*abi), &host->n_abis);
	for (xmlNodePtr child = xml_first_child(node, "Abi"); child != NULL;
	     child = xml_next_child(child))
		*abi++ = (struct abi_file){ xml_place(child), xml_file_of(builder, child) };
	build_header(builder, node, &host->header);
	host->devices = xml_build_uses(builder, node, &host->n_devices);
	build_needs(builder, node, host);
	build_limits(builder, node, &host->limits);
}

static void build_ports(const struct xml_builder *builder, xmlNodePtr parent,
			struct partition *partition)
{
	struct port *port;

	port = partition->ports =
		xml_children(builder, parent, "Port", sizeof(*port), &partition->n_ports);
	for (xmlNodePtr node = xml_first_child(parent, "Port"); node != NULL;
	     node = xml_next_child(node)) {
		port->at = xml_place(node);
		port->name = xml_text_of(builder, node, "name");
		port->kind_name = xml_text_of(builder, node, "kind");
		port->kind = xml_index_of(port->kind_name, model_port_kinds);
		port->direction_name = xml_text_of(builder, node, "direction");
		port->direction = xml_index_of(port->direction_name, model_port_directions);
		port->optional = xml_is_true(builder, node, "optional");
		port->size = xml_number_of(builder, node, "size", QUANTITY_SIZE);
		port->validity = xml_number_of(builder, node, "validity", QUANTITY_TIME);
		port->depth = xml_number_of(builder, node, "depth", QUANTITY_COUNT);
		port++;
	}
}

static void build_healths(const struct xml_builder *builder, xmlNodePtr parent,
			  struct partition *partition)
{
	struct health *health;

	health = partition->healths =
		xml_children(builder, parent, "Health", sizeof(*health), &partition->n_healths);
	for (xmlNodePtr node = xml_first_child(parent, "Health"); node != NULL;
	     node = xml_next_child(node)) {
		health->at = xml_place(node);
		health->event_name = xml_text_of(builder, node, "event");
		health->event = xml_index_of(health->event_name, model_health_events);
		health->action_name = xml_text_of(builder, node, "action");
		health->action = xml_index_of(health->action_name, model_health_actions);
		health++;
	}
}

void xml_build_partition(const struct xml_builder *builder, xmlNodePtr node,
			 struct partition *partition)
{
	partition->at = xml_place(node);
	partition->id = xml_number_of(builder, node, "id", QUANTITY_COUNT);
	partition->name = xml_text_of(builder, node, "name");
	partition->file = xml_file_of(builder, node);
	partition->license = xml_text_of(builder, node, "license");
	partition->header_offset = xml_number_of(builder, node, "headerOffset", QUANTITY_SIZE);
	partition->module = xml_text_of(builder, node, "module");
	partition->period = xml_number_of(builder, node, "period", QUANTITY_TIME);
	partition->duration = xml_number_of(builder, node, "duration", QUANTITY_TIME);
	partition->areas = xml_build_areas(builder, node, &partition->n_areas);
	partition->shared_areas = xml_build_shared_areas(builder, node, &partition->n_shared_areas);
	partition->devices = xml_build_uses(builder, node, &partition->n_devices);
	build_ports(builder, node, partition);
	build_healths(builder, node, partition);
}

void xml_build_partitions(const struct xml_builder *builder, xmlNodePtr root, struct system *system)
{
	struct partition *partition;

	partition = system->partitions =
		xml_children(builder, root, "Partition", sizeof(*partition), &system->n_partitions);
	for (xmlNodePtr node = xml_first_child(root, "Partition"); node != NULL;
	     node = xml_next_child(node)) {
		xml_build_partition(builder, node, partition);
		partition++;
	}
}
