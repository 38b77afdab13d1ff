/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xml_message: libxml2's schema errors in the words of this tool.
 *
 * libxml2 says what is wrong as one sentence, with namespaces in braces and the rule in brackets;
 * the error's code says which rule of XML Schema part 1 or 2 was broken.  The usual ones are told
 * anew from code and parts, the others are cleaned.  Which value a pattern wants is told by the
 * documentation of the type that has the pattern, so the manual and the help are one text.
 */
#ifndef XPACK_XML_MESSAGE_H
#define XPACK_XML_MESSAGE_H

#include "xml_parts.h"

/* A schema error taken apart; everything in the arena. */
struct complaint {
	int code;           /* XML_SCHEMAV_* */
	bool misplaced;     /* an element that its parent does not allow there */
	uint32_t order;     /* of the element in the joined document */
	size_t sequence;    /* of the complaint */
	struct location at; /* the attribute, else the element */
	const char *element;
	const char *attribute; /* NULL: it is about the element */
	const char *words;     /* libxml2's, without "Element 'x', attribute 'y': " */
	const char *value;
	const char *wanted; /* pattern or set of values */
};

struct complaint xml_message_take(struct arena *arena, xml_error_arg error);
/* Report it with the id "schema".  schema is the text of the schema as a tree. */
void xml_message_report(struct arena *arena, struct diag *diag, xmlDocPtr schema,
			const struct complaint *complaint);

#endif
