/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * elf_builder: makes small ELF files in memory, well-formed or not, of either class and byte order.
 *
 * Add segments, sections, symbols and relocations, then build.  Data is copied.  The symbol table,
 * string tables and relocation sections are sections that build_finish() adds.  The file is laid
 * out as: header, program headers, segments' data, sections' data, section headers.
 *
 * Tests damage what was built with build_poke(), at the offsets that the struct gives.
 */
#ifndef XPACK_TESTS_ELF_BUILDER_H
#define XPACK_TESTS_ELF_BUILDER_H

#include "xpack/buf.h"

#define BUILD_MAX 64u

struct build_segment {
	uint32_t type, flags;
	uint64_t vaddr, paddr, mem_size, file_size;
	uint64_t align;     /* 0 at first: none */
	size_t data_offset; /* in data */
	uint64_t offset;    /* in the file, after build_finish() */
};

struct build_section {
	const char *name;
	uint32_t type, link, info;
	uint64_t flags, addr, size, entry_size;
	size_t data_offset;
	uint64_t offset;
};

struct build_symbol {
	const char *name;
	uint64_t value;
	uint8_t info; /* ELF32_ST_INFO(binding, type) */
	uint16_t section;
};

struct build_relocation {
	uint32_t section, type, symbol;
	uint64_t offset;
	int64_t addend;
};

struct build {
	bool is64, big_endian;
	bool rel;         /* SHT_REL instead of SHT_RELA */
	bool alloc_rel;   /* relocation sections are allocated */
	bool no_sections; /* as if section headers were stripped */
	uint16_t type, machine;
	uint32_t flags;
	uint64_t entry;
	struct build_segment segments[BUILD_MAX];
	uint32_t n_segments;
	struct build_section sections[BUILD_MAX];
	uint32_t n_sections;
	struct build_symbol symbols[BUILD_MAX];
	uint32_t n_symbols;
	struct build_relocation relocations[BUILD_MAX];
	uint32_t n_relocations;
	struct buf data;
	/* The result. */
	struct buf file;
	uint64_t segments_offset, sections_offset;
	uint32_t symtab; /* section index */
};

void build_begin(struct build *build, bool is64, bool big_endian, uint16_t type, uint16_t machine);
/* A PT_LOAD at the same physical and virtual address; change the result for others. */
struct build_segment *build_segment(struct build *build, uint32_t flags, uint64_t addr,
				    const void *data, size_t size);
/* A section that is not allocated; returns its index. */
uint32_t build_section(struct build *build, const char *name, const void *data, size_t size);
/* A global symbol; returns its index. */
uint32_t build_symbol(struct build *build, const char *name, uint64_t value, uint16_t section);
void build_relocation(struct build *build, uint32_t section, uint64_t offset, uint32_t type,
		      uint32_t symbol, int64_t addend);
/* Lay out and encode; the bytes live as long as the build. */
struct span build_finish(struct build *build);
void build_end(struct build *build);

/* Append an integer of 1, 2, 4 or 8 bytes in the file's byte order. */
void build_put(const struct build *build, struct buf *buf, uint64_t value, unsigned size);
/* Overwrite one in the finished file. */
void build_poke(struct build *build, uint64_t offset, uint64_t value, unsigned size);

#endif
