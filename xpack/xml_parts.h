/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xml_parts: what the files of the module xml share; nobody else includes it.
 *
 *     xml.c           the order of the stages
 *     xml_source.c    bytes and prolog, before any parser
 *     xml_scan.c      places of tags and attributes
 *     xml_parse.c     libxml2 makes a tree; its nodes are given their places
 *     xml_include.c   reads files and joins included trees
 *     xml_validate.c  the schema's judgement of the joined tree
 *     xml_message.c   libxml2's schema errors in the words of this tool
 *     xml_words.c     names, values and libxml2's sentences, fit for a message
 *     xml_model.c     tree to model, with xml_values.h: xml_values.c, xml_board.c, xml_memory.c,
 *                     xml_load.c, xml_host.c, xml_partition.c, xml_policy.c
 *     xml_contract.c  the same for a contract, and a partition alone
 *
 * The _private field of an element is its struct xml_tag, that of an attribute its struct
 * location, both owned by the arena; they survive the joining.
 */
#ifndef XPACK_XML_PARTS_H
#define XPACK_XML_PARTS_H

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include "xml.h"
#include "xml_scan.h"

#define XML_SYSTEM_NAMESPACE "urn:xpack:system:1"

/* libxml2 2.12 made the error that it hands to a handler const. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *xml_error_arg;
#else
typedef xmlErrorPtr xml_error_arg;
#endif

/* What one run of xml_load() has read. */
struct xml_reader {
	struct arena *arena;
	struct diag *diag;
	const struct xml_options *options;
	xmlDictPtr names;     /* shared by all trees, so that nodes can move between them */
	xmlDocPtr *documents; /* all trees, emptied ones too: nodes may refer to them */
	size_t n_documents;
	const char **files; /* each once, in the order of reading */
	size_t n_files;
	size_t n_includes;
	uint64_t size;  /* bytes of all files */
	size_t n_nodes; /* elements and attributes of all files */
};

/* xml_parse.c: a tree of text, with places, or NULL after an error. */
xmlDocPtr xml_parse(struct xml_reader *reader, const char *file, struct span text);

/* xml_include.c: the joined tree of the description, or NULL after an error. */
xmlDocPtr xml_read(struct xml_reader *reader, const char *path);

/* xml_validate.c: 0 when the tree is valid and its root is of that name, else -1 after reporting
 * every error. */
int xml_validate(struct arena *arena, struct diag *diag, xmlDocPtr document, const char *root)
	__attribute__((warn_unused_result));

/* Of a valid tree with the root System, Contract or Partition; xml_model.c and xml_contract.c. */
struct system *xml_model(struct arena *arena, struct diag *diag, xmlDocPtr document);
struct system *xml_contract(struct arena *arena, struct diag *diag, xmlDocPtr document);
struct partition *xml_partition(struct arena *arena, struct diag *diag, xmlDocPtr document);

/* The place of an element or attribute. */
struct location xml_place(const xmlNode *node);

/* The next element in document order, and the next that is not inside node; NULL at the end. */
xmlNodePtr xml_next_element(xmlNodePtr node);
xmlNodePtr xml_next_outside(xmlNodePtr node);

static inline const char *xml_text(const xmlChar *text)
{
	return (const char *)text;
}

/* True when the element is of that namespace and name. */
bool xml_is(const xmlNode *node, const char *space, const char *name);

/*
 * A text as it may be shown in a message: at most max bytes and then "...", control characters
 * and what is not UTF-8 as '?'.  xml_shown() is that for names and values.
 */
const char *xml_line(struct arena *arena, const char *text, size_t max);
const char *xml_shown(struct arena *arena, const char *value);
/* A sentence of libxml2 in the style of diag.h: small letter first, no full stop, one line. */
const char *xml_sentence(struct arena *arena, const char *text);

#endif
