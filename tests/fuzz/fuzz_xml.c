/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Any bytes as a system description.  Besides that nothing crashes or leaks: the scanner and
 * libxml2 must agree on where each element and attribute stands, and a description is either
 * refused with an error or becomes a model.
 */

#include <stdlib.h>
#include <string.h>

#include "xpack/xml_parts.h"
#include "xpack/xml_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The text at a place begins with these bytes. */
static void expect_text(struct span text, struct location at, const char *wanted)
{
	struct xml_cursor cursor = xml_cursor_begin("fuzz", text);

	while (cursor.at < cursor.end && cursor.line < at.line)
		xml_cursor_move(&cursor, cursor.at + 1);
	if (at.column == 0 || (size_t)(cursor.end - cursor.at) < at.column - 1 + strlen(wanted) ||
	    memcmp(cursor.at + at.column - 1, wanted, strlen(wanted)) != 0)
		abort();
}

static void expect_name(struct span text, struct location at, const xmlNode *node,
			const char *before)
{
	char name[256];

	if (node->ns != NULL && node->ns->prefix != NULL)
		snprintf(name, sizeof(name), "%s%s:%s", before, xml_text(node->ns->prefix),
			 xml_text(node->name));
	else
		snprintf(name, sizeof(name), "%s%s", before, xml_text(node->name));
	expect_text(text, at, name);
}

static void expect_places(struct span text, const xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		expect_name(text, xml_place(node), node, "<");
		for (xmlAttrPtr a = node->properties; a != NULL; a = a->next)
			expect_name(text, xml_place((xmlNodePtr)a), (xmlNodePtr)a, "");
		expect_places(text, node->children);
	}
}

static void read_text(struct xml_reader *reader, struct span text)
{
	unsigned n_errors = diag_n_errors(reader->diag);
	struct system *system = NULL;
	xmlDocPtr document = NULL;

	if (xml_source_check(reader->diag, "fuzz", &text) == 0)
		document = xml_parse(reader, "fuzz", text);
	if (document != NULL) {
		expect_places(text, document->children);
		if (xml_validate(reader->arena, reader->diag, document) == 0)
			system = xml_model(reader->arena, reader->diag, document);
	}
	if ((system == NULL) != (diag_n_errors(reader->diag) > n_errors))
		abort();
	xmlFreeDoc(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct xml_options options = { 0 };
	struct xml_reader reader = { .arena = arena_new(),
				     .diag = diag_new(),
				     .options = &options,
				     .names = xmlDictCreate() };

	if (size > 0)
		read_text(&reader, (struct span){ data, size });
	xmlDictFree(reader.names);
	diag_free(reader.diag);
	arena_free(reader.arena);
	return 0;
}
