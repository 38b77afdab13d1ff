/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xml: from the text of a system description to the model.  The only user of libxml2.
 *
 * The text must be UTF-8 XML 1.0 without a document type declaration: with no DOCTYPE there are
 * no entities to expand and nothing external to fetch, and the network is off besides.
 * <xi:include href="..."/> (XInclude 1.0, parse="xml", no xpointer, no fallback) is joined here
 * and not by libxml2, so that places stay those of the file in which an element is written.  The
 * href is looked for beside the including file, then in each directory of
 * options->include_paths.  An included file must lie in or below the directory of the including
 * file, or in or below one of those directories, symbolic links resolved.
 *
 * Then the joined tree is validated against schemas/xpack-system.xsd, compiled into the tool.
 * Every schema error is reported at its element or attribute, in document order.  Only a valid
 * tree becomes a model.  That names are unique, that references lead somewhere and that ranges
 * fit is not checked here.
 *
 * Limits, and the cost of everything being linear, keep a hostile description from taking more
 * than seconds and some hundred MiB; those on elements are in xml_scan.h.
 */
#ifndef XPACK_XML_H
#define XPACK_XML_H

#include "model.h"

#define XML_MAX_FILE_SIZE (64u << 20)  /* bytes of one description file */
#define XML_MAX_TOTAL_SIZE (64u << 20) /* bytes of all files of a description */
#define XML_MAX_INCLUDE_DEPTH 16u
#define XML_MAX_INCLUDES 1024u /* of one description, each time that a file is included */

struct xml_options {
	const char *const *include_paths;
	size_t n_include_paths;
};

/*
 * Read, join, validate and build.  Returns the system, allocated in arena, or NULL after
 * reporting at least one error.  File names in the model (host, partition, ABI files) are already
 * relative to the working directory, not to the file that names them.
 *
 * Check ids: xml-syntax, xml-encoding, xml-doctype, xml-size (a limit on elements or on all files
 * together), xinclude, schema, quantity (a number does not fit), and those of file_read(), of
 * which file-size is a file above XML_MAX_FILE_SIZE.
 */
struct system *xml_load(struct arena *arena, struct diag *diag, const char *path,
			const struct xml_options *options);

/*
 * The same of a contract, a file whose root is Contract: each Grant is a partition without file,
 * the Interface a host without file and areas; and of a supplier's file, whose root is Partition.
 */
struct system *xml_load_contract(struct arena *arena, struct diag *diag, const char *path,
				 const struct xml_options *options);
struct partition *xml_load_partition(struct arena *arena, struct diag *diag, const char *path,
				     const struct xml_options *options);

/* The text of the schema, for `xpack schema`. */
const char *xml_schema(void);

#endif
