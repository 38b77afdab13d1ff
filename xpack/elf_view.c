/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Look-ups in a view that elf_open() made; nothing here touches libelf. */
#include "elf.h"

#include <elf.h>
#include <string.h>

/* Bytes of a symbol's name.  Longer ones are not looked up: a file of very many that share their
 * characters would take hours to sort. */
#define MAX_NAME 256u

uint16_t elf_get16(const struct elf *elf, const uint8_t *from)
{
	unsigned high = from[elf->big_endian ? 0 : 1];
	unsigned low = from[elf->big_endian ? 1 : 0];

	return (uint16_t)(high << 8 | low);
}

uint32_t elf_get32(const struct elf *elf, const uint8_t *from)
{
	if (elf->big_endian)
		return get_be32(from);
	return (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
}

void elf_put32(const struct elf *elf, uint8_t *to, uint32_t value)
{
	if (elf->big_endian) {
		put_be32(to, value);
		return;
	}
	for (unsigned i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

bool elf_symbol_defined(const struct elf_symbol *symbol)
{
	return symbol->section != SHN_UNDEF && symbol->section != SHN_COMMON &&
	       (symbol->binding == STB_GLOBAL || symbol->binding == STB_WEAK);
}

void elf_index_symbols(struct arena *arena, struct elf *elf)
{
	elf->names = arena_alloc(arena, sizeof(*elf->names));
	elf->names->arena = arena;
	for (size_t i = 1; i < elf->n_symbols; i++)
		if (elf_symbol_defined(&elf->symbols[i]) &&
		    strnlen(elf->symbols[i].name, MAX_NAME) < MAX_NAME)
			index_add_name(elf->names, elf->symbols[i].name, i);
	index_sort(elf->names);
}

const struct elf_symbol *elf_symbol(const struct elf *elf, const char *name)
{
	size_t i = 1;

	if (elf->names != NULL)
		i = index_of_name(elf->names, name);
	else
		while (i < elf->n_symbols && (!elf_symbol_defined(&elf->symbols[i]) ||
					      strcmp(elf->symbols[i].name, name) != 0))
			i++;
	return i < elf->n_symbols ? &elf->symbols[i] : NULL;
}

bool elf_segment_loaded(const struct elf_segment *segment)
{
	return segment->type == PT_LOAD && segment->mem_size != 0 && !segment->left_out;
}

bool elf_segment_is_code(const struct elf_segment *segment)
{
	return (segment->flags & (PF_W | PF_X)) == PF_X;
}

const struct elf_segment *elf_segment_of(const struct elf *elf, uint64_t vaddr, uint64_t size)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (elf_segment_loaded(segment) && vaddr >= segment->vaddr &&
		    range_fits(segment->file_size, vaddr - segment->vaddr, size))
			return segment;
	}
	return NULL;
}

static const struct {
	uint16_t machine;
	const char *name;
} machines[] = {
	{ EM_NONE, "no machine" },
	{ EM_SPARC, "SPARC" },
	{ EM_SPARC32PLUS, "SPARC V8+" },
	{ EM_SPARCV9, "SPARC V9" },
	{ EM_386, "Intel 80386" },
	{ EM_X86_64, "AMD x86-64" },
	{ EM_ARM, "ARM" },
	{ EM_AARCH64, "AArch64" },
	{ EM_PPC, "PowerPC" },
	{ EM_PPC64, "64-bit PowerPC" },
	{ EM_MIPS, "MIPS" },
	{ EM_RISCV, "RISC-V" },
	{ EM_68K, "Motorola 68000" },
	{ EM_S390, "IBM S/390" },
};

const char *elf_machine_name(struct arena *arena, uint16_t machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i].machine == machine)
			return machines[i].name;
	return arena_printf(arena, "machine %u", machine);
}
