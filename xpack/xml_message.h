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

/*
 * Report a schema error at its attribute, else at its element; id "schema".  schema_text is the
 * schema as a tree.
 */
void xml_message_report(struct arena *arena, struct diag *diag, xmlDocPtr schema_text,
			xml_error_arg error);

#endif
