/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * elf: a read-only view of an ELF file (System V gABI, chapters 4 and 5; psABI supplements for
 * SPARC V8, i386 and x86-64), either class and either byte order.  The only user of libelf.
 *
 * A view is plain data in the caller's arena; spans go into the caller's file bytes, which must
 * outlive it.  Everything that the view exposes has been range-checked against the file, so its
 * users need no test of their own to stay inside it.
 */
#ifndef XPACK_ELF_H
#define XPACK_ELF_H

#include "arena.h"
#include "diag.h"
#include "index.h"
#include "loader/span.h"

#define ELF_MAX_FILE_SIZE (1u << 30)

struct elf_segment {
	uint32_t index; /* in the program header table */
	uint32_t type;  /* PT_* */
	uint32_t flags; /* PF_* */
	uint64_t offset, vaddr, paddr, file_size, mem_size, align;
	struct span data; /* file_size bytes */
	bool left_out;    /* by check_elf_leave_out(), never by the reader */
};

struct elf_section {
	const char *name;
	uint32_t index;
	uint32_t type;  /* SHT_* */
	uint64_t flags; /* SHF_* */
	uint64_t addr, size, align, entry_size;
	uint32_t link, info; /* link is the index of a section; info depends on the type */
	struct span data;    /* empty for SHT_NOBITS */
};

struct elf_symbol {
	const char *name;
	uint64_t value, size;
	uint32_t section; /* index, SHN_UNDEF, SHN_ABS, ... */
	uint8_t binding;  /* STB_* */
	uint8_t type;     /* STT_* */
};

struct elf_relocation {
	uint32_t section; /* index of what is relocated; 0 when the file is not ET_REL */
	uint64_t offset;
	uint32_t type;   /* R_* */
	uint32_t symbol; /* index into symbols of the table that the relocation section links to */
	int64_t addend;
	bool has_addend; /* SHT_RELA */
	bool allocated;  /* of an allocated relocation section: the dynamic linker would apply it */
};

struct elf {
	const char *path;
	struct span file;
	bool big_endian;
	bool is64;
	uint16_t type;    /* ET_* */
	uint16_t machine; /* EM_* */
	uint32_t flags;   /* e_flags */
	uint64_t entry;
	struct elf_segment *segments;
	size_t n_segments;
	struct elf_section *sections;
	size_t n_sections;
	struct elf_symbol *symbols; /* of SHT_SYMTAB; entry 0 is the null symbol */
	size_t n_symbols;
	struct elf_relocation *relocations; /* of all SHT_REL and SHT_RELA sections */
	size_t n_relocations;
	bool has_dynamic;    /* PT_DYNAMIC or SHT_DYNAMIC */
	struct index *names; /* of symbols, once elf_index_symbols() was called */
};

/*
 * Make a view of the bytes of the file path.  Errors are reported at `at` with check id
 * "elf-format" and say which structure at which file offset is wrong.  Returns 0 or -1.
 */
int elf_open(struct arena *arena, struct diag *diag, struct location at, const char *path,
	     struct span file, struct elf *elf) __attribute__((warn_unused_result));

/* Integers in the byte order of the file. */
uint16_t elf_get16(const struct elf *elf, const uint8_t *from);
uint32_t elf_get32(const struct elf *elf, const uint8_t *from);
void elf_put32(const struct elf *elf, uint8_t *to, uint32_t value);

/* Is it a global or weak symbol with a value? */
bool elf_symbol_defined(const struct elf_symbol *symbol);
/* Make elf_symbol() a bisection, for files that it is asked about often. */
void elf_index_symbols(struct arena *arena, struct elf *elf);
/* The first defined global or weak symbol of that name, else NULL. */
const struct elf_symbol *elf_symbol(const struct elf *elf, const char *name);
/* A PT_LOAD that takes memory and was not left out: others are ignored everywhere. */
bool elf_segment_loaded(const struct elf_segment *segment);
/* What may be executed and not written.  A program whose one segment is both has its data there. */
bool elf_segment_is_code(const struct elf_segment *segment);
/* The loaded segment whose file-backed bytes hold [vaddr, vaddr + size), else NULL. */
const struct elf_segment *elf_segment_of(const struct elf *elf, uint64_t vaddr, uint64_t size);
/* "SPARC", "Intel 80386", ... or "machine 123" in the arena. */
const char *elf_machine_name(struct arena *arena, uint16_t machine);

#endif
