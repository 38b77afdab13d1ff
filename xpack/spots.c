/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "spots.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cover.h"
#include "mapped.h"
#include "nearest.h"

/* A file may have millions of symbols: beyond these none is suggested. */
#define MAX_SUGGESTED 65536u

#define report(owner, place, id, ...) diag_error((owner)->diag, place, id, __VA_ARGS__)

static bool is_object(const struct elf_symbol *symbol)
{
	return symbol->section != SHN_UNDEF && symbol->section != SHN_COMMON &&
	       symbol->type != STT_SECTION && symbol->type != STT_FILE;
}

/* A local symbol of that name; *n is how many there are. */
static const struct elf_symbol *local_symbol(const struct elf *elf, const char *name, size_t *n)
{
	const struct elf_symbol *found = NULL;

	*n = 0;
	for (size_t i = 1; i < elf->n_symbols; i++) {
		const struct elf_symbol *symbol = &elf->symbols[i];

		if (symbol->binding != STB_LOCAL || !is_object(symbol) ||
		    strcmp(symbol->name, name) != 0)
			continue;
		found = symbol;
		++*n;
	}
	return found;
}

static void help_symbol(const struct spots_owner *owner, struct text name)
{
	const struct elf *elf = owner->elf;
	struct nearest nearest = nearest_to(name.value);

	if (owner->no_table) {
		diag_help(owner->diag, name.at,
			  "a file that is no ELF file has no symbols: state "
			  "an address");
		return;
	}
	if (elf->n_symbols == 0) {
		diag_help(owner->diag, name.at,
			  "the file has no symbol table: do not strip it, or state an address");
		return;
	}
	for (size_t i = 1; i < elf->n_symbols && i < MAX_SUGGESTED; i++)
		if (is_object(&elf->symbols[i]))
			nearest_try(&nearest, elf->symbols[i].name);
	if (nearest.name != NULL)
		diag_help(owner->diag, name.at, "did you mean '%s'?", nearest.name);
}

/* A global or weak symbol, else the one local symbol of that name. */
const struct elf_symbol *spots_symbol(const struct spots_owner *owner, const char *id,
				      struct text name)
{
	const struct elf *elf = owner->elf;
	const struct elf_symbol *symbol = elf_symbol(elf, name.value);
	size_t n = 1;

	if (symbol == NULL)
		symbol = local_symbol(elf, name.value, &n);
	if (n > 1) {
		report(owner, name.at, id, "%s: '%s' has %zu local symbols '%s'", owner->who,
		       elf->path, n, name.value);
		diag_help(owner->diag, name.at,
			  "make the one that is meant global, or state its address");
		return NULL;
	}
	if (symbol == NULL) {
		report(owner, name.at, id, "%s: '%s' has no symbol '%s'", owner->who, elf->path,
		       name.value);
		help_symbol(owner, name);
		return NULL;
	}
	if (symbol->type == STT_TLS || !is_object(symbol)) {
		report(owner, name.at, id, "%s: symbol '%s' of '%s' is not at one address",
		       owner->who, name.value, elf->path);
		return NULL;
	}
	return symbol;
}

static const struct elf_segment *segment_at(const struct elf *elf, bool physical, uint64_t address,
					    uint64_t size)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];
		uint64_t start = physical ? segment->paddr : segment->vaddr;

		if (elf_segment_loaded(segment) && address >= start &&
		    range_fits(segment->mem_size, address - start, size))
			return segment;
	}
	return NULL;
}

static void add(const struct spots_owner *owner, struct spots *spots, struct spot spot)
{
	spots->items = arena_grow(owner->arena, spots->items, spots->n, sizeof(*spots->items));
	spots->items[spots->n++] = spot;
}

static struct spot spot_in_segment(const struct elf_segment *segment, uint64_t offset,
				   uint64_t size)
{
	return (struct spot){
		.segment = segment,
		.offset = offset,
		.size = size,
		.vaddr = segment->vaddr + offset,
		.paddr = segment->paddr + offset,
	};
}

/* The stub that the spot lies over, or NULL. */
static const struct change *stub_at(const struct spots_owner *owner, const struct spot *spot)
{
	for (size_t i = 0; owner->linked != NULL && i < owner->linked->n_changes; i++) {
		const struct change *change = &owner->linked->changes[i];

		if (ranges_meet(change->vaddr, change->size, spot->vaddr, spot->size))
			return change;
	}
	return NULL;
}

/* In a file that the host loads itself, another segment may be made of the same bytes: it would be
 * written too, code included. */
static const struct elf_segment *sharer_of(const struct spots_owner *owner, const struct spot *spot)
{
	uint64_t place = spot->segment->offset + spot->offset;

	for (size_t i = 0; owner->is_file && i < owner->elf->n_segments; i++) {
		const struct elf_segment *segment = &owner->elf->segments[i];

		if (segment != spot->segment && elf_segment_loaded(segment) &&
		    ranges_meet(segment->offset, segment->file_size, place, spot->size))
			return segment;
	}
	return NULL;
}

/* Is it in nobody else's bytes? */
static bool is_own(const struct spots_owner *owner, const char *id, const struct spot *spot)
{
	const struct change *stub = stub_at(owner, spot);
	const struct elf_segment *sharer = sharer_of(owner, spot);

	if (stub != NULL)
		report(owner, spot->at, id, "%s: '%s' lies over what links the service '%s'",
		       owner->who, spot->name, stub->name);
	else if (sharer != NULL)
		report(owner, spot->at, id,
		       "%s: '%s' lies in bytes of '%s' that are also in segment %" PRIu32,
		       owner->who, spot->name, owner->elf->path, sharer->index);
	return stub == NULL && sharer == NULL;
}

/* What may be written of a segment. */
static bool is_writable(const struct spots_owner *owner, const char *id, const struct spot *spot)
{
	const struct elf_segment *segment = spot->segment;

	if (owner->is_file && spot->offset + spot->size > segment->file_size) {
		report(owner, spot->at, id,
		       "%s: '%s' lies in zeros that '%s' does not hold, and the host loads that "
		       "file itself",
		       owner->who, spot->name, owner->elf->path);
		diag_help(owner->diag, spot->at,
			  "give the variable a value that is not 0, so that it is in the file");
		return false;
	}
	if (owner->is_host)
		return true;
	if (elf_segment_is_code(segment)) {
		report(owner, spot->at, id,
		       "%s: '%s' lies in segment %" PRIu32 " of '%s', which "
		       "is executable",
		       owner->who, spot->name, segment->index, owner->elf->path);
		diag_help(owner->diag, spot->at,
			  "a partition's code stays its supplier's: let the variable lie in .data");
		return false;
	}
	return is_own(owner, id, spot);
}

static const char *name_of(const struct spots_owner *owner, const char *symbol, uint64_t offset)
{
	if (offset == 0)
		return symbol;
	return arena_printf(owner->arena, "%s+%" PRIu64, symbol, offset);
}

/* Bytes of a symbol from an offset on; kept to its size, when it has one. */
static bool spot_of_symbol(const struct spots_owner *owner, const char *id, struct text name,
			   uint64_t offset, uint64_t size, struct spot *spot)
{
	const struct elf_symbol *symbol = spots_symbol(owner, id, name);
	const struct elf_segment *segment = NULL;

	if (symbol == NULL)
		return false;
	if (symbol->size != 0 && !range_fits(symbol->size, offset, size)) {
		report(owner, name.at, id,
		       "%s: '%s' of '%s' has %" PRIu64 " bytes, too few for %" PRIu64
		       " at offset %" PRIu64,
		       owner->who, name.value, owner->elf->path, symbol->size, size, offset);
		return false;
	}
	if (offset <= UINT64_MAX - symbol->value)
		segment = segment_at(owner->elf, false, symbol->value + offset, size);
	if (segment == NULL) {
		report(owner, name.at, id,
		       "%s: %" PRIu64 " bytes at '%s', 0x%08" PRIx64
		       ", do not lie in one segment of '%s'",
		       owner->who, size, name_of(owner, name.value, offset), symbol->value + offset,
		       owner->elf->path);
		return false;
	}
	*spot = spot_in_segment(segment, symbol->value + offset - segment->vaddr, size);
	spot->at = name.at;
	spot->name = name_of(owner, name.value, offset);
	return is_writable(owner, id, spot);
}

/* The blob with an address that holds the bytes. */
static bool spot_in_blob(const struct spots_owner *owner, uint64_t address, uint64_t size,
			 struct spot *spot)
{
	for (size_t i = 0; i < owner->n_blobs; i++) {
		uint64_t start = owner->blobs[i].address.value;

		if (!number_known(owner->blobs[i].address) || address < start ||
		    !range_fits(owner->files[i].size, address - start, size))
			continue;
		*spot = (struct spot){ .blob = i,
				       .offset = address - start,
				       .size = size,
				       .vaddr = address,
				       .paddr = address };
		return true;
	}
	return false;
}

static bool spot_of_address(const struct spots_owner *owner, const struct set *set, uint64_t size,
			    struct spot *spot)
{
	uint64_t offset = set->offset.value;
	uint64_t address = set->address.value + offset;
	const struct elf_segment *segment = NULL;

	if (offset <= UINT64_MAX - set->address.value)
		segment = segment_at(owner->elf, true, address, size);
	if (segment != NULL)
		*spot = spot_in_segment(segment, address - segment->paddr, size);
	else if (!spot_in_blob(owner, address, size, spot)) {
		report(owner, set->address.at, "set-place",
		       "%s: %" PRIu64 " bytes at 0x%08" PRIx64
		       " do not lie in one segment of '%s', or in one blob",
		       owner->who, size, address, owner->elf->path);
		return false;
	}
	spot->at = set->address.at;
	spot->name = arena_printf(owner->arena, "0x%08" PRIx64, address);
	return segment == NULL || is_writable(owner, "set-place", spot);
}

/* Where the form or a number is wrong, that was said. */
static bool is_sound(const struct set *set)
{
	return text_given(set->symbol) != number_given(set->address) && !set->address.bad &&
	       !set->offset.bad && !set->form.width.bad;
}

void spots_find_sets(const struct spots_owner *owner, const struct set *sets, size_t n,
		     struct spots *spots)
{
	for (size_t i = 0; i < n; i++) {
		const struct set *set = &sets[i];
		uint64_t size = word_form_width(&set->form);
		struct spot spot;
		bool found;

		if (!is_sound(set))
			continue;
		found = text_given(set->symbol) ? spot_of_symbol(owner, "set-place", set->symbol,
								 set->offset.value, size, &spot)
						: spot_of_address(owner, set, size, &spot);
		if (!found)
			continue;
		spot.kind = CHANGE_SET;
		spot.set = set;
		add(owner, spots, spot);
	}
}

bool spots_find_symbol(const struct spots_owner *owner, const char *id, struct text symbol,
		       uint64_t size, struct spots *spots)
{
	struct spot spot;

	if (!spot_of_symbol(owner, id, symbol, 0, size, &spot))
		return false;
	spot.kind = CHANGE_PACK;
	add(owner, spots, spot);
	return true;
}

bool spots_find_range(const struct spots_owner *owner, struct location at, const char *name,
		      uint64_t vaddr, uint64_t size, struct spots *spots)
{
	const struct elf_segment *segment = segment_at(owner->elf, false, vaddr, size);
	struct spot spot;

	if (segment == NULL)
		return false;
	spot = spot_in_segment(segment, vaddr - segment->vaddr, size);
	spot.kind = CHANGE_PACK;
	spot.at = at;
	spot.name = name;
	add(owner, spots, spot);
	return true;
}

static void report_pair(const struct spots_owner *owner, const struct spot *a, const struct spot *b)
{
	const struct spot *later = a > b ? a : b;
	const struct spot *earlier = a > b ? b : a;

	report(owner, later->at, "set-overlap",
	       "%s: '%s', 0x%08" PRIx64 "..0x%08" PRIx64 ", is written twice", owner->who,
	       later->name, later->paddr, later->paddr + (later->size - 1));
	diag_note(owner->diag, earlier->at, "'%s', 0x%08" PRIx64 "..0x%08" PRIx64, earlier->name,
		  earlier->paddr, earlier->paddr + (earlier->size - 1));
}

void spots_check_apart(const struct spots_owner *owner, const struct spots *spots)
{
	struct cover places = { .arena = owner->arena };
	size_t other;

	for (size_t i = 0; i < spots->n; i++)
		cover_add(&places, spots->items[i].paddr, spots->items[i].size, i);
	cover_sort(&places);
	for (size_t i = 1; i < places.n; i++)
		if (cover_overlaps(&places, i, &other))
			report_pair(owner, &spots->items[places.items[i].number],
				    &spots->items[other]);
}

/* How much data of the segment there must be. */
static uint64_t end_in(const struct spots *spots, const struct elf_segment *segment)
{
	uint64_t end = 0;

	for (size_t i = 0; i < spots->n; i++) {
		const struct spot *spot = &spots->items[i];

		if (spot->segment == segment && spot->offset + spot->size > end)
			end = spot->offset + spot->size;
	}
	return end;
}

static void grow(struct arena *arena, struct linked *linked, struct linked_segment *segment,
		 uint64_t size)
{
	uint8_t *old = segment->bytes;

	if (size <= segment->size)
		return;
	segment->bytes = arena_alloc(arena, (size_t)size);
	if (segment->size != 0)
		memcpy(segment->bytes, old, (size_t)segment->size);
	for (size_t i = 0; i < linked->n_changes; i++) {
		struct change *change = &linked->changes[i];
		uint64_t offset = change->vaddr - segment->segment->vaddr;

		if (range_fits(segment->size, offset, change->size))
			change->after = segment->bytes + offset;
	}
	segment->size = size;
}

static uint8_t *bytes_of(const struct linked *linked, const struct spot *spot)
{
	for (size_t i = 0; i < linked->n_segments; i++)
		if (linked->segments[i].segment == spot->segment)
			return linked->segments[i].bytes + spot->offset;
	return NULL;
}

/* The files of blobs that are written, as copies: of each that is, else NULL. */
static uint8_t **copy_blobs(struct arena *arena, struct span *files, size_t n_files,
			    const struct spots *spots)
{
	uint8_t **copies = arena_array(arena, n_files, sizeof(*copies));

	for (size_t i = 0; i < spots->n; i++) {
		size_t blob = spots->items[i].blob;

		if (spots->items[i].segment != NULL || copies[blob] != NULL)
			continue;
		copies[blob] = mapped_copy(arena, files[blob]);
		files[blob].data = copies[blob];
	}
	return copies;
}

void spots_open(struct arena *arena, struct linked *linked, struct span *files, size_t n_files,
		struct spots *spots)
{
	uint8_t **copies = copy_blobs(arena, files, n_files, spots);

	for (size_t i = 0; i < linked->n_segments; i++)
		grow(arena, linked, &linked->segments[i],
		     end_in(spots, linked->segments[i].segment));
	for (size_t i = 0; i < spots->n; i++) {
		struct spot *spot = &spots->items[i];

		spot->bytes = spot->segment != NULL ? bytes_of(linked, spot)
						    : copies[spot->blob] + spot->offset;
		spot->before = (const uint8_t *)arena_text(arena, (const char *)spot->bytes,
							   (size_t)spot->size);
	}
}

void spots_put(uint8_t *to, const struct word_form *form, bool board_is_big, uint64_t value)
{
	bool big = form->order == ORDER_OF_BOARD ? board_is_big : form->order == ORDER_BIG;
	uint64_t width = word_form_width(form);

	for (uint64_t i = 0; i < width; i++)
		to[big ? width - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

static int by_address(const void *a, const void *b)
{
	const struct change *x = a;
	const struct change *y = b;

	return x->vaddr < y->vaddr ? -1 : x->vaddr > y->vaddr;
}

struct change *spots_list(struct arena *arena, const struct spots *spots, bool in_blobs,
			  struct change *changes, size_t *n)
{
	struct change *all = arena_array(arena, *n + spots->n, sizeof(*all));

	if (*n != 0)
		memcpy(all, changes, *n * sizeof(*all));
	for (size_t i = 0; i < spots->n; i++) {
		const struct spot *spot = &spots->items[i];

		if ((spot->segment == NULL) == in_blobs)
			all[(*n)++] = (struct change){
				.kind = spot->kind,
				.name = spot->name,
				.vaddr = spot->vaddr,
				.paddr = spot->paddr,
				.size = (uint32_t)spot->size,
				.before = spot->before,
				.after = spot->bytes,
				.set = spot->set,
			};
	}
	if (*n != 0)
		qsort(all, *n, sizeof(*all), by_address);
	return all;
}
