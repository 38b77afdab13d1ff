/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "memory.h"
#include "xml_parts.h"

/* libxml2's limit of a document in memory is that of int; ours is far below. */
_Static_assert(XML_MAX_FILE_SIZE <= 0x7fffffff, "the size of a file fits int");

struct parse {
	struct xml_reader *reader;
	const char *file;
	struct span text;
	xmlParserCtxtPtr context;
	struct xml_cursor cursor;
	bool failed;
	bool fatal; /* libxml2 found the text not well-formed */
};

/* Where the parser stands.  Errors mostly come in the order of the text. */
static struct location place_of_parser(struct parse *parse, bool tag)
{
	long consumed = xmlByteConsumed(parse->context);
	size_t offset = consumed < 0 ? 0 : (size_t)consumed;
	const uint8_t *at;
	const uint8_t *start = NULL;

	offset = offset < parse->text.size ? offset : parse->text.size;
	if (tag) /* in a well-formed start tag no other '<' can follow the first */
		start = memrchr(parse->text.data, '<', offset);
	at = start != NULL ? start : parse->text.data + offset;
	if (at < parse->cursor.at)
		parse->cursor = xml_cursor_begin(parse->file, parse->text);
	xml_cursor_move(&parse->cursor, at);
	return xml_cursor_place(&parse->cursor);
}

static const char *message_of(struct arena *arena, xml_error_arg error)
{
	return xml_sentence(arena, error->message != NULL ? error->message : "not well-formed");
}

/* After the first fatal error libxml2 goes on for a while; what it says then is a consequence. */
static void on_error(void *data, xml_error_arg error)
{
	struct parse *parse = data;
	struct xml_reader *reader = parse->reader;
	struct location at;

	if (error->code == XML_ERR_NO_MEMORY)
		memory_exhausted();
	if (parse->fatal)
		return;
	at = place_of_parser(parse, error->domain == XML_FROM_NAMESPACE);
	if (error->level == XML_ERR_WARNING) {
		diag_warning(reader->diag, at, "xml-warning", "%s",
			     message_of(reader->arena, error));
		return;
	}
	diag_error(reader->diag, at, "xml-syntax", "%s", message_of(reader->arena, error));
	parse->failed = true;
	parse->fatal = error->level == XML_ERR_FATAL;
}

/* xml_source_check() has refused every declaration already; should it miss one, this does not. */
static void refuse_doctype(void *data, const xmlChar *name, const xmlChar *external,
			   const xmlChar *system_id)
{
	xmlParserCtxtPtr context = data;
	struct parse *parse = context->_private;

	(void)name;
	(void)external;
	(void)system_id;
	diag_error(parse->reader->diag, place_of_parser(parse, false), "xml-doctype",
		   "a document type declaration is not accepted");
	parse->failed = true;
	xmlStopParser(context);
}

static xmlDocPtr parse_text(struct parse *parse)
{
	const int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT;
	xmlParserCtxtPtr context = xmlNewParserCtxt();
	xmlDocPtr document;

	if (context == NULL)
		memory_exhausted();
	xmlDictFree(context->dict);
	context->dict = parse->reader->names;
	xmlDictReference(context->dict);
	context->_private = parse;
	context->sax->internalSubset = refuse_doctype;
	parse->context = context;
	xmlSetStructuredErrorFunc(parse, on_error);
	document = xmlCtxtReadMemory(context, (const char *)parse->text.data, (int)parse->text.size,
				     NULL, "UTF-8", options);
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (document == NULL && !parse->failed) {
		diag_error(parse->reader->diag, location_of_file(parse->file), "xml-syntax",
			   "not well-formed");
		parse->failed = true;
	}
	xmlFreeParserCtxt(context);
	return document;
}

/* Scanner and parser saw the same text, so the nth element has the nth tag. */
static void give_places(xmlDocPtr document, const struct xml_scan *scan)
{
	xmlNodePtr node = xmlDocGetRootElement(document);

	for (size_t i = 0; node != NULL && i < scan->n_tags; i++) {
		struct xml_tag *tag = &scan->tags[i];
		xmlAttrPtr attribute = node->properties;

		node->_private = tag;
		for (size_t j = 0; attribute != NULL && j < tag->n_attributes; j++) {
			attribute->_private = &scan->attributes[tag->first_attribute + j];
			attribute = attribute->next;
		}
		node = xml_next_element(node);
	}
}

xmlDocPtr xml_parse(struct xml_reader *reader, const char *file, struct span text)
{
	struct parse parse = {
		.reader = reader, .file = file, .text = text, .cursor = xml_cursor_begin(file, text)
	};
	struct xml_scan scan = { 0 };
	xmlDocPtr document;

	if (xml_scan(reader->arena, reader->diag, file, text, XML_MAX_NODES - reader->n_nodes,
		     &scan) != 0)
		return NULL;
	reader->n_nodes += scan.n_tags + scan.n_attributes;
	document = parse_text(&parse);
	if (document != NULL && parse.failed) {
		xmlFreeDoc(document);
		return NULL;
	}
	if (document != NULL)
		give_places(document, &scan);
	return document;
}
