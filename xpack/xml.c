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

struct system *xml_load(struct arena *arena, struct diag *diag, const char *path,
			const struct xml_options *options)
{
	struct xml_reader reader = { .arena = arena, .diag = diag, .options = options };
	struct system *system = NULL;
	xmlDocPtr document;

	xmlInitParser();
	xmlSetExternalEntityLoader(load_nothing);
	reader.names = xmlDictCreate();
	if (reader.names == NULL)
		memory_exhausted();
	document = xml_read(&reader, path);
	if (document != NULL && xml_validate(arena, diag, document) == 0)
		system = xml_model(arena, diag, document);
	if (system != NULL) {
		model_index(arena, system);
		system->files = reader.files;
		system->n_files = reader.n_files;
	}
	free_documents(&reader);
	return system;
}
