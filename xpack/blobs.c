/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "blobs.h"

#include <elf.h>
#include <inttypes.h>

#include "cover.h"

struct placed {
	struct diag *diag;
	const struct blobs_owner *owner;
	struct arena *arena;
	struct cover areas;    /* of the owner */
	struct cover segments; /* likewise */
};

static bool lies_in_area(const struct placed *placed, size_t i)
{
	return cover_holds(&placed->areas, placed->owner->blobs[i].address.value,
			   placed->owner->files[i].size, NULL);
}

/* In an area that may be executed and not written there is nothing but code, and a partition's is
 * what its supplier linked. */
static bool lies_in_code(const struct placed *placed, size_t i)
{
	const struct blobs_owner *owner = placed->owner;

	for (size_t j = 0; !owner->may_be_code && j < owner->n_areas; j++)
		if ((owner->areas[j].access & (ACCESS_EXECUTE | ACCESS_WRITE)) == ACCESS_EXECUTE &&
		    ranges_meet(owner->areas[j].start.value, owner->areas[j].size.value,
				owner->blobs[i].address.value, owner->files[i].size))
			return true;
	return false;
}

static void report_code(const struct placed *placed, size_t i)
{
	const struct blob *blob = &placed->owner->blobs[i];

	diag_error(placed->diag, blob->address.at, "blob",
		   "blob '%s' at 0x%08" PRIx64 " lies where %s has code", blob->name.value,
		   blob->address.value, placed->owner->who);
	diag_help(placed->diag, blob->address.at,
		  "a partition's code is its supplier's file alone: place the blob in an area that "
		  "is not executable");
}

static void report_meeting(const struct placed *placed, size_t i, const char *what)
{
	const struct blob *blob = &placed->owner->blobs[i];

	diag_error(placed->diag, blob->address.at, "blob",
		   "blob '%s' 0x%08" PRIx64 "..0x%08" PRIx64 " lies over %s", blob->name.value,
		   blob->address.value, blob->address.value + (placed->owner->files[i].size - 1),
		   what);
}

static void check_blob(const struct placed *placed, size_t i)
{
	const struct blob *blob = &placed->owner->blobs[i];

	if (placed->owner->files[i].size == 0)
		diag_error(placed->diag, blob->file.at, "blob", "blob '%s' is an empty file",
			   blob->name.value);
	else if (number_given(blob->address) && !lies_in_area(placed, i))
		diag_error(placed->diag, blob->address.at, "blob",
			   "blob '%s', %zu bytes at 0x%08" PRIx64
			   ", does not lie in one area of %s",
			   blob->name.value, placed->owner->files[i].size, blob->address.value,
			   placed->owner->who);
	else if (number_given(blob->address) && lies_in_code(placed, i))
		report_code(placed, i);
	else if (number_given(blob->address) && cover_meets(&placed->segments, blob->address.value,
							    placed->owner->files[i].size, NULL))
		report_meeting(placed, i,
			       arena_printf(placed->arena, "a segment of %s", placed->owner->who));
}

/* The later one in the document is the one to be told. */
static void report_pair(const struct placed *placed, size_t a, size_t b)
{
	size_t earlier = a < b ? a : b;

	report_meeting(placed, a < b ? b : a, "another blob");
	diag_note(placed->diag, placed->owner->blobs[earlier].address.at, "that one is here");
}

/* Those that lie in an area, by start: each is held against the one that reaches furthest. */
static void check_pairs(const struct placed *placed)
{
	const struct blobs_owner *owner = placed->owner;
	struct cover places = { .arena = placed->arena };
	size_t other;

	for (size_t i = 0; i < owner->n_blobs; i++)
		if (number_given(owner->blobs[i].address) && lies_in_area(placed, i))
			cover_add(&places, owner->blobs[i].address.value,
				  placed->owner->files[i].size, i);
	cover_sort(&places);
	for (size_t i = 1; i < places.n; i++)
		if (cover_overlaps(&places, i, &other))
			report_pair(placed, other, places.items[i].number);
}

void blobs_check(struct arena *arena, struct diag *diag, const struct blobs_owner *owner)
{
	const struct elf *elf = owner->elf;
	struct placed placed = { diag, owner, arena, { .arena = arena }, { .arena = arena } };

	for (size_t i = 0; i < owner->n_areas; i++)
		cover_add(&placed.areas, owner->areas[i].start.value, owner->areas[i].size.value,
			  i);
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]))
			cover_add(&placed.segments, elf->segments[i].paddr,
				  elf->segments[i].mem_size, i);
	cover_sort(&placed.areas);
	cover_sort(&placed.segments);
	for (size_t i = 0; i < owner->n_blobs; i++)
		check_blob(&placed, i);
	check_pairs(&placed);
}
