/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "producers.h"

#include <dwarf.h>
#include <elf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

/* Characters of a name that no rule shortens. */
#define MAX_NAME 64u
#define MAX_UNIT_NAME 256u
/* For each unit libdw reads abbreviations up to that of the unit's first entry, and keeps them:
 * many units that share a long table would take hours and all memory.  An honest unit's own entry
 * is among its first abbreviations. */
#define MAX_WALK ((uint64_t)16 << 20)

/* The first word that begins with a digit, outside parentheses; NULL when there is none. */
static const char *find_version(const char *text)
{
	unsigned depth = 0;
	bool begins = true;

	for (; *text != '\0'; text++) {
		if (*text == '(')
			depth++;
		else if (*text == ')' && depth > 0)
			depth--;
		else if (depth == 0 && begins && *text >= '0' && *text <= '9')
			return text;
		begins = *text == ' ';
	}
	return NULL;
}

static const char *with_version(struct arena *arena, const char *family, const char *version)
{
	return arena_printf(arena, "%s %.*s", family, (int)strcspn(version, " ()"), version);
}

static bool begins_with(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* What no rule knows: without its options, and printable. */
static const char *plain_name(struct arena *arena, const char *text)
{
	const char *options = strstr(text, " -");
	size_t size = options != NULL ? (size_t)(options - text) : strlen(text);
	char *name = arena_text(arena, text, size < MAX_NAME ? size : MAX_NAME);

	for (char *c = name; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return name;
}

const char *producers_name(struct arena *arena, const char *text)
{
	static const char *const others[] = { "GNU AS ", "Linker: ", "mold ", "GNU ld " };
	static const struct {
		const char *text, *family;
	} named[] = { { "rustc version ", "rustc" }, { "clang version ", "clang" } };
	const char *version;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (begins_with(text, others[i]))
			return NULL;
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		version = strstr(text, named[i].text);
		if (version != NULL)
			return with_version(arena, named[i].family,
					    version + strlen(named[i].text));
	}
	version = find_version(text);
	if (version != NULL && (begins_with(text, "GCC: ") || begins_with(text, "GNU ")))
		return with_version(arena, "GCC", version);
	return plain_name(arena, text);
}

/* The producer of that name, a new one if need be; NULL when there are too many. */
static struct producer *find(struct arena *arena, struct producers *producers, const char *name)
{
	for (size_t i = 0; i < producers->n_producers; i++)
		if (strcmp(producers->producers[i].name, name) == 0)
			return &producers->producers[i];
	if (producers->n_producers == PRODUCERS_MAX)
		return NULL;
	producers->producers = arena_grow(arena, producers->producers, producers->n_producers,
					  sizeof(*producers->producers));
	producers->producers[producers->n_producers] = (struct producer){ .name = name };
	return &producers->producers[producers->n_producers++];
}

static struct producer *find_by_text(struct arena *arena, struct producers *producers,
				     const char *text)
{
	const char *name = producers_name(arena, text);

	return name == NULL || name[0] == '\0' ? NULL : find(arena, producers, name);
}

/* Lines of text, each with a NUL behind it; many are the same. */
static void read_comment(struct arena *arena, const struct elf_section *section,
			 struct producers *producers)
{
	const char *text = (const char *)section->data.data;
	size_t offset = 0;
	const char *last = "";

	while (offset < section->data.size) {
		size_t size = strnlen(text + offset, section->data.size - offset);
		const char *line = arena_text(arena, text + offset, size);
		struct producer *producer = NULL;

		if (size != 0 && strcmp(line, last) != 0)
			producer = find_by_text(arena, producers, line);
		if (producer != NULL)
			producer->in_comment = true;
		if (size != 0)
			last = line;
		offset += size + 1;
	}
}

static const char *string_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;

	return dwarf_attr(die, name, &attribute) == NULL ? NULL : dwarf_formstring(&attribute);
}

static void add_unit(struct arena *arena, struct producers *producers, Dwarf_Die *die)
{
	const char *text = string_of(die, DW_AT_producer);
	const char *name = string_of(die, DW_AT_name);
	struct producer *producer = text == NULL ? NULL : find_by_text(arena, producers, text);

	if (producer == NULL || name == NULL)
		return;
	producer->units =
		arena_grow(arena, producer->units, producer->n_units, sizeof(*producer->units));
	producer->units[producer->n_units++] =
		arena_text(arena, name, strnlen(name, MAX_UNIT_NAME));
}

static const char *defect_of(struct arena *arena)
{
	int error = dwarf_errno();

	return error != 0 ? arena_printf(arena, "%s", dwarf_errmsg(error)) : "a unit is malformed";
}

static void read_units(struct arena *arena, Dwarf *dwarf, struct producers *producers)
{
	Dwarf_CU *unit = NULL;
	uint8_t type = 0;
	Dwarf_Die die;
	int result;

	while ((result = dwarf_get_units(dwarf, unit, &unit, NULL, &type, &die, NULL)) == 0)
		if (type == DW_UT_compile)
			add_unit(arena, producers, &die);
	if (result < 0)
		producers->defect = defect_of(arena);
}

/* A number of DWARF's, from *offset on; 0 at the end. */
static uint64_t take_leb(struct span bytes, size_t *offset)
{
	uint64_t value = 0;
	uint8_t byte = 0;

	for (unsigned shift = 0; *offset < bytes.size; shift += 7) {
		byte = bytes.data[(*offset)++];
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		if ((byte & 0x80) == 0)
			break;
	}
	return value;
}

/* Behind the attributes of an abbreviation, whose list two zeros end; a reader that is content
 * with one of them is half. */
static void skip_attributes(struct span table, size_t *offset, bool half)
{
	uint64_t name, form;

	do {
		name = take_leb(table, offset);
		form = take_leb(table, offset);
		if (form == DW_FORM_implicit_const)
			(void)take_leb(table, offset);
	} while (*offset < table.size && (half ? name != 0 && form != 0 : name != 0 || form != 0));
}

/* How many bytes of the table a reader goes through from there to the abbreviation of that code. */
static uint64_t walk(struct span table, size_t begin, uint64_t code, bool half)
{
	size_t offset = begin;

	while (offset < table.size && offset - begin < MAX_WALK) {
		uint64_t found = take_leb(table, &offset);

		if (found == 0 || found == code)
			break;
		(void)take_leb(table, &offset);
		offset++;
		skip_attributes(table, &offset, half);
	}
	return offset - begin;
}

/* The bytes that libdw takes for the section of that name. */
static struct span debug_section(const struct elf *elf, const char *name)
{
	for (size_t i = 1; i < elf->n_sections; i++)
		if (strcmp(elf->sections[i].name, name) == 0 && elf->sections[i].data.size != 0)
			return elf->sections[i].data;
	return (struct span){ NULL, 0 };
}

/* May the units in the section be read?  types: it is .debug_types. */
static bool is_bounded(const struct elf *elf, Dwarf *dwarf, bool types)
{
	struct span units = debug_section(elf, types ? ".debug_types" : ".debug_info");
	struct span table = debug_section(elf, ".debug_abbrev");
	Dwarf_Off offset = 0, next, abbreviations, type;
	uint64_t walked = 0, signature;
	size_t size;

	for (; walked < MAX_WALK &&
	       dwarf_next_unit(dwarf, offset, &next, &size, NULL, &abbreviations, NULL, NULL,
			       types ? &signature : NULL, &type) == 0;
	     offset = next) {
		size_t at = (size_t)(offset + size);
		uint64_t code = take_leb(units, &at);
		uint64_t whole, half;

		if (abbreviations >= table.size)
			continue;
		whole = walk(table, (size_t)abbreviations, code, false);
		half = walk(table, (size_t)abbreviations, code, true);
		walked += whole > half ? whole : half;
	}
	return walked < MAX_WALK;
}

/* libdw unpacks compressed sections, and small ones can become as large as they say. */
static bool is_compressed(const struct elf *elf)
{
	for (size_t i = 1; i < elf->n_sections; i++)
		if ((elf->sections[i].flags & SHF_COMPRESSED) != 0 ||
		    begins_with(elf->sections[i].name, ".zdebug"))
			return true;
	return false;
}

static void read_dwarf(struct arena *arena, const struct elf *elf, struct producers *producers)
{
	/* libelf only reads through this pointer: elf_memory() opens for ELF_C_READ. */
	Elf *handle = elf_memory((char *)(uintptr_t)elf->file.data, elf->file.size);
	Dwarf *dwarf = handle == NULL ? NULL : dwarf_begin_elf(handle, DWARF_C_READ, NULL);

	if (dwarf == NULL)
		producers->defect = defect_of(arena);
	else if (is_bounded(elf, dwarf, false) && is_bounded(elf, dwarf, true))
		read_units(arena, dwarf, producers);
	else
		producers->defect = "its abbreviations are too many";
	dwarf_end(dwarf);
	elf_end(handle);
}

static int compare(const void *a, const void *b)
{
	const struct producer *left = a, *right = b;

	return strcmp(left->name, right->name);
}

void producers_read(struct arena *arena, const struct elf *elf, struct producers *producers)
{
	bool has_dwarf = false;
	uint64_t seen = 0;

	*producers = (struct producers){ 0 };
	for (size_t i = 1; i < elf->n_sections; i++) {
		const struct elf_section *section = &elf->sections[i];

		seen += section->data.size;
		if (strcmp(section->name, ".comment") == 0 && seen <= elf->file.size)
			read_comment(arena, section, producers);
		if (strcmp(section->name, ".debug_info") == 0 && section->data.size != 0)
			has_dwarf = true;
	}
	if (has_dwarf && is_compressed(elf))
		producers->defect = "sections are compressed";
	else if (has_dwarf)
		read_dwarf(arena, elf, producers);
	if (producers->n_producers != 0)
		qsort(producers->producers, producers->n_producers, sizeof(*producers->producers),
		      compare);
}
