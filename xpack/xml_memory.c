/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Memory of owners, their own and shared, and the devices that they use. */

#include "xml_values.h"

static const struct xml_word accesses[] = { { "r", ACCESS_READ },
					    { "rw", ACCESS_READ | ACCESS_WRITE },
					    { "rx", ACCESS_READ | ACCESS_EXECUTE },
					    { "rwx", ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE },
					    { NULL, 0 } };

struct area *xml_build_areas(const struct xml_builder *builder, xmlNodePtr parent, size_t *n)
{
	struct area *areas = xml_children(builder, parent, "Area", sizeof(*areas), n);
	struct area *area = areas;

	for (xmlNodePtr node = xml_first_child(parent, "Area"); node != NULL;
	     node = xml_next_child(node)) {
		area->at = xml_place(node);
		area->name = xml_text_of(builder, node, "name");
		area->start = xml_number_of(builder, node, "start", QUANTITY_ADDRESS);
		area->size = xml_number_of(builder, node, "size", QUANTITY_SIZE);
		area->access_name = xml_text_of(builder, node, "access");
		area->access = xml_value_of(area->access_name, accesses);
		area->zero = xml_is_true(builder, node, "zero");
		area->callable = xml_is_true(builder, node, "callable");
		area->callable_at = xml_text_of(builder, node, "callable").at;
		area->compression = xml_compression_of(builder, node);
		area++;
	}
	return areas;
}

struct shared_area *xml_build_shared_areas(const struct xml_builder *builder, xmlNodePtr parent,
					   size_t *n)
{
	struct shared_area *areas = xml_children(builder, parent, "SharedArea", sizeof(*areas), n);
	struct shared_area *area = areas;

	for (xmlNodePtr node = xml_first_child(parent, "SharedArea"); node != NULL;
	     node = xml_next_child(node)) {
		area->at = xml_place(node);
		area->memory = xml_text_of(builder, node, "memory");
		area->access_name = xml_text_of(builder, node, "access");
		area->access = xml_value_of(area->access_name, accesses);
		area++;
	}
	return areas;
}

void xml_build_shared_memories(const struct xml_builder *builder, xmlNodePtr root,
			       struct system *system)
{
	struct shared_memory *memory;

	memory = system->shared_memories = xml_children(
		builder, root, "SharedMemory", sizeof(*memory), &system->n_shared_memories);
	for (xmlNodePtr node = xml_first_child(root, "SharedMemory"); node != NULL;
	     node = xml_next_child(node)) {
		memory->at = xml_place(node);
		memory->name = xml_text_of(builder, node, "name");
		memory->start = xml_number_of(builder, node, "start", QUANTITY_ADDRESS);
		memory->size = xml_number_of(builder, node, "size", QUANTITY_SIZE);
		memory->zero = xml_is_true(builder, node, "zero");
		memory++;
	}
}

struct device_use *xml_build_uses(const struct xml_builder *builder, xmlNodePtr parent, size_t *n)
{
	struct device_use *uses = xml_children(builder, parent, "Device", sizeof(*uses), n);
	struct device_use *use = uses;

	for (xmlNodePtr node = xml_first_child(parent, "Device"); node != NULL;
	     node = xml_next_child(node))
		*use++ = (struct device_use){ xml_place(node), xml_text_of(builder, node, "name") };
	return uses;
}
