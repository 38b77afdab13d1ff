/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Symbols and relocations.  Sections are read and lie inside the file. */
#include <inttypes.h>
#include <string.h>

#include "elf_reader.h"

/* The entries of a table section, converted by libelf; NULL after an error. */
static Elf_Data *table_data(const struct elf_reader *reader, const struct elf_section *section,
			    size_t entry_size)
{
	uint64_t at = elf_reader_section_offset(reader, section->index);
	Elf_Data *data;

	if (section->entry_size != entry_size || section->data.size % entry_size != 0 ||
	    (section->flags & SHF_COMPRESSED) != 0) {
		elf_reader_defect(reader, at,
				  "section header %" PRIu32
				  " ('%.64s'): not a table of %zu-byte entries",
				  section->index, section->name, entry_size);
		return NULL;
	}
	data = elf_getdata(elf_getscn(reader->handle, section->index), NULL);
	if (data == NULL)
		elf_reader_refused(reader, at, "a table");
	return data;
}

static int read_symbol(const struct elf_reader *reader, const struct elf_section *table,
		       struct span strings, Elf_Data *data, uint32_t index)
{
	struct elf_symbol *symbol = &reader->elf->symbols[index];
	uint64_t at = (uint64_t)(table->data.data - reader->elf->file.data) +
		      index * (uint64_t)reader->layout->symbol;
	GElf_Sym entry;

	if (gelf_getsym(data, (int)index, &entry) == NULL)
		return elf_reader_refused(reader, at, "a symbol");
	symbol->name = elf_reader_string(strings, entry.st_name);
	symbol->value = entry.st_value;
	symbol->size = entry.st_size;
	symbol->section = entry.st_shndx;
	symbol->binding = GELF_ST_BIND(entry.st_info);
	symbol->type = GELF_ST_TYPE(entry.st_info);
	if (symbol->name == NULL)
		return elf_reader_defect(reader, at,
					 "symbol %" PRIu32 ": name at 0x%" PRIx32
					 " of a string table of 0x%zx bytes",
					 index, entry.st_name, strings.size);
	if (entry.st_shndx == SHN_XINDEX ||
	    (entry.st_shndx < SHN_LORESERVE && entry.st_shndx >= reader->elf->n_sections))
		return elf_reader_defect(reader, at, "symbol %" PRIu32 ": section %u of %zu", index,
					 entry.st_shndx, reader->elf->n_sections);
	return 0;
}

int elf_read_symbols(const struct elf_reader *reader)
{
	struct elf *elf = reader->elf;
	const struct elf_section *table = NULL;
	struct span strings;
	Elf_Data *data;

	for (size_t i = 0; i < elf->n_sections; i++) {
		if (elf->sections[i].type != SHT_SYMTAB)
			continue;
		if (table != NULL)
			return elf_reader_defect(reader,
						 elf_reader_section_offset(reader, (uint32_t)i),
						 "section header %zu: a second symbol table", i);
		table = &elf->sections[i];
	}
	if (table == NULL || table->data.size == 0)
		return 0;
	data = table_data(reader, table, reader->layout->symbol);
	if (data == NULL || elf_reader_strings(reader, table->link, "names of symbols", &strings))
		return -1;
	elf->n_symbols = table->data.size / reader->layout->symbol;
	elf->symbols = arena_array(reader->arena, elf->n_symbols, sizeof(*elf->symbols));
	for (uint32_t i = 0; i < elf->n_symbols; i++)
		if (read_symbol(reader, table, strings, data, i))
			return -1;
	return 0;
}

static bool is_relocations(const struct elf_section *section)
{
	return section->type == SHT_REL || section->type == SHT_RELA;
}

static size_t relocation_size(const struct elf_reader *reader, const struct elf_section *section)
{
	return section->type == SHT_RELA ? reader->layout->rela : reader->layout->rel;
}

static bool read_rela(const struct elf_section *section, Elf_Data *data, uint32_t index,
		      GElf_Rela *entry)
{
	GElf_Rel rel;

	if (section->type == SHT_RELA)
		return gelf_getrela(data, (int)index, entry) != NULL;
	if (gelf_getrel(data, (int)index, &rel) == NULL)
		return false;
	*entry = (GElf_Rela){ .r_offset = rel.r_offset, .r_info = rel.r_info };
	return true;
}

/* Its relocations' offsets are then those of the bytes that it would have.  GNU tools once said so
 * by the name alone. */
static bool is_compressed(const struct elf_section *section)
{
	return (section->flags & SHF_COMPRESSED) != 0 || strncmp(section->name, ".zdebug_", 8) == 0;
}

/* In a relocatable file both the section and the symbol are used later: they must exist. */
static int test_relocation(const struct elf_reader *reader, const struct elf_section *table,
			   const struct elf_relocation *relocation, uint64_t at)
{
	const struct elf *elf = reader->elf;
	const struct elf_section *target;

	if (elf->type != ET_REL)
		return 0;
	if (table->info == 0 || table->info >= elf->n_sections)
		return elf_reader_defect(reader, elf_reader_section_offset(reader, table->index),
					 "section header %" PRIu32 ": relocates section %" PRIu32
					 " of %zu",
					 table->index, table->info, elf->n_sections);
	target = &elf->sections[table->info];
	if (relocation->offset > target->size && !is_compressed(target))
		return elf_reader_defect(reader, at,
					 "relocation at 0x%" PRIx64 " of section %" PRIu32
					 ", which has 0x%" PRIx64 " bytes",
					 relocation->offset, table->info, target->size);
	if (relocation->symbol != 0 &&
	    (elf->sections[table->link].type != SHT_SYMTAB || relocation->symbol >= elf->n_symbols))
		return elf_reader_defect(reader, at, "relocation against symbol %" PRIu32 " of %zu",
					 relocation->symbol, elf->n_symbols);
	return 0;
}

static int read_relocation_section(const struct elf_reader *reader, const struct elf_section *table)
{
	size_t entry_size = relocation_size(reader, table);
	struct elf *elf = reader->elf;
	Elf_Data *data = table_data(reader, table, entry_size);

	if (data == NULL)
		return -1;
	for (uint32_t i = 0; i < table->data.size / entry_size; i++) {
		struct elf_relocation *to = &elf->relocations[elf->n_relocations];
		uint64_t at = (uint64_t)(table->data.data - elf->file.data) + i * entry_size;
		GElf_Rela entry;

		if (!read_rela(table, data, i, &entry))
			return elf_reader_refused(reader, at, "a relocation");
		to->section = elf->type == ET_REL ? table->info : 0;
		to->offset = entry.r_offset;
		to->type = (uint32_t)GELF_R_TYPE(entry.r_info);
		to->symbol = (uint32_t)GELF_R_SYM(entry.r_info);
		to->addend = entry.r_addend;
		to->has_addend = table->type == SHT_RELA;
		to->allocated = (table->flags & SHF_ALLOC) != 0;
		if (test_relocation(reader, table, to, at))
			return -1;
		elf->n_relocations++;
	}
	return 0;
}

int elf_read_relocations(const struct elf_reader *reader)
{
	struct elf *elf = reader->elf;
	size_t n = 0, size = 0;

	for (size_t i = 0; i < elf->n_sections; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (!is_relocations(section))
			continue;
		n += section->data.size / relocation_size(reader, section);
		size += section->data.size;
		/* Else many headers over the same bytes would cost the square of the file. */
		if (size > elf->file.size)
			return elf_reader_defect(
				reader, elf_reader_section_offset(reader, (uint32_t)i),
				"section header %zu: relocation sections overlap", i);
	}
	elf->relocations = arena_array(reader->arena, n, sizeof(*elf->relocations));
	for (size_t i = 0; i < elf->n_sections; i++)
		if (is_relocations(&elf->sections[i]) && elf->sections[i].data.size != 0 &&
		    read_relocation_section(reader, &elf->sections[i]))
			return -1;
	return 0;
}
