/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The host of the model. */

#include "xml_values.h"

static const struct xml_word protocols[] = { { "xpack", PROTOCOL_XPACK },
					     { "raw", PROTOCOL_RAW },
					     { "multiboot", PROTOCOL_MULTIBOOT },
					     { NULL, 0 } };

static const struct xml_word formats[] = { { "elf", FORMAT_ELF },
					   { "binary", FORMAT_BINARY },
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

static void build_abis(const struct xml_builder *builder, xmlNodePtr parent, struct host *host)
{
	struct abi_file *abi;

	abi = host->abis = xml_children(builder, parent, "Abi", sizeof(*abi), &host->n_abis);
	for (xmlNodePtr node = xml_first_child(parent, "Abi"); node != NULL;
	     node = xml_next_child(node))
		*abi++ = (struct abi_file){ xml_place(node), xml_file_of(builder, node),
					    xml_text_of(builder, node, "without") };
}

static void build_file(const struct xml_builder *builder, xmlNodePtr node, struct host *host)
{
	host->file = xml_file_of(builder, node);
	host->license = xml_text_of(builder, node, "license");
	host->supplier = xml_text_of(builder, node, "supplier");
	host->format_name = xml_text_of(builder, node, "format");
	host->format = xml_value_of(host->format_name, formats);
	host->load = xml_number_of(builder, node, "load", QUANTITY_ADDRESS);
	host->entry = xml_number_of(builder, node, "entry", QUANTITY_ADDRESS);
	host->entry_offset = xml_number_of(builder, node, "entryOffset", QUANTITY_SIZE);
}

void xml_build_host(const struct xml_builder *builder, xmlNodePtr node, struct host *host)
{
	host->at = xml_place(node);
	host->name = xml_text_of(builder, node, "name");
	build_file(builder, node, host);
	host->protocol_name = xml_text_of(builder, node, "protocol");
	host->protocol = xml_value_of(host->protocol_name, protocols);
	host->bootargs = xml_text_of(builder, node, "bootargs");
	host->compression = xml_compression_of(builder, node);
	host->areas = xml_build_areas(builder, node, &host->n_areas);
	host->shared_areas = xml_build_shared_areas(builder, node, &host->n_shared_areas);
	host->blobs = xml_build_blobs(builder, node, &host->n_blobs);
	host->sets = xml_build_sets(builder, node, &host->n_sets);
	xml_build_packing(builder, node, &host->packing);
	build_abis(builder, node, host);
	build_header(builder, node, &host->header);
	host->devices = xml_build_uses(builder, node, &host->n_devices);
	build_needs(builder, node, host);
	build_limits(builder, node, &host->limits);
}
