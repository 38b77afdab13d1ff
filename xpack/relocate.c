/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "relocate.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"

/* By section; those of one in the order of the file, which is that of their addresses. */
static int compare_relocations(const void *a, const void *b)
{
	const struct elf_relocation *const *x = a;
	const struct elf_relocation *const *y = b;

	if ((*x)->section != (*y)->section)
		return (*x)->section < (*y)->section ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

struct relocate_table relocate_sort(struct arena *arena, const struct elf *elf)
{
	struct relocate_table table = { .n = elf->n_relocations };

	table.items = arena_array(arena, table.n, sizeof(*table.items));
	for (size_t i = 0; i < table.n; i++)
		table.items[i] = &elf->relocations[i];
	if (table.n != 0)
		qsort(table.items, table.n, sizeof(*table.items), compare_relocations);
	return table;
}

/* Index of the first whose section is at least that one. */
static size_t first_of(const struct relocate_table *table, uint32_t section)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->items[middle]->section < section)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void relocate_find(const struct relocate_table *table, struct glue *glue)
{
	size_t first = first_of(table, glue->section);

	glue->relocations = table->items + first;
	glue->n_relocations = first_of(table, glue->section + 1) - first;
}

static const struct elf_symbol *symbol_of(const struct glue *glue,
					  const struct elf_relocation *relocation)
{
	return &glue->object->symbols[relocation->symbol];
}

static bool is_against(const struct glue *glue, const struct elf_relocation *relocation,
		       const char *name)
{
	const struct elf_symbol *symbol;

	if (relocation->symbol == 0)
		return false;
	symbol = symbol_of(glue, relocation);
	return symbol->section == SHN_UNDEF && strcmp(symbol->name, name) == 0;
}

/* What is wrong with one relocation, NULL when nothing is. */
static const char *test_relocation(struct arena *arena, const struct stub_machine *machine,
				   const struct glue *glue, const struct elf_relocation *relocation)
{
	const struct stub_relocation *kind = stub_relocation(machine, relocation->type);

	if (kind == NULL)
		return arena_printf(arena,
				    "has a relocation of type %" PRIu32 " at 0x%" PRIx64
				    ", which cannot be applied",
				    relocation->type, relocation->offset);
	if (!range_fits(glue->code.size, relocation->offset, kind->size) ||
	    relocation->offset % kind->align != 0)
		return arena_printf(arena,
				    "has %s at 0x%" PRIx64 ", outside its code or misaligned",
				    kind->name, relocation->offset);
	if (!is_against(glue, relocation, XPACK_GLUE_NUMBER) &&
	    !is_against(glue, relocation, XPACK_GLUE_ADDRESS))
		return arena_printf(
			arena,
			"has %s at 0x%" PRIx64 " against '%.128s'; only " XPACK_GLUE_NUMBER
			" and " XPACK_GLUE_ADDRESS " have values",
			kind->name, relocation->offset,
			relocation->symbol == 0 ? "" : symbol_of(glue, relocation)->name);
	if (!relocation->has_addend && machine->addend == NULL)
		return arena_printf(arena, "has %s at 0x%" PRIx64 " in an SHT_REL section",
				    kind->name, relocation->offset);
	return NULL;
}

const char *relocate_test(struct arena *arena, const struct stub_machine *machine,
			  const struct glue *glue)
{
	for (size_t i = 0; i < glue->n_relocations; i++) {
		const struct elf_relocation *relocation = glue->relocations[i];
		const char *defect;

		defect = test_relocation(arena, machine, glue, relocation);
		if (defect != NULL)
			return defect;
	}
	return NULL;
}

bool relocate_uses(const struct glue *glue, const char *symbol)
{
	for (size_t i = 0; i < glue->n_relocations; i++)
		if (is_against(glue, glue->relocations[i], symbol))
			return true;
	return false;
}

/* Wraps as the machine's arithmetic does; an addend that makes it wrap fits no field. */
static int64_t value_of(const struct glue *glue, const struct elf_relocation *relocation,
			const struct relocate_values *values, int64_t addend)
{
	uint64_t symbol =
		is_against(glue, relocation, XPACK_GLUE_ADDRESS) ? values->address : values->number;

	return (int64_t)(symbol + (uint64_t)addend);
}

const char *relocate_glue(struct arena *arena, const struct stub_machine *machine,
			  const struct glue *glue, const struct relocate_values *values,
			  uint64_t vaddr, uint8_t *window)
{
	for (size_t i = 0; i < glue->n_relocations; i++) {
		const struct elf_relocation *relocation = glue->relocations[i];
		const struct stub_relocation *kind;
		uint8_t *field;
		int64_t addend = relocation->addend, value;

		kind = stub_relocation(machine, relocation->type);
		field = window + relocation->offset;
		if (!relocation->has_addend)
			addend = machine->addend(kind, field);
		value = value_of(glue, relocation, values, addend);
		if (kind->apply(field, value, vaddr + relocation->offset) != STUB_FITS)
			return arena_printf(arena,
					    "%s at 0x%" PRIx64 " cannot hold the value %" PRId64,
					    kind->name, relocation->offset, value);
	}
	return NULL;
}
