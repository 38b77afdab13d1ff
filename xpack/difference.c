/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "difference.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "fit.h"

struct comparison {
	const struct pack *pack;
	const struct imagefile *theirs;
	const struct container *ours;
};

#define differs(comparison, ...)                                                                   \
	diag_fail((comparison)->pack->diag, EXIT_TRUST,                                            \
		  location_of_file((comparison)->theirs->path), "against", __VA_ARGS__)

static const char *text_of(const struct comparison *comparison, struct span text)
{
	return arena_text(comparison->pack->arena, (const char *)text.data, text.size);
}

/* Each returns whether it has found, and reported, a difference.  what: "the system" and so on. */
static bool texts_differ(const struct comparison *comparison, const char *what, struct span theirs,
			 struct span ours)
{
	if (span_equal(theirs, ours))
		return false;
	differs(comparison, "%s is '%s', the inputs make '%s'", what, text_of(comparison, theirs),
		text_of(comparison, ours));
	return true;
}

static bool numbers_differ(const struct comparison *comparison, const char *what, uint32_t theirs,
			   uint32_t ours)
{
	if (theirs == ours)
		return false;
	differs(comparison, "%s is %" PRIu32 ", the inputs make %" PRIu32, what, theirs, ours);
	return true;
}

static bool addresses_differ(const struct comparison *comparison, const char *what, uint32_t theirs,
			     uint32_t ours)
{
	if (theirs == ours)
		return false;
	differs(comparison, "%s is 0x%08" PRIx32 ", the inputs make 0x%08" PRIx32, what, theirs,
		ours);
	return true;
}

static bool manifests_differ(const struct comparison *comparison)
{
	const struct container *a = &comparison->theirs->parsed, *b = comparison->ours;

	return texts_differ(comparison, "the system", a->system, b->system) ||
	       texts_differ(comparison, "the description", a->description, b->description) ||
	       texts_differ(comparison, "the board", a->board, b->board) ||
	       numbers_differ(comparison, "the security version", a->security_version,
			      b->security_version) ||
	       numbers_differ(comparison, "the sequence", a->sequence, b->sequence) ||
	       texts_differ(comparison, "the protocol", a->protocol, b->protocol) ||
	       texts_differ(comparison, "bootargs", a->bootargs, b->bootargs);
}

static bool has_image(const struct container *container, struct span name)
{
	for (uint32_t i = 0; i < container->n_images; i++)
		if (span_equal(container->images[i].name, name))
			return true;
	return false;
}

static bool orders_differ(const struct comparison *comparison, uint32_t i)
{
	const struct container *a = &comparison->theirs->parsed, *b = comparison->ours;
	const struct image *x = i < a->n_images ? &a->images[i] : NULL;
	const struct image *y = i < b->n_images ? &b->images[i] : NULL;

	if (x != NULL && y != NULL && span_equal(x->name, y->name))
		return false;
	if (x != NULL && !has_image(b, x->name))
		differs(comparison, "image '%s' is none that the inputs make",
			text_of(comparison, x->name));
	else if (y != NULL && !has_image(a, y->name))
		differs(comparison, "image '%s', which the inputs make, is not there",
			text_of(comparison, y->name));
	else if (x != NULL && y != NULL)
		differs(comparison, "image %" PRIu32 " is '%s', the inputs make '%s' in its place",
			i, text_of(comparison, x->name), text_of(comparison, y->name));
	return true;
}

/* The part whose segment the image is; its number in *i, SIZE_MAX for the host. */
static const struct linked *find_part(const struct pack *pack, const char *owner, size_t *i)
{
	*i = SIZE_MAX;
	if (strcmp(pack->system->host.name.value, owner) == 0)
		return &pack->host_linked;
	for (*i = 0; *i < pack->system->n_partitions; (*i)++)
		if (strcmp(pack->system->partitions[*i].name.value, owner) == 0)
			return &pack->linked[*i];
	return NULL;
}

static void note_area(const struct pack *pack, size_t part, uint64_t paddr)
{
	const struct system *system = pack->system;
	const struct area *areas =
		part == SIZE_MAX ? system->host.areas : system->partitions[part].areas;
	size_t n = part == SIZE_MAX ? system->host.n_areas : system->partitions[part].n_areas;

	for (size_t i = 0; i < n; i++)
		if (range_fits(areas[i].size.value, paddr - areas[i].start.value, 1))
			diag_note(pack->diag, areas[i].at, "in area '%s' of %s '%s'",
				  areas[i].name.value, part == SIZE_MAX ? "host" : "partition",
				  part == SIZE_MAX ? system->host.name.value
						   : system->partitions[part].name.value);
}

static bool is_in_symbol(const struct elf_symbol *symbol, uint64_t vaddr)
{
	return (symbol->type == STT_FUNC || symbol->type == STT_OBJECT) &&
	       range_fits(symbol->size, vaddr - symbol->value, 1);
}

static void note_symbol(const struct pack *pack, const struct elf *elf, uint64_t vaddr)
{
	for (size_t i = 1; i < elf->n_symbols; i++) {
		const struct elf_symbol *symbol = &elf->symbols[i];

		if (!is_in_symbol(symbol, vaddr))
			continue;
		diag_note(pack->diag, location_of_file(elf->path),
			  "in '%.128s', 0x%" PRIx64 " bytes behind its beginning", symbol->name,
			  vaddr - symbol->value);
		return;
	}
}

static void note_change(const struct pack *pack, const struct elf *elf, const struct linked *linked,
			uint64_t vaddr)
{
	static const char *const whats[] = { [CHANGE_WINDOW] = "the stub of",
					     [CHANGE_SLOT] = "the slot of",
					     [CHANGE_SET] = "the word that is set at",
					     [CHANGE_PACK] = "what is packed into" };

	for (size_t i = 0; i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];

		if (range_fits(change->size, vaddr - change->vaddr, 1))
			diag_note(pack->diag, location_of_file(elf->path), "in %s '%.128s'",
				  whats[change->kind], change->name);
	}
}

/* What lies at that place of a partition's file. */
static void note_file_place(const struct pack *pack, size_t part, uint64_t offset)
{
	const struct elf *elf = &pack->partitions[part];

	diag_note(pack->diag, location_of_file(elf->path),
		  "byte 0x%" PRIx64 " of the file of partition '%s'", offset,
		  pack->system->partitions[part].name.value);
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!elf_segment_loaded(segment) ||
		    !range_fits(segment->file_size, offset - segment->offset, 1))
			continue;
		note_change(pack, elf, &pack->linked[part],
			    offset - segment->offset + segment->vaddr);
		note_symbol(pack, elf, offset - segment->offset + segment->vaddr);
	}
}

/* Is that address the host's, and in a file that its Pack put there? */
static void note_packed(const struct pack *pack, size_t part, uint64_t paddr)
{
	const struct extent *files = pack->packing.files;

	for (size_t i = 0; part == SIZE_MAX && files != NULL && i < pack->system->n_partitions; i++)
		if (range_fits(pack->partition_files[i].size, paddr - files[i].start, 1))
			note_file_place(pack, i, paddr - files[i].start);
}

/* What lies at that address of an image of the owner's. */
static void note_place(const struct pack *pack, const char *owner, uint64_t paddr)
{
	size_t part;
	const struct linked *linked = find_part(pack, owner, &part);
	const struct elf *elf;

	if (linked == NULL)
		return;
	elf = part == SIZE_MAX ? &pack->host : &pack->partitions[part];
	for (size_t i = 0; i < linked->n_segments; i++) {
		const struct elf_segment *segment = linked->segments[i].segment;

		if (!range_fits(segment->mem_size, paddr - segment->paddr, 1))
			continue;
		note_change(pack, elf, linked, paddr - segment->paddr + segment->vaddr);
		note_symbol(pack, elf, paddr - segment->paddr + segment->vaddr);
	}
	note_packed(pack, part, paddr);
	note_area(pack, part, paddr);
}

/* The same bytes may be compressed in many ways. */
static bool frames_differ(const struct comparison *comparison, const struct image *a,
			  const struct image *b)
{
	if (memcmp(a->hash, b->hash, CRYPTO_DIGEST_SIZE) == 0)
		return false;
	differs(comparison,
		"image '%s' has the bytes that the inputs make, but not compressed as this version "
		"of liblz4 does",
		text_of(comparison, a->name));
	return true;
}

static bool bytes_differ(const struct comparison *comparison, const struct image *a,
			 const struct image *b)
{
	const struct pack *pack = comparison->pack;
	struct span theirs;
	struct span ours = pack->table.images[b - comparison->ours->images].data;
	size_t i = 0;

	if (imagefile_decoded(pack->arena, pack->diag, comparison->theirs, a, &theirs) != 0)
		return true;
	while (i < theirs.size && i < ours.size && theirs.data[i] == ours.data[i])
		i++;
	if (i == theirs.size && i == ours.size)
		return frames_differ(comparison, a, b);
	if (i == theirs.size || i == ours.size)
		differs(comparison, "image '%s' has %zu bytes, the inputs make %zu",
			text_of(comparison, a->name), theirs.size, ours.size);
	else
		differs(comparison,
			"image '%s', byte 0x%zx at 0x%08" PRIx32
			": it is 0x%02x, the inputs make 0x%02x",
			text_of(comparison, a->name), i, a->load + (uint32_t)i, theirs.data[i],
			ours.data[i]);
	if (a->kind == IMAGE_SEGMENT && i < theirs.size && i < ours.size)
		note_place(pack, text_of(comparison, a->owner), a->load + (uint64_t)i);
	return true;
}

static bool images_differ(const struct comparison *comparison, const struct image *a,
			  const struct image *b)
{
	struct arena *arena = comparison->pack->arena;
	const char *image = arena_printf(arena, "image '%s'", text_of(comparison, a->name));

#define WHAT(what) arena_printf(arena, "%s: " what, image)
	return texts_differ(comparison, WHAT("owner"), a->owner, b->owner) ||
	       texts_differ(comparison, WHAT("kind"),
			    (struct span){ (const uint8_t *)fit_kind(a->kind),
					   strlen(fit_kind(a->kind)) },
			    (struct span){ (const uint8_t *)fit_kind(b->kind),
					   strlen(fit_kind(b->kind)) }) ||
	       addresses_differ(comparison, WHAT("load address"), a->load, b->load) ||
	       numbers_differ(comparison, WHAT("size in memory"), a->mem_size, b->mem_size) ||
	       numbers_differ(comparison, WHAT("number of entries"), a->has_entry, b->has_entry) ||
	       (a->has_entry != 0 &&
		addresses_differ(comparison, WHAT("entry"), a->entry, b->entry)) ||
	       texts_differ(comparison, WHAT("module string"), a->module, b->module) ||
	       texts_differ(comparison, WHAT("type"), a->type, b->type) ||
	       texts_differ(comparison, WHAT("architecture"), a->arch, b->arch) ||
	       texts_differ(comparison, WHAT("operating system"), a->os, b->os) ||
	       texts_differ(comparison, WHAT("description"), a->description, b->description) ||
	       numbers_differ(comparison, WHAT("compression"), a->compression, b->compression);
#undef WHAT
}

/* Names first, then what is said of each image, then bytes; device trees say all of this once
 * more, and come last. */
static bool all_images_differ(const struct comparison *comparison)
{
	const struct container *a = &comparison->theirs->parsed, *b = comparison->ours;

	for (uint32_t i = 0; i < a->n_images || i < b->n_images; i++)
		if (orders_differ(comparison, i))
			return true;
	for (uint32_t i = 0; i < a->n_images; i++)
		if (images_differ(comparison, &a->images[i], &b->images[i]))
			return true;
	for (unsigned trees = 0; trees < 2; trees++)
		for (uint32_t i = 0; i < a->n_images; i++)
			if ((a->images[i].kind == IMAGE_DTB) == (trees == 1) &&
			    bytes_differ(comparison, &a->images[i], &b->images[i]))
				return true;
	return false;
}

void difference_report(const struct pack *pack, const struct imagefile *theirs,
		       const struct container *ours)
{
	const struct comparison comparison = { pack, theirs, ours };

	if (!manifests_differ(&comparison) && !all_images_differ(&comparison))
		differs(&comparison, "the manifest is not what the inputs make");
}
