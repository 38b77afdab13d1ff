/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* From a valid tree to the model: its root, and what ties its parts together. */

#include "xml_values.h"

static struct channel_end build_end(const struct xml_builder *builder, xmlNodePtr node)
{
	return (struct channel_end){ xml_place(node), xml_text_of(builder, node, "partition"),
				     xml_text_of(builder, node, "port") };
}

static void build_channels(const struct xml_builder *builder, xmlNodePtr root,
			   struct system *system)
{
	struct channel *channel;
	struct channel_end *end;

	channel = system->channels =
		xml_children(builder, root, "Channel", sizeof(*channel), &system->n_channels);
	for (xmlNodePtr node = xml_first_child(root, "Channel"); node != NULL;
	     node = xml_next_child(node)) {
		channel->at = xml_place(node);
		channel->source = build_end(builder, xml_first_child(node, "Source"));
		end = channel->destinations = xml_children(builder, node, "Destination",
							   sizeof(*end), &channel->n_destinations);
		for (xmlNodePtr child = xml_first_child(node, "Destination"); child != NULL;
		     child = xml_next_child(child))
			*end++ = build_end(builder, child);
		channel++;
	}
}

static struct slot *build_slots(const struct xml_builder *builder, xmlNodePtr parent, size_t *n)
{
	struct slot *slots = xml_children(builder, parent, "Slot", sizeof(*slots), n);
	struct slot *slot = slots;

	for (xmlNodePtr node = xml_first_child(parent, "Slot"); node != NULL;
	     node = xml_next_child(node)) {
		slot->at = xml_place(node);
		slot->partition = xml_text_of(builder, node, "partition");
		slot->start = xml_number_of(builder, node, "start", QUANTITY_TIME);
		slot->duration = xml_number_of(builder, node, "duration", QUANTITY_TIME);
		slot->processor = xml_number_of(builder, node, "processor", QUANTITY_COUNT);
		slot++;
	}
	return slots;
}

static void build_plans(const struct xml_builder *builder, xmlNodePtr root, struct system *system)
{
	struct plan *plan;

	plan = system->plans = xml_children(builder, root, "Plan", sizeof(*plan), &system->n_plans);
	for (xmlNodePtr node = xml_first_child(root, "Plan"); node != NULL;
	     node = xml_next_child(node)) {
		plan->at = xml_place(node);
		plan->id = xml_number_of(builder, node, "id", QUANTITY_COUNT);
		plan->major_frame = xml_number_of(builder, node, "majorFrame", QUANTITY_TIME);
		plan->slots = build_slots(builder, node, &plan->n_slots);
		plan++;
	}
}

static const struct xml_word keys[] = { { "all", false }, { "any", true }, { NULL, 0 } };

static void build_loader(const struct xml_builder *builder, xmlNodePtr root, struct system *system)
{
	struct loader_config *loader = &system->loader;
	xmlNodePtr node = xml_first_child(root, "Loader");

	loader->at = xml_place(root);
	if (node == NULL)
		return;
	loader->at = xml_place(node);
	loader->console = xml_text_of(builder, node, "console");
	loader->baud = xml_number_of(builder, node, "baud", QUANTITY_COUNT);
	loader->region = xml_text_of(builder, node, "region");
	loader->manifest_cap = xml_number_of(builder, node, "manifestCap", QUANTITY_SIZE);
	loader->second_container =
		xml_number_of(builder, node, "secondContainer", QUANTITY_ADDRESS);
	loader->any_key = xml_value_of(xml_text_of(builder, node, "keys"), keys) != 0;
	loader->staging_size = xml_number_of(builder, node, "stagingSize", QUANTITY_SIZE);
}

struct system *xml_model(struct arena *arena, struct diag *diag, xmlDocPtr document)
{
	const struct xml_builder builder = { arena, diag };
	xmlNodePtr root = xmlDocGetRootElement(document);
	struct system *system = arena_alloc(arena, sizeof(*system));

	system->at = xml_place(root);
	system->name = xml_text_of(&builder, root, "name");
	system->version = xml_text_of(&builder, root, "version");
	system->security_version = xml_number_of(&builder, root, "securityVersion", QUANTITY_COUNT);
	system->sequence = xml_number_of(&builder, root, "sequence", QUANTITY_COUNT);
	xml_build_board(&builder, xml_first_child(root, "Board"), &system->board);
	xml_build_host(&builder, xml_first_child(root, "Host"), &system->host);
	xml_build_shared_memories(&builder, root, system);
	xml_build_partitions(&builder, root, system);
	build_channels(&builder, root, system);
	build_plans(&builder, root, system);
	xml_build_policy(&builder, root, &system->policy);
	build_loader(&builder, root, system);
	return system;
}
