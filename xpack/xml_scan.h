/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xml_scan: where every start tag and every attribute of an XML text stands.
 *
 * libxml2 knows the line of an element only roughly (the end of its start tag, up to 65,535) and
 * of an attribute nothing.  So this scanner reads the text beside it: one pass, linear, over XML
 * 1.0 (fifth edition) in UTF-8.  The place of an element is the '<' of its start tag, that of an
 * attribute the first byte of its name.  Lines end with LF, CR LF or CR (section 2.11); columns
 * count bytes.
 *
 * The scanner checks nothing but its limits: of a text that is not well-formed it records what it
 * understands and stops, without ever leaving the text.  libxml2 then says what is wrong.
 */
#ifndef XPACK_XML_SCAN_H
#define XPACK_XML_SCAN_H

#include "arena.h"
#include "diag.h"
#include "loader/span.h"

/*
 * Limits that hold before libxml2 sees the text: its cost is not linear in attributes of one
 * element and in namespaces in scope, and its tree is some 50 times as large as "<a/>".
 */
#define XML_MAX_NODES (1u << 21) /* elements and attributes of a description */
#define XML_MAX_DEPTH 32u        /* elements inside each other in one file */
#define XML_MAX_ATTRIBUTES 32u   /* of one element, namespace declarations included */

/* A position that moves forward through a text and counts lines. */
struct xml_cursor {
	const char *file;
	const uint8_t *at;
	const uint8_t *end;
	const uint8_t *line_start;
	uint32_t line;
};

struct xml_cursor xml_cursor_begin(const char *file, struct span text);
/* Move to a position at or behind the present one, inside the text or at its end. */
void xml_cursor_move(struct xml_cursor *cursor, const uint8_t *to);
struct location xml_cursor_place(const struct xml_cursor *cursor);

struct xml_tag {
	struct location at;
	uint32_t order;           /* for the user, to number tags across files */
	uint32_t first_attribute; /* index */
	uint32_t n_attributes;    /* without namespace declarations */
};

/* Tags in document order, and the attributes of all of them in document order. */
struct xml_scan {
	struct xml_tag *tags;
	size_t n_tags;
	struct location *attributes;
	size_t n_attributes;
};

/*
 * Scan text, whose places belong to file (borrowed).  max_nodes is what is left of XML_MAX_NODES.
 * A limit that is passed is reported as "xml-size".  Returns 0 or -1.
 */
int xml_scan(struct arena *arena, struct diag *diag, const char *file, struct span text,
	     size_t max_nodes, struct xml_scan *scan) __attribute__((warn_unused_result));

#endif
