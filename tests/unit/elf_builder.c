/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "elf_builder.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

static void encode(const struct build *build, uint8_t *to, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		to[build->big_endian ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

void build_put(const struct build *build, struct buf *buf, uint64_t value, unsigned size)
{
	encode(build, buf_put(buf, NULL, size), value, size);
}

void build_poke(struct build *build, uint64_t offset, uint64_t value, unsigned size)
{
	if (!range_fits(build->file.size, offset, size))
		abort();
	encode(build, build->file.data + offset, value, size);
}

/* A word of the class: address, offset or size. */
static void put_word(struct build *build, uint64_t value)
{
	build_put(build, &build->file, value, build->is64 ? 8 : 4);
}

static void put32(struct build *build, uint32_t value)
{
	build_put(build, &build->file, value, 4);
}

static void put16(struct build *build, uint32_t value)
{
	build_put(build, &build->file, value, 2);
}

void build_begin(struct build *build, bool is64, bool big_endian, uint16_t type, uint16_t machine)
{
	*build = (struct build){
		.is64 = is64, .big_endian = big_endian, .type = type, .machine = machine
	};
	build->n_sections = 1;
	build->sections[0].name = "";
	build->n_symbols = 1;
	build->symbols[0].name = "";
}

static size_t keep(struct build *build, const void *data, size_t size)
{
	size_t offset = build->data.size;

	if (size != 0)
		buf_put(&build->data, data, size);
	return offset;
}

struct build_segment *build_segment(struct build *build, uint32_t flags, uint64_t addr,
				    const void *data, size_t size)
{
	struct build_segment *segment = &build->segments[build->n_segments++];

	*segment = (struct build_segment){ .type = PT_LOAD,
					   .flags = flags,
					   .vaddr = addr,
					   .paddr = addr,
					   .mem_size = size,
					   .file_size = size,
					   .data_offset = keep(build, data, size) };
	return segment;
}

uint32_t build_section(struct build *build, const char *name, const void *data, size_t size)
{
	build->sections[build->n_sections] =
		(struct build_section){ .name = name,
					.type = SHT_PROGBITS,
					.size = size,
					.data_offset = keep(build, data, size) };
	return build->n_sections++;
}

uint32_t build_symbol(struct build *build, const char *name, uint64_t value, uint16_t section)
{
	build->symbols[build->n_symbols] =
		(struct build_symbol){ .name = name,
				       .value = value,
				       .info = ELF32_ST_INFO(STB_GLOBAL, STT_NOTYPE),
				       .section = section };
	return build->n_symbols++;
}

void build_relocation(struct build *build, uint32_t section, uint64_t offset, uint32_t type,
		      uint32_t symbol, int64_t addend)
{
	build->relocations[build->n_relocations++] = (struct build_relocation){ .section = section,
										.type = type,
										.symbol = symbol,
										.offset = offset,
										.addend = addend };
}

static uint32_t put_string(struct buf *strings, const char *text)
{
	size_t offset = strings->size;

	buf_put(strings, text, strlen(text) + 1);
	return (uint32_t)offset;
}

static void add_symbols(struct build *build)
{
	struct buf table = { 0 }, strings = { 0 };
	uint32_t strtab;

	for (uint32_t i = 0; i < build->n_symbols; i++) {
		const struct build_symbol *symbol = &build->symbols[i];
		uint32_t name = put_string(&strings, symbol->name);

		build_put(build, &table, name, 4);
		if (!build->is64) {
			build_put(build, &table, symbol->value, 4);
			build_put(build, &table, 0, 4);
		}
		build_put(build, &table, symbol->info, 1);
		build_put(build, &table, 0, 1);
		build_put(build, &table, symbol->section, 2);
		if (build->is64) {
			build_put(build, &table, symbol->value, 8);
			build_put(build, &table, 0, 8);
		}
	}
	build->symtab = build_section(build, ".symtab", table.data, table.size);
	strtab = build_section(build, ".strtab", strings.data, strings.size);
	build->sections[build->symtab].type = SHT_SYMTAB;
	build->sections[build->symtab].link = strtab;
	build->sections[build->symtab].entry_size = build->is64 ? 24 : 16;
	build->sections[strtab].type = SHT_STRTAB;
	buf_free(&table);
	buf_free(&strings);
}

static void put_relocation(struct build *build, struct buf *table,
			   const struct build_relocation *relocation)
{
	unsigned size = build->is64 ? 8 : 4;
	uint64_t info = build->is64 ? ELF64_R_INFO((uint64_t)relocation->symbol, relocation->type)
				    : ELF32_R_INFO(relocation->symbol, relocation->type);

	build_put(build, table, relocation->offset, size);
	build_put(build, table, info, size);
	if (!build->rel)
		build_put(build, table, (uint64_t)relocation->addend, size);
}

/* One relocation section for each section that has any. */
static void add_relocations(struct build *build)
{
	uint32_t n = build->n_sections;

	for (uint32_t target = 1; target < n; target++) {
		struct buf table = { 0 };
		uint32_t index;

		for (uint32_t i = 0; i < build->n_relocations; i++)
			if (build->relocations[i].section == target)
				put_relocation(build, &table, &build->relocations[i]);
		if (table.size == 0)
			continue;
		index = build_section(build, ".rela", table.data, table.size);
		build->sections[index].type = build->rel ? SHT_REL : SHT_RELA;
		build->sections[index].flags = build->alloc_rel ? SHF_ALLOC : 0;
		build->sections[index].link = build->symtab;
		build->sections[index].info = target;
		build->sections[index].entry_size =
			(build->is64 ? 8u : 4u) * (build->rel ? 2u : 3u);
		buf_free(&table);
	}
}

static void put_header(struct build *build)
{
	uint32_t n_sections = build->no_sections ? 0 : build->n_sections;

	buf_put(&build->file, ELFMAG, SELFMAG);
	build_put(build, &build->file, build->is64 ? ELFCLASS64 : ELFCLASS32, 1);
	build_put(build, &build->file, build->big_endian ? ELFDATA2MSB : ELFDATA2LSB, 1);
	build_put(build, &build->file, EV_CURRENT, 1);
	buf_put(&build->file, NULL, EI_NIDENT - build->file.size);
	put16(build, build->type);
	put16(build, build->machine);
	put32(build, EV_CURRENT);
	put_word(build, build->entry);
	put_word(build, build->n_segments == 0 ? 0 : build->segments_offset);
	put_word(build, n_sections == 0 ? 0 : build->sections_offset);
	put32(build, build->flags);
	put16(build, build->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	put16(build, build->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	put16(build, build->n_segments);
	put16(build, build->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	put16(build, n_sections);
	put16(build, n_sections == 0 ? 0 : n_sections - 1);
}

static void put_segment(struct build *build, const struct build_segment *segment)
{
	put32(build, segment->type);
	if (build->is64)
		put32(build, segment->flags);
	put_word(build, segment->offset);
	put_word(build, segment->vaddr);
	put_word(build, segment->paddr);
	put_word(build, segment->file_size);
	put_word(build, segment->mem_size);
	if (!build->is64)
		put32(build, segment->flags);
	put_word(build, segment->align);
}

static void put_section(struct build *build, const struct build_section *section, uint32_t name)
{
	put32(build, name);
	put32(build, section->type);
	put_word(build, section->flags);
	put_word(build, section->addr);
	put_word(build, section->offset);
	put_word(build, section->size);
	put32(build, section->link);
	put32(build, section->info);
	put_word(build, 4);
	put_word(build, section->entry_size);
}

/* Places of everything, in the order of the file. */
static void lay_out(struct build *build)
{
	uint64_t offset = build->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);

	build->segments_offset = offset;
	offset += build->n_segments * (build->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	for (uint32_t i = 0; i < build->n_segments; i++) {
		build->segments[i].offset = offset;
		offset += build->segments[i].file_size;
	}
	for (uint32_t i = 1; i < build->n_sections; i++) {
		build->sections[i].offset = offset;
		if (build->sections[i].type != SHT_NOBITS)
			offset += build->sections[i].size;
	}
	build->sections_offset = align_up(offset, 8);
}

struct span build_finish(struct build *build)
{
	struct buf names = { 0 };
	uint32_t offsets[BUILD_MAX], shstrtab;

	if (build->n_symbols > 1 || build->n_relocations != 0)
		add_symbols(build);
	add_relocations(build);
	for (uint32_t i = 0; i < build->n_sections; i++)
		offsets[i] = put_string(&names, build->sections[i].name);
	offsets[build->n_sections] = put_string(&names, ".shstrtab");
	shstrtab = build_section(build, ".shstrtab", names.data, names.size);
	build->sections[shstrtab].type = SHT_STRTAB;
	lay_out(build);
	put_header(build);
	for (uint32_t i = 0; i < build->n_segments; i++)
		put_segment(build, &build->segments[i]);
	for (uint32_t i = 0; i < build->n_segments; i++)
		if (build->segments[i].file_size != 0)
			buf_put(&build->file, build->data.data + build->segments[i].data_offset,
				build->segments[i].file_size);
	for (uint32_t i = 1; i < build->n_sections; i++)
		if (build->sections[i].type != SHT_NOBITS && build->sections[i].size != 0)
			buf_put(&build->file, build->data.data + build->sections[i].data_offset,
				build->sections[i].size);
	buf_align(&build->file, 8);
	for (uint32_t i = 0; !build->no_sections && i < build->n_sections; i++)
		put_section(build, &build->sections[i], offsets[i]);
	buf_free(&names);
	return buf_span(&build->file);
}

void build_end(struct build *build)
{
	buf_free(&build->data);
	buf_free(&build->file);
}
