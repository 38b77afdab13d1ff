/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * record: walks the records that import.h and export.h put into sections of an ELF file.
 *
 * guest-bsp/include/xpack/records.h gives their layout.  Linkers keep ".xpack.imports.NAME" apart
 * or merge it into ".xpack.imports", so a section counts when its name is the prefix or goes on
 * with a dot.  Zero words between records are padding.
 *
 * Texts point into the file.  Nothing here reports: the caller knows whose file it is.
 */
#ifndef XPACK_RECORD_H
#define XPACK_RECORD_H

#include "elf.h"

#define RECORD_MAGIC_SIZE 4u
#define RECORD_MAX_TEXTS 4u

struct record_walk {
	const struct elf *elf;
	const char *prefix; /* of section names */
	uint32_t size;      /* of each record in bytes; 0: the word behind the magic says it */
	size_t section;     /* index of the current section; 0 before the first */
	size_t offset;      /* of the next record in it */
	size_t seen;        /* bytes of all sections so far */
	const char *defect; /* what is wrong when record_next() fails */
};

struct record {
	struct span bytes;
	const struct elf_section *section;
	size_t offset;
};

/* Does the name of the section mean records of that prefix? */
bool record_section_matches(const struct elf_section *section, const char *prefix);

/* The next record.  Returns 1, 0 at the end or -1; then record names the place. */
int record_next(struct record_walk *walk, struct record *record)
	__attribute__((warn_unused_result));

bool record_is(const struct record *record, const char *magic);

/* The n texts that fill the record from offset on, all printable ASCII.  NULL or the defect. */
const char *record_texts(const struct record *record, size_t offset, const char **texts, size_t n)
	__attribute__((warn_unused_result));

/* The NUL-padded name that fills bytes, a C identifier; NULL when it is none. */
const char *record_name(struct span bytes);

/* Is it a C identifier that fits a name field? */
bool record_is_name(const char *text);

#endif
