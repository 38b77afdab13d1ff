/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What is loaded beside ELF files, and what is written into them. */

#include "xml_values.h"

static const struct xml_word orders[] = {
	{ "", ORDER_OF_BOARD }, { "big", ORDER_BIG }, { "little", ORDER_LITTLE }, { NULL, 0 }
};

static const struct xml_word compressions[] = { { "none", COMPRESSION_NONE },
						{ "lz4", COMPRESSION_LZ4 },
						{ "auto", COMPRESSION_AUTO },
						{ NULL, 0 } };

static const struct xml_word facts[] = { { "", FACT_NUMBER },
					 { "size", FACT_SIZE },
					 { "address", FACT_ADDRESS },
					 { "entry", FACT_ENTRY },
					 { "id", FACT_ID },
					 { "count", FACT_COUNT },
					 { NULL, 0 } };

static const struct xml_word countables[] = { { "", COUNT_NOTHING },
					      { "partitions", COUNT_PARTITIONS },
					      { "blobs", COUNT_BLOBS },
					      { "areas", COUNT_AREAS },
					      { NULL, 0 } };

struct compression_choice xml_compression_of(const struct xml_builder *builder, xmlNodePtr node)
{
	struct text name = xml_text_of(builder, node, "compression");

	return (struct compression_choice){ name, xml_value_of(name, compressions) };
}

struct blob *xml_build_blobs(const struct xml_builder *builder, xmlNodePtr parent, size_t *n)
{
	struct blob *blobs = xml_children(builder, parent, "Blob", sizeof(*blobs), n);
	struct blob *blob = blobs;

	for (xmlNodePtr node = xml_first_child(parent, "Blob"); node != NULL;
	     node = xml_next_child(node)) {
		blob->at = xml_place(node);
		blob->name = xml_text_of(builder, node, "name");
		blob->file = xml_file_of(builder, node);
		blob->address = xml_number_of(builder, node, "address", QUANTITY_ADDRESS);
		blob->module = xml_text_of(builder, node, "module");
		blob->license = xml_text_of(builder, node, "license");
		blob->supplier = xml_text_of(builder, node, "supplier");
		blob->compression = xml_compression_of(builder, node);
		blob++;
	}
	return blobs;
}

static struct word_form build_form(const struct xml_builder *builder, xmlNodePtr node)
{
	struct text order = xml_text_of(builder, node, "byteOrder");

	return (struct word_form){
		.width = xml_number_of(builder, node, "width", QUANTITY_COUNT),
		.order_name = order,
		.order = xml_value_of(order, orders),
	};
}

struct set *xml_build_sets(const struct xml_builder *builder, xmlNodePtr parent, size_t *n)
{
	struct set *sets = xml_children(builder, parent, "Set", sizeof(*sets), n);
	struct set *set = sets;

	for (xmlNodePtr node = xml_first_child(parent, "Set"); node != NULL;
	     node = xml_next_child(node)) {
		set->at = xml_place(node);
		set->symbol = xml_text_of(builder, node, "symbol");
		set->address = xml_number_of(builder, node, "address", QUANTITY_ADDRESS);
		set->offset = xml_number_of(builder, node, "offset", QUANTITY_SIZE);
		set->form = build_form(builder, node);
		set->value_name = xml_text_of(builder, node, "value");
		set->value = xml_value_of(set->value_name, facts);
		set->number = xml_number_of(builder, node, "number", QUANTITY_COUNT);
		set->partition = xml_text_of(builder, node, "partition");
		set->blob = xml_text_of(builder, node, "blob");
		set->area = xml_text_of(builder, node, "area");
		set->of_name = xml_text_of(builder, node, "of");
		set->of = xml_value_of(set->of_name, countables);
		set++;
	}
	return sets;
}

void xml_build_packing(const struct xml_builder *builder, xmlNodePtr parent,
		       struct packing *packing)
{
	xmlNodePtr node = xml_first_child(parent, "Pack");

	if (node == NULL)
		return;
	packing->at = xml_place(node);
	packing->section = xml_text_of(builder, node, "section");
	packing->start = xml_text_of(builder, node, "start");
	packing->end = xml_text_of(builder, node, "end");
	packing->align = xml_number_of(builder, node, "align", QUANTITY_SIZE);
	packing->sizes = xml_text_of(builder, node, "sizes");
	packing->form = build_form(builder, node);
}
