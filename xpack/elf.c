/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Every offset, count and index is tested here against the file before libelf is asked to convert
 * the structure that it describes; libelf settles class and byte order only.
 */
#include "elf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "elf_reader.h"

#define DEFECT_SIZE 512

static const struct layout layout32 = {
	sizeof(Elf32_Ehdr), sizeof(Elf32_Phdr), sizeof(Elf32_Shdr),
	sizeof(Elf32_Sym),  sizeof(Elf32_Rel),  sizeof(Elf32_Rela)
};
static const struct layout layout64 = {
	sizeof(Elf64_Ehdr), sizeof(Elf64_Phdr), sizeof(Elf64_Shdr),
	sizeof(Elf64_Sym),  sizeof(Elf64_Rel),  sizeof(Elf64_Rela)
};

/* The file's one defect, at a file offset.  Always -1. */
int elf_reader_defect(const struct elf_reader *reader, uint64_t offset, const char *format, ...)
{
	char what[DEFECT_SIZE];
	va_list list;

	va_start(list, format);
	vsnprintf(what, sizeof(what), format, list);
	va_end(list);
	diag_error(reader->diag, reader->at, "elf-format", "'%s' at file offset 0x%" PRIx64 ": %s",
		   reader->elf->path, offset, what);
	return -1;
}

/* libelf disagrees with the tests above it. */
int elf_reader_refused(const struct elf_reader *reader, uint64_t offset, const char *what)
{
	return elf_reader_defect(reader, offset, "%s cannot be read: %s", what, elf_errmsg(-1));
}

static int read_identification(struct elf_reader *reader)
{
	struct elf *elf = reader->elf;
	const uint8_t *ident = elf->file.data;

	if (elf->file.size > ELF_MAX_FILE_SIZE)
		return elf_reader_defect(reader, 0, "the file is larger than %u bytes",
					 ELF_MAX_FILE_SIZE);
	if (elf->file.size < SELFMAG || memcmp(ident, ELFMAG, SELFMAG) != 0)
		return elf_reader_defect(reader, 0,
					 "this is not an ELF file (no 0x7f 'E' 'L' 'F')");
	if (elf->file.size < EI_NIDENT)
		return elf_reader_defect(reader, elf->file.size,
					 "the file ends inside the ELF header");
	if (ident[EI_CLASS] != ELFCLASS32 && ident[EI_CLASS] != ELFCLASS64)
		return elf_reader_defect(reader, EI_CLASS,
					 "ELF header: class %u is neither 32-bit nor 64-bit",
					 ident[EI_CLASS]);
	if (ident[EI_DATA] != ELFDATA2LSB && ident[EI_DATA] != ELFDATA2MSB)
		return elf_reader_defect(reader, EI_DATA,
					 "ELF header: byte order %u is neither of the two",
					 ident[EI_DATA]);
	if (ident[EI_VERSION] != EV_CURRENT)
		return elf_reader_defect(reader, EI_VERSION, "ELF header: version %u is not 1",
					 ident[EI_VERSION]);
	elf->is64 = ident[EI_CLASS] == ELFCLASS64;
	elf->big_endian = ident[EI_DATA] == ELFDATA2MSB;
	reader->layout = elf->is64 ? &layout64 : &layout32;
	return 0;
}

/* Convert one structure of the file at offset, already known to lie inside it. */
static bool convert(const struct elf_reader *reader, Elf_Type type, uint64_t offset, size_t size,
		    void *to)
{
	struct span file = reader->elf->file;
	unsigned order = file.data[EI_DATA];
	Elf_Data from_data = { .d_buf = (void *)(uintptr_t)(file.data + offset),
			       .d_type = type,
			       .d_version = EV_CURRENT,
			       .d_size = size };
	Elf_Data to_data = { .d_buf = to, .d_type = type, .d_version = EV_CURRENT, .d_size = size };

	if (reader->elf->is64)
		return elf64_xlatetom(&to_data, &from_data, order) != NULL;
	return elf32_xlatetom(&to_data, &from_data, order) != NULL;
}

static int read_header(struct elf_reader *reader)
{
	size_t size = reader->layout->header;
	GElf_Ehdr *header = &reader->header;
	struct elf *elf = reader->elf;
	Elf32_Ehdr header32;

	if (!range_fits(elf->file.size, 0, size))
		return elf_reader_defect(reader, elf->file.size,
					 "the file ends inside the ELF header");
	if (!convert(reader, ELF_T_EHDR, 0, size, elf->is64 ? (void *)header : &header32))
		return elf_reader_refused(reader, 0, "the ELF header");
	if (!elf->is64) {
		header->e_type = header32.e_type;
		header->e_machine = header32.e_machine;
		header->e_version = header32.e_version;
		header->e_entry = header32.e_entry;
		header->e_phoff = header32.e_phoff;
		header->e_shoff = header32.e_shoff;
		header->e_flags = header32.e_flags;
		header->e_phentsize = header32.e_phentsize;
		header->e_phnum = header32.e_phnum;
		header->e_shentsize = header32.e_shentsize;
		header->e_shnum = header32.e_shnum;
		header->e_shstrndx = header32.e_shstrndx;
	}
	if (header->e_version != EV_CURRENT)
		return elf_reader_defect(reader, offsetof(Elf32_Ehdr, e_version),
					 "ELF header: version %" PRIu32 " is not 1",
					 header->e_version);
	elf->type = header->e_type;
	elf->machine = header->e_machine;
	elf->flags = header->e_flags;
	elf->entry = header->e_entry;
	return 0;
}

/* Does a table of n entries of entry_size lie in the file? */
static int test_table(const struct elf_reader *reader, const char *name, uint64_t offset,
		      uint64_t n, size_t entry_size, size_t wanted_size)
{
	if (n == 0)
		return 0;
	if (entry_size != wanted_size)
		return elf_reader_defect(reader, 0, "ELF header: %s entries of %zu bytes, not %zu",
					 name, entry_size, wanted_size);
	if (n > reader->elf->file.size / entry_size ||
	    !range_fits(reader->elf->file.size, offset, n * entry_size))
		return elf_reader_defect(reader, offset,
					 "the %s table of %" PRIu64
					 " entries leaves the file of %zu bytes",
					 name, n, reader->elf->file.size);
	return 0;
}

/* Section header 0 holds what does not fit the 16-bit fields of the ELF header (gABI chapter 4). */
static int read_extended(const struct elf_reader *reader, GElf_Shdr *first)
{
	const GElf_Ehdr *header = &reader->header;
	size_t size = reader->layout->section;
	Elf32_Shdr first32;

	if (test_table(reader, "section header", header->e_shoff, 1, header->e_shentsize, size))
		return -1;
	if (!convert(reader, ELF_T_SHDR, header->e_shoff, size,
		     reader->elf->is64 ? (void *)first : &first32))
		return elf_reader_refused(reader, header->e_shoff, "section header 0");
	if (!reader->elf->is64) {
		first->sh_size = first32.sh_size;
		first->sh_link = first32.sh_link;
		first->sh_info = first32.sh_info;
	}
	return 0;
}

/* Count and bound both header tables. */
static int read_counts(struct elf_reader *reader)
{
	const GElf_Ehdr *header = &reader->header;
	GElf_Shdr first = { 0 };
	uint64_t n_sections = header->e_shnum;
	uint64_t n_segments = header->e_phnum;

	if (header->e_shoff != 0 && read_extended(reader, &first))
		return -1;
	if (header->e_shoff != 0 && header->e_shnum == 0)
		n_sections = first.sh_size;
	if (header->e_phnum == PN_XNUM)
		n_segments = first.sh_info;
	reader->names = header->e_shstrndx == SHN_XINDEX ? first.sh_link : header->e_shstrndx;
	/* From SHN_LORESERVE on, an index could not be told from a reserved value in struct
	 * elf_symbol, and nothing that is packed has so many. */
	if (n_sections >= SHN_LORESERVE)
		return elf_reader_defect(reader, header->e_shoff,
					 "%" PRIu64
					 " section headers are more than the %d that are read",
					 n_sections, SHN_LORESERVE - 1);
	if (header->e_phnum == PN_XNUM && header->e_shoff == 0)
		return elf_reader_defect(reader, 0,
					 "ELF header: the number of program headers stands in "
					 "section header 0, which does not exist");
	if (n_sections != 0 && header->e_shoff == 0)
		return elf_reader_defect(reader, 0,
					 "ELF header: %" PRIu64 " section headers at offset 0",
					 n_sections);
	if (test_table(reader, "program header", header->e_phoff, n_segments, header->e_phentsize,
		       reader->layout->segment) ||
	    test_table(reader, "section header", header->e_shoff, n_sections, header->e_shentsize,
		       reader->layout->section))
		return -1;
	reader->elf->n_segments = (size_t)n_segments;
	reader->elf->n_sections = (size_t)n_sections;
	return 0;
}

static int read_segment(const struct elf_reader *reader, uint32_t index,
			struct elf_segment *segment)
{
	uint64_t at = reader->header.e_phoff + index * (uint64_t)reader->layout->segment;
	GElf_Phdr header;

	if (gelf_getphdr(reader->handle, (int)index, &header) == NULL)
		return elf_reader_refused(reader, at, "a program header");
	if (header.p_filesz != 0 &&
	    !range_fits(reader->elf->file.size, header.p_offset, header.p_filesz))
		return elf_reader_defect(
			reader, at,
			"program header %" PRIu32 ": 0x%" PRIx64 " bytes at offset 0x%" PRIx64
			" leave the file of 0x%zx bytes",
			index, header.p_filesz, header.p_offset, reader->elf->file.size);
	*segment = (struct elf_segment){ .index = index,
					 .type = header.p_type,
					 .flags = header.p_flags,
					 .offset = header.p_offset,
					 .vaddr = header.p_vaddr,
					 .paddr = header.p_paddr,
					 .file_size = header.p_filesz,
					 .mem_size = header.p_memsz,
					 .align = header.p_align };
	if (header.p_filesz != 0)
		segment->data = span_part(reader->elf->file, (size_t)header.p_offset,
					  (size_t)header.p_filesz);
	if (header.p_type == PT_DYNAMIC)
		reader->elf->has_dynamic = true;
	return 0;
}

uint64_t elf_reader_section_offset(const struct elf_reader *reader, uint32_t index)
{
	return reader->header.e_shoff + index * (uint64_t)reader->layout->section;
}

/* Everything of a section but its name, which is left as an offset. */
static int read_section(const struct elf_reader *reader, uint32_t index,
			struct elf_section *section, uint32_t *name)
{
	uint64_t at = elf_reader_section_offset(reader, index);
	GElf_Shdr header;

	if (gelf_getshdr(elf_getscn(reader->handle, index), &header) == NULL)
		return elf_reader_refused(reader, at, "a section header");
	*name = header.sh_name;
	*section = (struct elf_section){ .name = "", .index = index, .type = header.sh_type };
	if (header.sh_type == SHT_NULL)
		return 0;
	section->flags = header.sh_flags;
	section->addr = header.sh_addr;
	section->size = header.sh_size;
	section->align = header.sh_addralign;
	section->entry_size = header.sh_entsize;
	section->link = header.sh_link;
	section->info = header.sh_info;
	if (section->link >= reader->elf->n_sections)
		return elf_reader_defect(reader, at,
					 "section header %" PRIu32 ": link to section %" PRIu32
					 " of %zu",
					 index, section->link, reader->elf->n_sections);
	if (header.sh_type == SHT_DYNAMIC)
		reader->elf->has_dynamic = true;
	if (header.sh_type == SHT_NOBITS || header.sh_size == 0)
		return 0;
	if (!range_fits(reader->elf->file.size, header.sh_offset, header.sh_size))
		return elf_reader_defect(
			reader, at,
			"section header %" PRIu32 ": 0x%" PRIx64 " bytes at offset 0x%" PRIx64
			" leave the file of 0x%zx bytes",
			index, header.sh_size, header.sh_offset, reader->elf->file.size);
	section->data =
		span_part(reader->elf->file, (size_t)header.sh_offset, (size_t)header.sh_size);
	return 0;
}

/* The string table with that section index: it must end with a NUL. */
int elf_reader_strings(const struct elf_reader *reader, uint32_t index, const char *what,
		       struct span *strings)
{
	const struct elf_section *section;

	if (index >= reader->elf->n_sections)
		return elf_reader_defect(reader, reader->header.e_shoff,
					 "%s: section %" PRIu32 " of %zu", what, index,
					 reader->elf->n_sections);
	section = &reader->elf->sections[index];
	*strings = section->data;
	if (section->type != SHT_STRTAB)
		return elf_reader_defect(reader, elf_reader_section_offset(reader, index),
					 "%s: section %" PRIu32 " is not a string table", what,
					 index);
	if (strings->size != 0 && strings->data[strings->size - 1] != '\0')
		return elf_reader_defect(reader, elf_reader_section_offset(reader, index),
					 "%s: string table %" PRIu32 " does not end with a NUL",
					 what, index);
	return 0;
}

/* The string at offset, NULL outside the table.  An empty table has the empty string at 0. */
const char *elf_reader_string(struct span strings, uint32_t offset)
{
	if (offset < strings.size)
		return (const char *)strings.data + offset;
	return offset == 0 ? "" : NULL;
}

static int read_section_names(const struct elf_reader *reader, const uint32_t *names)
{
	struct span strings;

	if (reader->elf->n_sections == 0 || reader->names == SHN_UNDEF)
		return 0;
	if (elf_reader_strings(reader, reader->names, "names of sections", &strings))
		return -1;
	for (uint32_t i = 1; i < reader->elf->n_sections; i++) {
		const char *name = elf_reader_string(strings, names[i]);

		if (name == NULL)
			return elf_reader_defect(reader, elf_reader_section_offset(reader, i),
						 "section header %" PRIu32 ": name at 0x%" PRIx32
						 " of a string table of 0x%zx bytes",
						 i, names[i], strings.size);
		reader->elf->sections[i].name = name;
	}
	return 0;
}

static int read_tables(const struct elf_reader *reader)
{
	struct elf *elf = reader->elf;
	uint32_t *names = arena_array(reader->arena, elf->n_sections, sizeof(*names));

	elf->segments = arena_array(reader->arena, elf->n_segments, sizeof(*elf->segments));
	elf->sections = arena_array(reader->arena, elf->n_sections, sizeof(*elf->sections));
	for (uint32_t i = 0; i < elf->n_segments; i++)
		if (read_segment(reader, i, &elf->segments[i]))
			return -1;
	for (uint32_t i = 0; i < elf->n_sections; i++)
		if (read_section(reader, i, &elf->sections[i], &names[i]))
			return -1;
	return read_section_names(reader, names);
}

int elf_open(struct arena *arena, struct diag *diag, struct location at, const char *path,
	     struct span file, struct elf *elf)
{
	struct elf_reader reader = { .arena = arena, .diag = diag, .at = at, .elf = elf };
	int result = -1;

	*elf = (struct elf){ .path = path, .file = file };
	elf_version(EV_CURRENT);
	if (read_identification(&reader) || read_header(&reader) || read_counts(&reader))
		return -1;
	/* libelf only reads through this pointer: elf_memory() opens for ELF_C_READ. */
	reader.handle = elf_memory((char *)(uintptr_t)file.data, file.size);
	if (reader.handle == NULL)
		return elf_reader_refused(&reader, 0, "the ELF header");
	if (read_tables(&reader) || elf_read_symbols(&reader) || elf_read_relocations(&reader))
		goto done;
	result = 0;
done:
	elf_end(reader.handle);
	return result;
}
