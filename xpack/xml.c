/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The stages of reading a description, one after the other. */

#include "xml.h"

#include <string.h>

#include "memory.h"
#include "model_index.h"
#include "xml_parts.h"

/* libxml2 asks this when it wants anything from outside: nothing is ever given. */
static xmlParserInputPtr load_nothing(const char *url, const char *id, xmlParserCtxtPtr context)
{
	(void)url;
	(void)id;
	(void)context;
	return NULL;
}

struct location xml_place(const xmlNode *node)
{
	if (node == NULL || node->_private == NULL)
		return (struct location){ 0 };
	if (node->type == XML_ELEMENT_NODE)
		return ((const struct xml_tag *)node->_private)->at;
	return *(const struct location *)node->_private;
}

bool xml_is(const xmlNode *node, const char *space, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE && node->ns != NULL &&
	       strcmp(xml_text(node->ns->href), space) == 0 &&
	       strcmp(xml_text(node->name), name) == 0;
}

xmlNodePtr xml_next_element(xmlNodePtr node)
{
	xmlNodePtr child = xmlFirstElementChild(node);

	return child != NULL ? child : xml_next_outside(node);
}

xmlNodePtr xml_next_outside(xmlNodePtr node)
{
	while (node != NULL && node->type == XML_ELEMENT_NODE) {
		xmlNodePtr next = xmlNextElementSibling(node);

		if (next != NULL)
			return next;
		node = node->parent;
	}
	return NULL;
}

static void free_documents(struct xml_reader *reader)
{
	for (size_t i = 0; i < reader->n_documents; i++)
		xmlFreeDoc(reader->documents[i]);
	xmlDictFree(reader->names);
}

/* The joined tree, valid and with the given root; NULL after errors.  Then free_documents(). */
static xmlDocPtr read_valid(struct xml_reader *reader, const char *path, const char *root)
{
	xmlDocPtr document;

	xmlInitParser();
	xmlSetExternalEntityLoader(load_nothing);
	reader->names = xmlDictCreate();
	if (reader->names == NULL)
		memory_exhausted();
	document = xml_read(reader, path);
	if (document == NULL || xml_validate(reader->arena, reader->diag, document, root) != 0)
		return NULL;
	return document;
}

/* A System and a Contract differ in what makes a model of them. */
static struct system *load_system(struct xml_reader *reader, const char *path, const char *root,
				  struct system *(*build)(struct arena *arena, struct diag *diag,
							  xmlDocPtr document))
{
	xmlDocPtr document = read_valid(reader, path, root);
	struct system *system = NULL;

	if (document != NULL) {
		system = build(reader->arena, reader->diag, document);
		model_index(reader->arena, system);
		system->files = reader->files;
		system->n_files = reader->n_files;
	}
	free_documents(reader);
	return system;
}

struct system *xml_load(struct arena *arena, struct diag *diag, const char *path,
			const struct xml_options *options)
{
	struct xml_reader reader = { .arena = arena, .diag = diag, .options = options };

	return load_system(&reader, path, "System", xml_model);
}

struct system *xml_load_contract(struct arena *arena, struct diag *diag, const char *path,
				 const struct xml_options *options)
{
	struct xml_reader reader = { .arena = arena, .diag = diag, .options = options };

	return load_system(&reader, path, "Contract", xml_contract);
}

struct partition *xml_load_partition(struct arena *arena, struct diag *diag, const char *path,
				     const struct xml_options *options)
{
	struct xml_reader reader = { .arena = arena, .diag = diag, .options = options };
	xmlDocPtr document = read_valid(&reader, path, "Partition");
	struct partition *partition = NULL;

	if (document != NULL)
		partition = xml_partition(arena, diag, document);
	free_documents(&reader);
	return partition;
}
