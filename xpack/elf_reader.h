/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * elf_reader: what the files of the module elf share while one file is being read; private to it.
 *
 * elf.c reads the headers and their tables, elf_tables.c symbols and relocations, elf_view.c looks
 * things up in the result.  Every function here reports its own error and returns 0 or -1.
 */
#ifndef XPACK_ELF_READER_H
#define XPACK_ELF_READER_H

#include <gelf.h>
#include <libelf.h>

#include "elf.h"

/* Sizes in the file of what the gABI defines for each class. */
struct layout {
	size_t header, segment, section, symbol, rel, rela;
};

/* One file being read. */
struct elf_reader {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	struct elf *elf;
	const struct layout *layout;
	GElf_Ehdr header;
	uint32_t names; /* index of the section with the names of sections */
	Elf *handle;
};

/* The file's one defect, at a file offset.  Always -1. */
int elf_reader_defect(const struct elf_reader *reader, uint64_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* libelf disagrees with the tests made before.  Always -1. */
int elf_reader_refused(const struct elf_reader *reader, uint64_t offset, const char *what);

/* Where the section header with that index lies in the file. */
uint64_t elf_reader_section_offset(const struct elf_reader *reader, uint32_t index);

/* The string table with that section index; it ends with a NUL.  what: whose strings these are. */
int elf_reader_strings(const struct elf_reader *reader, uint32_t index, const char *what,
		       struct span *strings);
/* The string at offset, NULL outside the table.  An empty table has the empty string at 0. */
const char *elf_reader_string(struct span strings, uint32_t offset);

int elf_read_symbols(const struct elf_reader *reader);
/* Precondition: symbols are read. */
int elf_read_relocations(const struct elf_reader *reader);

#endif
