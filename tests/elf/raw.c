/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "raw.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>

struct raw {
	struct span file;
	bool is64, big_endian;
	uint64_t segments, n_segments; /* offset and number of entries */
	uint64_t sections, n_sections;
	uint64_t names; /* index of the section with the names of sections */
};

struct raw_segment {
	uint64_t type, flags, offset, vaddr, paddr, file_size, mem_size, align;
};

struct raw_section {
	uint64_t name, type, flags, addr, offset, size, link, info, entry_size;
};

/* Where a field of a structure stands in either class, and how many bytes it has. */
#define FIELD(raw, type, base, field)                                                              \
	((raw)->is64 ? get(raw, (base) + offsetof(Elf64_##type, field),                            \
			   sizeof(((Elf64_##type *)0)->field))                                     \
		     : get(raw, (base) + offsetof(Elf32_##type, field),                            \
			   sizeof(((Elf32_##type *)0)->field)))

static uint64_t get(const struct raw *raw, uint64_t offset, size_t size)
{
	uint64_t value = 0;

	require(offset <= raw->file.size && size <= raw->file.size - offset,
		"a structure lies outside the file");
	for (size_t i = 0; i < size; i++)
		value = value << 8 | raw->file.data[offset + (raw->big_endian ? i : size - 1 - i)];
	return value;
}

static struct raw_section section(const struct raw *raw, uint64_t index)
{
	uint64_t at = raw->sections + index * (raw->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));

	return (struct raw_section){
		.name = FIELD(raw, Shdr, at, sh_name),
		.type = FIELD(raw, Shdr, at, sh_type),
		.flags = FIELD(raw, Shdr, at, sh_flags),
		.addr = FIELD(raw, Shdr, at, sh_addr),
		.offset = FIELD(raw, Shdr, at, sh_offset),
		.size = FIELD(raw, Shdr, at, sh_size),
		.link = FIELD(raw, Shdr, at, sh_link),
		.info = FIELD(raw, Shdr, at, sh_info),
		.entry_size = FIELD(raw, Shdr, at, sh_entsize),
	};
}

static struct raw_segment segment(const struct raw *raw, uint64_t index)
{
	uint64_t at = raw->segments + index * (raw->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));

	return (struct raw_segment){
		.type = FIELD(raw, Phdr, at, p_type),
		.flags = FIELD(raw, Phdr, at, p_flags),
		.offset = FIELD(raw, Phdr, at, p_offset),
		.vaddr = FIELD(raw, Phdr, at, p_vaddr),
		.paddr = FIELD(raw, Phdr, at, p_paddr),
		.file_size = FIELD(raw, Phdr, at, p_filesz),
		.mem_size = FIELD(raw, Phdr, at, p_memsz),
		.align = FIELD(raw, Phdr, at, p_align),
	};
}

static struct raw raw_of(struct span file)
{
	struct raw raw = { .file = file };

	require(file.size >= sizeof(Elf32_Ehdr), "too short for an ELF header");
	raw.is64 = file.data[EI_CLASS] == ELFCLASS64;
	raw.big_endian = file.data[EI_DATA] == ELFDATA2MSB;
	raw.segments = FIELD(&raw, Ehdr, 0, e_phoff);
	raw.n_segments = FIELD(&raw, Ehdr, 0, e_phnum);
	raw.sections = FIELD(&raw, Ehdr, 0, e_shoff);
	raw.n_sections = FIELD(&raw, Ehdr, 0, e_shnum);
	raw.names = FIELD(&raw, Ehdr, 0, e_shstrndx);
	if (raw.n_segments == PN_XNUM && raw.sections != 0)
		raw.n_segments = section(&raw, 0).info;
	if (raw.n_sections == 0 && raw.sections != 0)
		raw.n_sections = section(&raw, 0).size;
	if (raw.names == SHN_XINDEX)
		raw.names = section(&raw, 0).link;
	return raw;
}

bool raw_is_executable(struct span file)
{
	const struct raw raw = raw_of(file);

	return FIELD(&raw, Ehdr, 0, e_type) == ET_EXEC;
}

static void mark(bool *marks, uint64_t offset, uint64_t size)
{
	memset(marks + offset, true, size);
}

static bool is_table(const struct raw *raw, const struct raw_section *header)
{
	static const uint32_t types[] = { SHT_SYMTAB, SHT_STRTAB,  SHT_RELA,   SHT_REL,
					  SHT_NOTE,   SHT_DYNAMIC, SHT_DYNSYM, SHT_GROUP };
	static const char *const prefixes[] = { ".xpack", ".data.l4externals", ".l4stubs" };
	uint64_t name = raw->n_sections == 0 ? 0 : section(raw, raw->names).offset + header->name;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (header->type == types[i])
			return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (raw->names != SHN_UNDEF && name + strlen(prefixes[i]) <= raw->file.size &&
		    memcmp(raw->file.data + name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static void mark_headers(const struct raw *raw, bool *marks)
{
	mark(marks, 0, raw->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	mark(marks, raw->segments,
	     raw->n_segments * (raw->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)));
	mark(marks, raw->sections,
	     raw->n_sections * (raw->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr)));
}

void raw_mark_headers(struct span file, bool *marks)
{
	const struct raw raw = raw_of(file);

	mark_headers(&raw, marks);
}

size_t raw_mark_tables(struct span file, bool *marks)
{
	const struct raw raw = raw_of(file);
	size_t n = 0;

	mark_headers(&raw, marks);
	for (uint64_t i = 1; i < raw.n_sections; i++) {
		const struct raw_section header = section(&raw, i);

		if (header.type != SHT_NOBITS && is_table(&raw, &header))
			mark(marks, header.offset, header.size);
	}
	for (size_t i = 0; i < file.size; i++)
		n += marks[i];
	return n;
}

static void require_segment(const struct raw *raw, const struct elf_segment *view, uint64_t index)
{
	const struct raw_segment header = segment(raw, index);

	require(view->index == index && view->type == header.type && view->flags == header.flags &&
			view->offset == header.offset && view->vaddr == header.vaddr &&
			view->paddr == header.paddr && view->file_size == header.file_size &&
			view->mem_size == header.mem_size && view->align == header.align,
		"a segment is not what its header says");
	require(view->data.size == header.file_size, "a segment has not all of its bytes");
	if (header.file_size == 0)
		return;
	require(header.offset < raw->file.size &&
			header.file_size <= raw->file.size - header.offset &&
			view->data.data == raw->file.data + header.offset,
		"a segment's bytes are not those of the file");
}

/* An empty name may be the reader's own: of section 0, or out of an empty table. */
static void require_name(const struct raw *raw, const char *name)
{
	const uint8_t *first = (const uint8_t *)name;

	if (name[0] != '\0')
		require(first >= raw->file.data &&
				first + strlen(name) < raw->file.data + raw->file.size,
			"a name lies outside the file");
}

static void require_section(const struct raw *raw, const struct elf_section *view, uint64_t index)
{
	const struct raw_section header = section(raw, index);

	require(view->index == index && view->type == header.type,
		"a section is not what its header says");
	if (header.type == SHT_NULL)
		return;
	require(view->flags == header.flags && view->addr == header.addr &&
			view->size == header.size && view->link == header.link &&
			view->info == header.info && header.link < raw->n_sections,
		"a section is not what its header says");
	require_name(raw, view->name);
	require(view->data.size == 0 ||
			(view->data.size == header.size && header.type != SHT_NOBITS &&
			 header.size <= raw->file.size &&
			 header.offset <= raw->file.size - header.size &&
			 view->data.data == raw->file.data + header.offset),
		"a section's bytes are not those of the file");
}

static void require_symbol(const struct raw *raw, uint64_t at, const struct elf_symbol *view)
{
	uint64_t info = FIELD(raw, Sym, at, st_info), section_index = FIELD(raw, Sym, at, st_shndx);

	require_name(raw, view->name);
	require(view->value == FIELD(raw, Sym, at, st_value) &&
			view->size == FIELD(raw, Sym, at, st_size) &&
			view->section == section_index && view->binding == info >> 4 &&
			view->type == (info & 0xf),
		"a symbol is not what its table says");
	require(section_index < raw->n_sections || section_index >= SHN_LORESERVE,
		"a symbol's section does not exist");
}

/* Of one table, of entries of the right size. */
static void require_symbols(const struct raw *raw, const struct elf *elf)
{
	size_t size = raw->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym), n = 0;

	for (uint64_t i = 0; i < raw->n_sections; i++) {
		const struct raw_section header = section(raw, i);

		if (header.type != SHT_SYMTAB || header.size == 0)
			continue;
		require(header.entry_size == size && header.size == elf->n_symbols * size,
			"the view has not all symbols");
		for (n = 0; n < elf->n_symbols; n++)
			require_symbol(raw, header.offset + n * size, &elf->symbols[n]);
	}
	require(n == elf->n_symbols, "the view has symbols of its own");
}

void raw_require_view(struct span file, const struct elf *elf)
{
	const struct raw raw = raw_of(file);

	require(elf->is64 == raw.is64 && elf->big_endian == raw.big_endian &&
			elf->type == FIELD(&raw, Ehdr, 0, e_type) &&
			elf->machine == FIELD(&raw, Ehdr, 0, e_machine) &&
			elf->flags == FIELD(&raw, Ehdr, 0, e_flags) &&
			elf->entry == FIELD(&raw, Ehdr, 0, e_entry),
		"the view is not what the ELF header says");
	require(elf->n_segments == raw.n_segments && elf->n_sections == raw.n_sections,
		"the view has not all segments or sections");
	for (uint64_t i = 0; i < raw.n_segments; i++)
		require_segment(&raw, &elf->segments[i], i);
	for (uint64_t i = 0; i < raw.n_sections; i++)
		require_section(&raw, &elf->sections[i], i);
	require_symbols(&raw, elf);
}

static const struct area *area_of(const struct raw_segment *load, const struct area *areas,
				  size_t n_areas)
{
	for (size_t i = 0; i < n_areas; i++)
		if (load->paddr >= areas[i].start.value &&
		    load->paddr + load->mem_size <= areas[i].start.value + areas[i].size.value)
			return &areas[i];
	return NULL;
}

/* Such a segment may be left out. */
static bool is_stray(const struct raw_segment *load, const struct area *areas, size_t n_areas)
{
	for (size_t i = 0; i < n_areas; i++)
		if (load->paddr < areas[i].start.value + areas[i].size.value &&
		    load->paddr + load->mem_size > areas[i].start.value)
			return false;
	return (load->flags & (PF_W | PF_X)) == 0 && load->file_size == load->mem_size;
}

static void require_load(const struct raw *raw, uint64_t index, const struct area *areas,
			 size_t n_areas)
{
	const struct raw_segment load = segment(raw, index);
	const struct area *area = area_of(&load, areas, n_areas);

	require(load.align <= 1 || ((load.align & (load.align - 1)) == 0 &&
				    load.vaddr % load.align == load.offset % load.align),
		"accepted: a segment of odd alignment");
	require(load.file_size <= load.mem_size, "accepted: more bytes in the file than in memory");
	if (area == NULL && is_stray(&load, areas, n_areas))
		return;
	require(load.paddr + load.mem_size >= load.paddr && area != NULL,
		"accepted: a segment outside the areas");
	require((load.flags & PF_R) == 0 || (area->access & ACCESS_READ) != 0,
		"accepted: reading is not allowed there");
	require((load.flags & PF_W) == 0 || (area->access & ACCESS_WRITE) != 0,
		"accepted: writing is not allowed there");
	require((load.flags & PF_X) == 0 || (area->access & ACCESS_EXECUTE) != 0,
		"accepted: executing is not allowed there");
	for (uint64_t i = 0; i < index; i++) {
		const struct raw_segment other = segment(raw, i);

		if (other.type == PT_LOAD && other.mem_size != 0)
			require(load.paddr + load.mem_size <= other.paddr ||
					other.paddr + other.mem_size <= load.paddr,
				"accepted: segments that overlap");
	}
}

static bool holds(uint64_t start, uint64_t size, uint64_t addr, uint64_t n)
{
	return addr >= start && addr - start < size && size - (addr - start) >= n;
}

/* Is the whole instruction there, in bytes of the file that may be executed?  Hosts with a
 * Multiboot header may name it by its physical address. */
static bool is_entry(const struct raw *raw, uint64_t entry, uint32_t code_align)
{
	for (uint64_t i = 0; i < raw->n_segments; i++) {
		const struct raw_segment load = segment(raw, i);

		if (load.type == PT_LOAD && (load.flags & PF_X) != 0 &&
		    (holds(load.vaddr, load.file_size, entry, code_align) ||
		     (raw->is64 && holds(load.paddr, load.file_size, entry, code_align))))
			return entry % code_align == 0;
	}
	return false;
}

void raw_require_fit(struct span file, const struct area *areas, size_t n_areas,
		     uint32_t code_align)
{
	const struct raw raw = raw_of(file);
	size_t n = 0;

	require(FIELD(&raw, Ehdr, 0, e_type) == ET_EXEC, "accepted: not an executable");
	require(FIELD(&raw, Ehdr, 0, e_flags) == 0, "accepted: features that no board has");
	for (uint64_t i = 0; i < raw.n_segments; i++) {
		const struct raw_segment header = segment(&raw, i);

		require(header.type != PT_INTERP && header.type != PT_DYNAMIC,
			"accepted: a dynamic linker would be needed");
		if (header.type != PT_LOAD || header.mem_size == 0)
			continue;
		require_load(&raw, i, areas, n_areas);
		n++;
	}
	require(n != 0, "accepted: nothing to load");
	require(is_entry(&raw, FIELD(&raw, Ehdr, 0, e_entry), code_align),
		"accepted: no instruction at the entry");
}
