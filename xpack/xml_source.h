/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xml_source: may libxml2 be shown this text at all?
 *
 * Looks at the bytes of a file and at the prolog (XML 1.0, section 2.8) before any parser does.
 * What passes is well-formed UTF-8 without NUL, declares no other encoding than UTF-8 or
 * US-ASCII, and has no document type declaration: so no entity can be declared, and nothing
 * outside the file can be asked for.
 */
#ifndef XPACK_XML_SOURCE_H
#define XPACK_XML_SOURCE_H

#include "diag.h"
#include "loader/span.h"

/*
 * Check *text, the whole of file, and take a byte order mark of UTF-8 off its start.  Columns are
 * counted without the mark.  Reports xml-encoding, xml-doctype, xml-syntax (nothing there, not
 * XML 1.0); one error at most, for what follows it would be guessing.  Returns 0 or -1.
 */
int xml_source_check(struct diag *diag, const char *file, struct span *text)
	__attribute__((warn_unused_result));

#endif
