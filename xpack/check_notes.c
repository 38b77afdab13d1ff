/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Does a segment hold anything but what the linker added by itself? */
#include <elf.h>

#include "check_elf_parts.h"

/* Does the section have bytes in the segment?  Both may be as wrong as they like. */
static bool is_in(const struct elf_segment *segment, const struct elf_section *section)
{
	uint64_t behind = section->addr - segment->vaddr, before = segment->vaddr - section->addr;

	if ((section->flags & SHF_ALLOC) == 0 || section->size == 0)
		return false;
	return behind < segment->mem_size || before < section->size;
}

size_t elf_check_notes(const struct elf *elf, const struct elf_segment *segment)
{
	size_t n = 0;

	for (size_t i = 1; i < elf->n_sections; i++)
		if (elf->sections[i].type == SHT_NOTE && is_in(segment, &elf->sections[i]))
			n++;
	return n;
}

bool elf_check_only_notes(const struct elf *elf, const struct elf_segment *segment)
{
	for (size_t i = 1; i < elf->n_sections; i++)
		if (elf->sections[i].type != SHT_NOTE && is_in(segment, &elf->sections[i]))
			return false;
	/* Without any section it is the ELF header and what follows it. */
	return elf_check_notes(elf, segment) != 0 || (elf->n_sections != 0 && segment->offset == 0);
}
