/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * producers: which compilers made an ELF file, as far as it says so.
 *
 * Two sources: .comment, where compilers leave a line (System V ABI, chapter 4, Special Sections),
 * and DW_AT_producer of each compilation unit (DWARF 5, section 3.1.1), which also names the unit's
 * source file.  Family and version make a compiler: "GCC 12.2.0".  GCC's languages, its link-time
 * optimiser and its flags are no other compiler; assemblers and linkers are none.
 *
 * This is the only user of libdw, and it gives it only files that elf_open() accepted.  DWARF that
 * cannot be read is no error: what was read until then is there, and what is wrong is said.  Nor is
 * DWARF read that a small file could make endless: compressed sections, and tables of abbreviations
 * that many units go through.
 */
#ifndef XPACK_PRODUCERS_H
#define XPACK_PRODUCERS_H

#include "elf.h"

#define PRODUCERS_MAX 64u /* what else a file names is left out */

struct producer {
	const char *name;
	const char **units; /* source files, in the order of the file */
	size_t n_units;
	bool in_comment;
};

struct producers {
	struct producer *producers; /* by name */
	size_t n_producers;
	const char *defect; /* of its DWARF, or NULL */
};

void producers_read(struct arena *arena, const struct elf *elf, struct producers *producers);

/* The compiler that a line of .comment or a DW_AT_producer means; NULL: an assembler or linker. */
const char *producers_name(struct arena *arena, const char *text);

#endif
