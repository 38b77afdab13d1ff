/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The partitions of the model. */

#include "xml_values.h"

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
	partition->supplier = xml_text_of(builder, node, "supplier");
	partition->header_offset = xml_number_of(builder, node, "headerOffset", QUANTITY_SIZE);
	partition->module = xml_text_of(builder, node, "module");
	partition->period = xml_number_of(builder, node, "period", QUANTITY_TIME);
	partition->duration = xml_number_of(builder, node, "duration", QUANTITY_TIME);
	partition->compression = xml_compression_of(builder, node);
	partition->areas = xml_build_areas(builder, node, &partition->n_areas);
	partition->shared_areas = xml_build_shared_areas(builder, node, &partition->n_shared_areas);
	partition->blobs = xml_build_blobs(builder, node, &partition->n_blobs);
	partition->sets = xml_build_sets(builder, node, &partition->n_sets);
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
