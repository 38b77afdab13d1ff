/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "packing.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "nearest.h"

#define DEFAULT_ALIGN 4u

/* Where the files go. */
struct hold {
	struct location at;
	const char *what; /* "section '.archive'", "'begin' to 'end'" */
	const char *name; /* ".archive", "begin" */
	uint64_t addr;    /* virtual */
	uint64_t size;
};

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
	else
		diag_help(owner->diag, name.at,
			  "where its linker script made that a part of another section, name the "
			  "symbols at both ends: 'start' and 'end'");
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

static void report_hold(const struct spots_owner *owner, const struct hold *hold,
			const char *defect)
{
	diag_error(owner->diag, hold->at, "pack", "%s: %s of '%s' %s", owner->who, hold->what,
		   owner->elf->path, defect);
}

static bool find_section_hold(const struct spots_owner *owner, const struct packing *packing,
			      struct hold *hold)
{
	const struct elf_section *section = find_section(owner, packing->section);
	const char *defect;

	if (section == NULL)
		return false;
	*hold = (struct hold){ .at = packing->section.at,
			       .what = arena_printf(owner->arena, "section '%s'", section->name),
			       .name = section->name,
			       .addr = section->addr,
			       .size = section->size };
	defect = section_defect(owner, section, align_of(packing));
	if (defect != NULL)
		report_hold(owner, hold, defect);
	return defect == NULL;
}

/* A symbol of the linker script has no size: the other one says where the room ends.  The host
 * looks at the first, wherever that lies, so it need not be aligned. */
static bool find_symbols_hold(const struct spots_owner *owner, const struct packing *packing,
			      struct hold *hold)
{
	const struct elf_symbol *start = spots_symbol(owner, "pack", packing->start);
	const struct elf_symbol *end = spots_symbol(owner, "pack", packing->end);

	if (start == NULL || end == NULL)
		return false;
	*hold = (struct hold){ .at = packing->start.at,
			       .what = arena_printf(owner->arena, "'%s' to '%s'",
						    packing->start.value, packing->end.value),
			       .name = start->name,
			       .addr = start->value,
			       .size = end->value - start->value };
	if (end->value >= start->value)
		return true;
	report_hold(owner, hold, "ends before it starts");
	return false;
}

static bool find_hold(const struct spots_owner *owner, const struct packing *packing,
		      struct spots *spots, struct hold *hold)
{
	bool found = text_given(packing->section) ? find_section_hold(owner, packing, hold)
						  : find_symbols_hold(owner, packing, hold);

	if (!found || hold->size == 0 ||
	    spots_find_range(owner, hold->at, hold->name, hold->addr, hold->size, spots))
		return found;
	report_hold(owner, hold, "does not lie in one loaded segment");
	return false;
}

static void report_room(const struct spots_owner *owner, const struct system *system,
			const struct hold *hold, const struct elf *partitions)
{
	const struct packing *packing = &system->host.packing;
	const struct partition *first = NULL;
	uint64_t needed = 0;

	for (size_t i = 0; i < system->n_partitions; i++) {
		needed += align_up(partitions[i].file.size, align_of(packing));
		if (first == NULL && needed > hold->size)
			first = &system->partitions[i];
	}
	if (first == NULL)
		return;
	diag_error(owner->diag, hold->at, "pack-room",
		   "%s: the partitions' files need %" PRIu64 " bytes of %s, which has %" PRIu64,
		   owner->who, needed, hold->what, hold->size);
	diag_note(owner->diag, first->at, "partition '%s' is the first that does not fit",
		  first->name.value);
	diag_help(owner->diag, hold->at,
		  "make %s larger in the host, or strip the partitions of what is not loaded",
		  text_given(packing->section) ? "the section" : "the room");
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
	bool is_room = text_given(packing->section) != text_given(packing->start) &&
		       text_given(packing->start) == text_given(packing->end);

	return is_room && !packing->align.bad && !packing->form.width.bad && align != 0 &&
	       (align & (align - 1)) == 0;
}

struct packing_layout packing_find(const struct spots_owner *owner, const struct system *system,
				   const struct elf *partitions, struct spots *spots)
{
	const struct packing *packing = &system->host.packing;
	struct packing_layout layout = { .section = INDEX_NONE, .sizes = INDEX_NONE };
	struct hold hold;
	bool held;
	unsigned before = diag_n_errors(owner->diag);

	if (!is_sound(packing) || owner->no_table)
		return layout;
	held = find_hold(owner, packing, spots, &hold);
	if (held && hold.size != 0)
		layout.section = spots->n - 1;
	if (!are_known(system, partitions))
		return layout;
	if (held)
		report_room(owner, system, &hold, partitions);
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
