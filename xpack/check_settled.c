/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_settled.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "cover.h"
#include "mapped.h"

#define PAGE 4096u
#define WINDOW ((size_t)64 * PAGE) /* that is looked at in one piece */

struct settled {
	struct arena *arena;
	struct diag *diag;
	const struct place_input *input;
	const struct load_table *table;
};

/* The description is not at fault. */
static void report(const struct settled *settled, const char *name, const char *what)
{
	const struct system *system = settled->input->system;

	diag_error(settled->diag, system->at, "place-wrong", "'%s' %s", name, what);
	diag_help(settled->diag, system->at,
		  "this is a defect of xpack, which wrote it: please report it");
}

/* The image of the owner that holds the bytes at the address. */
static const struct load_image *image_at(const struct settled *settled, uint64_t address)
{
	for (size_t i = 0; i < settled->table->n_images; i++) {
		const struct load_image *image = &settled->table->images[i];

		if (address >= image->load && address - image->load < image->mem_size)
			return image;
	}
	return NULL;
}

/* Where a change lies in the file. */
static bool find_in_file(const struct elf *elf, const struct change *change, uint64_t *offset)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!elf_segment_loaded(segment) || change->vaddr < segment->vaddr ||
		    !range_fits(segment->file_size, change->vaddr - segment->vaddr, change->size))
			continue;
		*offset = segment->offset + (change->vaddr - segment->vaddr);
		return true;
	}
	return false;
}

/* Do both differ only where there is a range?  That is, of a part of both that starts at `at`. */
static bool part_differs_inside(const struct cover *ranges, uint64_t at, struct span ours,
				struct span theirs)
{
	if (memcmp(ours.data, theirs.data, ours.size) == 0)
		return true;
	for (size_t i = 0; i < ours.size; i++)
		if (ours.data[i] != theirs.data[i] && !cover_holds(ranges, at + i, 1, NULL))
			return false;
	return true;
}

/* The same of all, in windows of whole pages, so that large files are not in memory whole. */
static bool differ_inside(struct arena *arena, const struct cover *ranges, struct span ours,
			  struct span theirs)
{
	size_t at = 0;

	if (ours.size < theirs.size)
		return false;
	while (at < theirs.size) {
		size_t left = theirs.size - at;
		size_t size = WINDOW - (size_t)((uintptr_t)(ours.data + at) % PAGE);
		struct span a, b;

		size = size < left ? size : left;
		a = span_part(ours, at, size);
		b = span_part(theirs, at, size);
		if (!part_differs_inside(ranges, at, a, b))
			return false;
		mapped_release(arena, a);
		mapped_release(arena, b);
		at += size;
	}
	for (; at < ours.size; at++)
		if (ours.data[at] != 0 && !cover_holds(ranges, at, 1, NULL))
			return false;
	return true;
}

/* A partition's file, wherever it lies. */
static void check_file(const struct settled *settled, size_t partition, struct span file)
{
	const struct elf *elf = &settled->input->partitions[partition];
	const struct linked *linked = &settled->input->linked[partition];
	const char *name = settled->input->system->partitions[partition].name.value;
	struct cover changed = { .arena = settled->arena };
	uint64_t offset;

	for (size_t i = 0; i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];

		if (!find_in_file(elf, change, &offset) ||
		    !range_fits(file.size, offset, change->size) ||
		    memcmp(file.data + offset, change->after, change->size) != 0)
			report(settled, change->name, "is not in its partition's file");
		else
			cover_add(&changed, offset, change->size, i);
	}
	cover_sort(&changed);
	if (!differ_inside(settled->arena, &changed, file, elf->file))
		report(settled, name, "has bytes in its file that no change lists");
}

static void check_modules(const struct settled *settled)
{
	const struct system *system = settled->input->system;

	for (size_t i = 0; i < system->n_partitions; i++)
		for (size_t j = 0; j < settled->table->n_images; j++)
			if (settled->table->images[j].kind == IMAGE_MODULE &&
			    strcmp(settled->table->images[j].owner,
				   system->partitions[i].name.value) == 0)
				check_file(settled, i, settled->table->images[j].data);
}

/* Where the partitions' files are. */
struct archive {
	const char *name;
	uint64_t addr, size; /* virtual */
};

static bool archive_section(const struct elf *host, const char *name, struct archive *archive)
{
	for (size_t i = 1; i < host->n_sections; i++) {
		const struct elf_section *section = &host->sections[i];

		if (strcmp(section->name, name) != 0)
			continue;
		*archive = (struct archive){ section->name, section->addr, section->size };
		return true;
	}
	return false;
}

/* A global one, or the one local one. */
static const struct elf_symbol *symbol_of(const struct elf *host, const char *name)
{
	const struct elf_symbol *symbol = elf_symbol(host, name);

	for (size_t i = 1; i < host->n_symbols && symbol == NULL; i++)
		if (host->symbols[i].section != SHN_UNDEF && host->symbols[i].type <= STT_FUNC &&
		    strcmp(host->symbols[i].name, name) == 0)
			symbol = &host->symbols[i];
	return symbol;
}

static bool find_archive(const struct settled *settled, struct archive *archive)
{
	const struct packing *packing = &settled->input->system->host.packing;
	const struct elf *host = settled->input->host;
	const struct elf_symbol *start, *end;

	if (text_given(packing->section))
		return archive_section(host, packing->section.value, archive);
	start = symbol_of(host, packing->start.value);
	end = symbol_of(host, packing->end.value);
	if (start == NULL || end == NULL)
		return false;
	*archive = (struct archive){ start->name, start->value, end->value - start->value };
	return true;
}

/* What the container has there. */
static bool archive_bytes(const struct settled *settled, const struct archive *archive,
			  struct span *bytes)
{
	const struct elf *host = settled->input->host;

	for (size_t i = 0; i < host->n_segments; i++) {
		const struct elf_segment *segment = &host->segments[i];
		const struct load_image *image;
		uint64_t offset = archive->addr - segment->vaddr;

		if (!elf_segment_loaded(segment) ||
		    !range_fits(segment->mem_size, offset, archive->size))
			continue;
		image = image_at(settled, segment->paddr);
		if (image == NULL || !range_fits(image->data.size, offset, archive->size))
			return false;
		*bytes = span_part(image->data, (size_t)offset, (size_t)archive->size);
		return true;
	}
	return false;
}

/* One file behind the other, each a multiple of the alignment, zeros behind the last. */
static void check_archive(const struct settled *settled)
{
	const struct system *system = settled->input->system;
	const struct packing *packing = &system->host.packing;
	struct archive archive = { .name = "the archive" };
	size_t align = number_given(packing->align) ? (size_t)packing->align.value : 4;
	struct span bytes = { 0 };
	size_t at = 0;

	if (!find_archive(settled, &archive) ||
	    (archive.size != 0 && !archive_bytes(settled, &archive, &bytes))) {
		report(settled, archive.name, "is not loaded");
		return;
	}
	for (size_t i = 0; i < system->n_partitions; i++) {
		size_t size = settled->input->partitions[i].file.size;

		size += (align - size % align) % align;
		if (!span_fits(bytes.size, at, size)) {
			report(settled, system->partitions[i].name.value, "is cut off");
			return;
		}
		check_file(settled, i, span_part(bytes, at, size));
		at += size;
	}
	if (!span_is_zero(span_part(bytes, at, bytes.size - at)))
		report(settled, archive.name, "does not end with zeros");
}

/* The host's segments, as the container has them. */
static void check_host(const struct settled *settled)
{
	const struct linked *linked = settled->input->host_linked;
	const struct elf *host = settled->input->host;

	for (size_t i = 0; i < host->n_segments; i++) {
		const struct elf_segment *segment = &host->segments[i];
		const struct load_image *image = image_at(settled, segment->paddr);
		struct cover changed = { .arena = settled->arena };

		if (!elf_segment_loaded(segment) || image == NULL)
			continue;
		for (size_t j = 0; j < linked->n_changes; j++)
			if (linked->changes[j].vaddr >= segment->vaddr &&
			    linked->changes[j].vaddr - segment->vaddr < segment->mem_size)
				cover_add(&changed, linked->changes[j].vaddr - segment->vaddr,
					  linked->changes[j].size, j);
		cover_sort(&changed);
		if (!differ_inside(settled->arena, &changed, image->data, segment->data))
			report(settled, image->name, "has bytes that no change lists");
	}
}

static uint64_t value_of(const struct settled *settled, const struct change *change)
{
	const struct word_form *form = &change->set->form;
	bool big = form->order == ORDER_BIG ||
		   (form->order == ORDER_OF_BOARD &&
		    arch_traits(settled->input->system->board.arch)->big_endian);
	uint64_t value = 0;

	for (uint32_t i = 0; i < change->size; i++)
		value = value << 8 | change->after[big ? i : change->size - 1 - i];
	return value;
}

/* Of a blob: the image at that address, or of that size, is the blob's. */
static bool leads_to_blob(const struct settled *settled, const struct set *set, uint64_t value)
{
	for (size_t i = 0; i < settled->table->n_images; i++) {
		const struct load_image *image = &settled->table->images[i];

		if (strcmp(image->owner, set->blob.value) == 0 &&
		    (image->kind == IMAGE_BLOB || image->kind == IMAGE_MODULE))
			return value == (set->value == FACT_SIZE ? image->data.size : image->load);
	}
	return false;
}

/* The word is in the container, and it is of a blob what it says. */
static void check_word(const struct settled *settled, const struct change *change, bool is_file)
{
	const struct load_image *image = image_at(settled, change->paddr);
	uint64_t offset = image == NULL ? 0 : change->paddr - image->load;

	if (!is_file && (image == NULL || !range_fits(image->data.size, offset, change->size) ||
			 memcmp(image->data.data + offset, change->after, change->size) != 0))
		report(settled, change->name, "is not what is loaded");
	if (change->kind == CHANGE_SET && text_given(change->set->blob) &&
	    !leads_to_blob(settled, change->set, value_of(settled, change)))
		report(settled, change->name, "is another number than that of its blob");
}

static void check_words(const struct settled *settled, const struct linked *linked, bool is_file)
{
	for (size_t i = 0; i < linked->n_changes; i++)
		check_word(settled, &linked->changes[i], is_file);
}

int check_settled(struct arena *arena, struct diag *diag, const struct place_input *input,
		  const struct load_table *table)
{
	const struct settled settled = { arena, diag, input, table };
	const struct system *system = input->system;
	unsigned before = diag_n_errors(diag);

	check_host(&settled);
	check_words(&settled, input->host_linked, false);
	for (size_t i = 0; i < system->n_partitions; i++)
		check_words(&settled, &input->linked[i], model_partitions_are_files(system));
	if (model_partitions_are_modules(system))
		check_modules(&settled);
	else if (model_own_spaces(system))
		check_archive(&settled);
	return diag_n_errors(diag) == before ? 0 : -1;
}
