/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sbom_parts: what the files of sbom share; private to them.
 *
 *     sbom.c           the elements of the document, collected
 *     sbom_json.c      and written
 *
 * An element is a package or a file.  Its id is unique in the document (SPDX 2.3, clause 7.2).
 */
#ifndef XPACK_SBOM_PARTS_H
#define XPACK_SBOM_PARTS_H

#include "sbom.h"

struct sbom_package {
	const char *id; /* without "SPDXRef-" */
	const char *name;
	const char *version;  /* or NULL */
	const char *supplier; /* or NULL: nobody stated it */
	const char *license;  /* likewise */
	const char *purpose;  /* clause 7.24 */
	const char *comment;  /* or NULL */
};

struct sbom_relation {
	const char *from, *type, *to; /* ids; clause 11.1 */
};

struct sbom {
	struct arena *arena;
	const struct evidence *evidence;
	uint32_t timestamp;
	struct sbom_package *packages;
	size_t n_packages;
	struct evidence_file *files; /* file i has the id file-i */
	size_t n_files;
	struct sbom_relation *relations;
	size_t n_relations;
	const char **license_refs; /* LicenseRef- ids that are used, each once */
	size_t n_license_refs;
};

/* Can it be said in SPDX?  Not where there are licences of other documents, which nobody gave, or a
 * LicenseRef with a +, which is no id (clause 10.1). */
bool sbom_can_say(struct arena *arena, const char *license);

/* The whole document; name_space: see clause 6.5. */
void sbom_json(const struct sbom *sbom, const char *name_space, struct buf *out);

#endif
