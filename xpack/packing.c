/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "packing.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "nearest.h"

#define DEFAULT_ALIGN 4u

static uint64_t align_of(const struct packing *packing)
{
	return number_given(packing->align) ? packing->align.value : DEFAULT_ALIGN;
}

static void report_no_section(const struct spots_owner *owner, struct text name)
{
	const struct elf *elf = owner->elf;
	struct nearest nearest = nearest_to(name.value);

	diag_error(owner->diag, name.at, "pack", "%s: '%s' has no section '%s'", owner->who,
		   elf->path, name.value);
	for (size_t i = 1; i < elf->n_sections; i++)
		nearest_try(&nearest, elf->sections[i].name);
	if (elf->n_sections == 0)
		diag_help(owner->diag, name.at,
			  "it has no section headers at all: name the file as the linker made it");
	else if (nearest.name != NULL)
		diag_help(owner->diag, name.at, "did you mean '%s'?", nearest.name);
}

static const struct elf_section *find_section(const struct spots_owner *owner, struct text name)
{
	const struct elf *elf = owner->elf;

	for (size_t i = 1; i < elf->n_sections; i++)
		if (strcmp(elf->sections[i].name, name.value) == 0)
			return &elf->sections[i];
	report_no_section(owner, name);
	return NULL;
}

/* Why files cannot be put into the section; NULL: they can. */
static const char *section_defect(const struct spots_owner *owner,
				  const struct elf_section *section, uint64_t align)
{
	if ((section->flags & SHF_ALLOC) == 0)
		return "is not loaded";
	if ((section->flags & SHF_TLS) != 0 ||
	    (section->type != SHT_PROGBITS && section->type != SHT_NOBITS))
		return "is none of program data";
	if (section->addr % align != 0)
		return arena_printf(owner->arena,
				    "starts at 0x%08" PRIx64 ", no multiple of %" PRIu64,
				    section->addr, align);
	return NULL;
}

static const struct elf_section *place_section(const struct spots_owner *owner,
					       const struct packing *packing, struct spots *spots)
{
	struct text name = packing->section;
	const struct elf_section *section = find_section(owner, name);
	const char *defect;

	if (section == NULL)
		return NULL;
	defect = section_defect(owner, section, align_of(packing));
	if (defect == NULL && section->size != 0 &&
	    !spots_find_range(owner, name.at, section->name, section->addr, section->size, spots))
		defect = "does not lie in one loaded segment";
	if (defect == NULL)
		return section;
	diag_error(owner->diag, name.at, "pack", "%s: section '%s' of '%s' %s", owner->who,
		   name.value, owner->elf->path, defect);
	return NULL;
}

static void report_room(const struct spots_owner *owner, const struct system *system,
			const struct elf_section *section, const struct elf *partitions)
{
	const struct packing *packing = &system->host.packing;
	const struct partition *first = NULL;
	uint64_t needed = 0;

	for (size_t i = 0; i < system->n_partitions; i++) {
		needed += align_up(partitions[i].file.size, align_of(packing));
		if (first == NULL && needed > section->size)
			first = &system->partitions[i];
	}
	if (first == NULL)
		return;
	diag_error(owner->diag, packing->section.at, "pack-room",
		   "%s: the partitions' files need %" PRIu64 " bytes of section '%s', which has "
		   "%" PRIu64,
		   owner->who, needed, section->name, section->size);
	diag_note(owner->diag, first->at, "partition '%s' is the first that does not fit",
		  first->name.value);
	diag_help(owner->diag, packing->section.at,
		  "make the section larger in the host, or strip the partitions of what is not "
		  "loaded");
}

static bool are_known(const struct system *system, const struct elf *partitions)
{
	for (size_t i = 0; i < system->n_partitions; i++)
		if (partitions[i].file.size == 0)
			return false;
	return true;
}

static bool place_sizes(const struct spots_owner *owner, const struct system *system,
			const struct elf *partitions, struct spots *spots)
{
	const struct packing *packing = &system->host.packing;
	uint64_t width = word_form_width(&packing->form);
	bool fits = true;

	for (size_t i = 0; i < system->n_partitions; i++) {
		uint64_t size = align_up(partitions[i].file.size, align_of(packing));

		if (spots_fits(size, width))
			continue;
		diag_error(owner->diag, packing->sizes.at, "pack",
			   "%s: the size of partition '%s', %" PRIu64
			   ", does not fit an element of %" PRIu64 " %s",
			   owner->who, system->partitions[i].name.value, size, width,
			   width == 1 ? "byte" : "bytes");
		fits = false;
	}
	if (system->n_partitions == 0)
		return false;
	return spots_find_symbol(owner, "pack", packing->sizes, system->n_partitions * width,
				 spots) &&
	       fits;
}

static struct extent *lay_out(const struct spots_owner *owner, const struct system *system,
			      const struct elf *partitions, uint64_t start)
{
	uint64_t align = align_of(&system->host.packing);
	struct extent *files = arena_array(owner->arena, system->n_partitions, sizeof(*files));

	for (size_t i = 0; i < system->n_partitions; i++) {
		files[i] = (struct extent){ (uint32_t)start,
					    (uint32_t)align_up(partitions[i].file.size, align) };
		start += files[i].size;
	}
	return files;
}

/* What check_load found wrong is no base for anything. */
static bool is_sound(const struct packing *packing)
{
	uint64_t align = align_of(packing);

	return !packing->align.bad && !packing->form.width.bad && align != 0 &&
	       (align & (align - 1)) == 0;
}

struct packing_layout packing_find(const struct spots_owner *owner, const struct system *system,
				   const struct elf *partitions, struct spots *spots)
{
	const struct packing *packing = &system->host.packing;
	struct packing_layout layout = { .section = INDEX_NONE, .sizes = INDEX_NONE };
	const struct elf_section *section;
	unsigned before = diag_n_errors(owner->diag);

	if (!is_sound(packing) || owner->no_table)
		return layout;
	section = place_section(owner, packing, spots);
	if (section != NULL && section->size != 0)
		layout.section = spots->n - 1;
	if (!are_known(system, partitions))
		return layout;
	if (section != NULL)
		report_room(owner, system, section, partitions);
	if (text_given(packing->sizes) && place_sizes(owner, system, partitions, spots))
		layout.sizes = spots->n - 1;
	if (diag_n_errors(owner->diag) != before)
		return layout;
	if (layout.section != INDEX_NONE)
		layout.files =
			lay_out(owner, system, partitions, spots->items[layout.section].paddr);
	layout.found = true;
	return layout;
}

void packing_write(const struct packing_layout *layout, const struct system *system,
		   const struct span *files, const struct spots *spots)
{
	const struct packing *packing = &system->host.packing;
	bool big = arch_traits(system->board.arch)->big_endian;
	uint64_t width = word_form_width(&packing->form);
	const struct spot *section;

	if (layout->section == INDEX_NONE)
		return;
	section = &spots->items[layout->section];
	memset(section->bytes, 0, (size_t)section->size);
	for (size_t i = 0; i < system->n_partitions; i++) {
		memcpy(section->bytes + (layout->files[i].start - section->paddr), files[i].data,
		       files[i].size);
		if (layout->sizes != INDEX_NONE)
			spots_put(spots->items[layout->sizes].bytes + i * width, &packing->form,
				  big, layout->files[i].size);
	}
}
