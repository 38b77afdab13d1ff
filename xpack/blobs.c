/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "blobs.h"

#include <elf.h>
#include <inttypes.h>

#include "cover.h"

struct placed {
	struct diag *diag;
	const struct host *host;
	const struct span *files;
	struct cover areas;    /* of the host */
	struct cover segments; /* likewise */
};

static bool lies_in_area(const struct placed *placed, size_t i)
{
	return cover_holds(&placed->areas, placed->host->blobs[i].address.value,
			   placed->files[i].size, NULL);
}

static void report_meeting(const struct placed *placed, size_t i, const char *what)
{
	const struct blob *blob = &placed->host->blobs[i];

	diag_error(placed->diag, blob->address.at, "blob",
		   "blob '%s' 0x%08" PRIx64 "..0x%08" PRIx64 " lies over %s", blob->name.value,
		   blob->address.value, blob->address.value + (placed->files[i].size - 1), what);
}

static void check_blob(const struct placed *placed, size_t i)
{
	const struct blob *blob = &placed->host->blobs[i];

	if (placed->files[i].size == 0)
		diag_error(placed->diag, blob->file.at, "blob", "blob '%s' is an empty file",
			   blob->name.value);
	else if (number_given(blob->address) && !lies_in_area(placed, i))
		diag_error(placed->diag, blob->address.at, "blob",
			   "blob '%s', %zu bytes at 0x%08" PRIx64
			   ", does not lie in one area of the host",
			   blob->name.value, placed->files[i].size, blob->address.value);
	else if (number_given(blob->address) &&
		 cover_meets(&placed->segments, blob->address.value, placed->files[i].size, NULL))
		report_meeting(placed, i, "a segment of the host");
}

/* The later one in the document is the one to be told. */
static void report_pair(const struct placed *placed, size_t a, size_t b)
{
	size_t earlier = a < b ? a : b;

	report_meeting(placed, a < b ? b : a, "another blob");
	diag_note(placed->diag, placed->host->blobs[earlier].address.at, "that one is here");
}

/* Those that lie in an area, by start: each is held against the one that reaches furthest. */
static void check_pairs(const struct placed *placed, struct arena *arena)
{
	const struct host *host = placed->host;
	struct cover places = { .arena = arena };
	size_t other;

	for (size_t i = 0; i < host->n_blobs; i++)
		if (number_given(host->blobs[i].address) && lies_in_area(placed, i))
			cover_add(&places, host->blobs[i].address.value, placed->files[i].size, i);
	cover_sort(&places);
	for (size_t i = 1; i < places.n; i++)
		if (cover_overlaps(&places, i, &other))
			report_pair(placed, other, places.items[i].number);
}

void blobs_check(struct arena *arena, struct diag *diag, const struct host *host,
		 const struct elf *elf, const struct span *files)
{
	struct placed placed = { diag, host, files, { .arena = arena }, { .arena = arena } };

	for (size_t i = 0; i < host->n_areas; i++)
		cover_add(&placed.areas, host->areas[i].start.value, host->areas[i].size.value, i);
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]))
			cover_add(&placed.segments, elf->segments[i].paddr,
				  elf->segments[i].mem_size, i);
	cover_sort(&placed.areas);
	cover_sort(&placed.segments);
	for (size_t i = 0; i < host->n_blobs; i++)
		check_blob(&placed, i);
	check_pairs(&placed, arena);
}
