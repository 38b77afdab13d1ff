/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The board of the model. */

#include "xml_values.h"

static const struct xml_word archs[] = { { "sparc-leon3", ARCH_SPARC_LEON3 },
					 { "x86", ARCH_X86 },
					 { NULL, 0 } };

static const struct xml_word spaces[] = { { "memory", SPACE_MEMORY },
					  { "port", SPACE_PORT },
					  { NULL, 0 } };

static void build_memories(const struct xml_builder *builder, xmlNodePtr parent,
			   struct board *board)
{
	struct memory *memory;

	memory = board->memories =
		xml_children(builder, parent, "Memory", sizeof(*memory), &board->n_memories);
	for (xmlNodePtr node = xml_first_child(parent, "Memory"); node != NULL;
	     node = xml_next_child(node)) {
		memory->at = xml_place(node);
		memory->name = xml_text_of(builder, node, "name");
		memory->kind_name = xml_text_of(builder, node, "kind");
		memory->kind = xml_index_of(memory->kind_name, model_memory_kinds);
		memory->start = xml_number_of(builder, node, "start", QUANTITY_ADDRESS);
		memory->size = xml_number_of(builder, node, "size", QUANTITY_SIZE);
		memory++;
	}
}

static void build_processors(const struct xml_builder *builder, xmlNodePtr parent,
			     struct board *board)
{
	struct processor *processor;

	processor = board->processors = xml_children(builder, parent, "Processor",
						     sizeof(*processor), &board->n_processors);
	for (xmlNodePtr node = xml_first_child(parent, "Processor"); node != NULL;
	     node = xml_next_child(node)) {
		processor->at = xml_place(node);
		processor->id = xml_number_of(builder, node, "id", QUANTITY_COUNT);
		processor->clock = xml_number_of(builder, node, "clock", QUANTITY_FREQUENCY);
		processor++;
	}
}

static void build_devices(const struct xml_builder *builder, xmlNodePtr parent, struct board *board)
{
	struct device *device;

	device = board->devices =
		xml_children(builder, parent, "Device", sizeof(*device), &board->n_devices);
	for (xmlNodePtr node = xml_first_child(parent, "Device"); node != NULL;
	     node = xml_next_child(node)) {
		device->at = xml_place(node);
		device->name = xml_text_of(builder, node, "name");
		device->type = xml_text_of(builder, node, "type");
		device->space_name = xml_text_of(builder, node, "space");
		device->space = xml_value_of(device->space_name, spaces);
		device->start = xml_number_of(builder, node, "start", QUANTITY_ADDRESS);
		device->size = xml_number_of(builder, node, "size", QUANTITY_SIZE);
		device->irq = xml_number_of(builder, node, "irq", QUANTITY_COUNT);
		device++;
	}
}

static void build_registers(const struct xml_builder *builder, xmlNodePtr parent,
			    struct board *board)
{
	struct register_write *write;

	write = board->registers =
		xml_children(builder, parent, "Register", sizeof(*write), &board->n_registers);
	for (xmlNodePtr node = xml_first_child(parent, "Register"); node != NULL;
	     node = xml_next_child(node)) {
		write->at = xml_place(node);
		write->address = xml_number_of(builder, node, "address", QUANTITY_ADDRESS);
		write->value = xml_number_of(builder, node, "value", QUANTITY_COUNT);
		write++;
	}
}

void xml_build_board(const struct xml_builder *builder, xmlNodePtr node, struct board *board)
{
	board->at = xml_place(node);
	board->name = xml_text_of(builder, node, "name");
	board->arch_name = xml_text_of(builder, node, "arch");
	board->arch = xml_value_of(board->arch_name, archs);
	build_memories(builder, node, board);
	build_processors(builder, node, board);
	build_devices(builder, node, board);
	build_registers(builder, node, board);
}
