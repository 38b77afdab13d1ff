/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xml_values: attributes and children of an element as the model has them; private to xml.
 *
 * The schema has seen to it that required attributes are there, that enumerations have one of
 * their values and that quantities have their form; what it cannot say is whether a number fits.
 * An attribute that is absent has no value and no place.
 *
 * The xml_build_ functions make a part of the model each; xml_model.c puts them together.
 */
#ifndef XPACK_XML_VALUES_H
#define XPACK_XML_VALUES_H

#include "quantity.h"
#include "xml_parts.h"

struct xml_builder {
	struct arena *arena;
	struct diag *diag;
};

/* A word of an enumeration and what it stands for; a list of them ends with a NULL name. */
struct xml_word {
	const char *name;
	unsigned value;
};

struct text xml_text_of(const struct xml_builder *builder, xmlNodePtr node, const char *name);
/* The attribute `file`: its path is relative to the file of the description that it is in. */
struct text xml_file_of(const struct xml_builder *builder, xmlNodePtr node);
/* Reports quantity. */
struct number xml_number_of(const struct xml_builder *builder, xmlNodePtr node, const char *name,
			    enum quantity_kind kind);
/* False when it is absent. */
bool xml_is_true(const struct xml_builder *builder, xmlNodePtr node, const char *name);

/* What the text stands for; the first word when it is absent. */
unsigned xml_value_of(struct text text, const struct xml_word *words);
/* Its place among the words, the last of which is NULL. */
unsigned xml_index_of(struct text text, const char *const *words);

/* The first child of that name, and the next of the same name; NULL when there is none. */
xmlNodePtr xml_first_child(xmlNodePtr parent, const char *name);
xmlNodePtr xml_next_child(xmlNodePtr node);
/* Room for all children of that name; *n is how many there are. */
void *xml_children(const struct xml_builder *builder, xmlNodePtr parent, const char *name,
		   size_t size, size_t *n);

/* xml_board.c */
void xml_build_board(const struct xml_builder *builder, xmlNodePtr node, struct board *board);

/* xml_memory.c: areas, what is shared, and the devices that an owner uses. */
struct area *xml_build_areas(const struct xml_builder *builder, xmlNodePtr parent, size_t *n);
struct shared_area *xml_build_shared_areas(const struct xml_builder *builder, xmlNodePtr parent,
					   size_t *n);
struct device_use *xml_build_uses(const struct xml_builder *builder, xmlNodePtr parent, size_t *n);
void xml_build_shared_memories(const struct xml_builder *builder, xmlNodePtr root,
			       struct system *system);

/* xml_load.c: blobs, how their bytes stand in the container, and words that the packer writes. */
struct compression_choice xml_compression_of(const struct xml_builder *builder, xmlNodePtr node);
struct blob *xml_build_blobs(const struct xml_builder *builder, xmlNodePtr parent, size_t *n);
struct set *xml_build_sets(const struct xml_builder *builder, xmlNodePtr parent, size_t *n);
void xml_build_packing(const struct xml_builder *builder, xmlNodePtr parent,
		       struct packing *packing);

/* xml_policy.c: the licences that are accepted. */
void xml_build_policy(const struct xml_builder *builder, xmlNodePtr root, struct policy *policy);

/* xml_host.c, xml_partition.c: those that run on the board. */
void xml_build_host(const struct xml_builder *builder, xmlNodePtr node, struct host *host);
void xml_build_partition(const struct xml_builder *builder, xmlNodePtr node,
			 struct partition *partition);
void xml_build_partitions(const struct xml_builder *builder, xmlNodePtr root,
			  struct system *system);

#endif
