/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "blobs.h"

#include <elf.h>
#include <inttypes.h>

struct placed {
	struct diag *diag;
	const struct host *host;
	const struct elf *elf;
	const struct span *files;
};

static bool is_in_area(const struct host *host, uint64_t start, uint64_t size)
{
	for (size_t i = 0; i < host->n_areas; i++) {
		const struct area *area = &host->areas[i];

		if (start >= area->start.value &&
		    range_fits(area->size.value, start - area->start.value, size))
			return true;
	}
	return false;
}

static void report_meeting(const struct placed *placed, size_t i, const char *what)
{
	const struct blob *blob = &placed->host->blobs[i];

	diag_error(placed->diag, blob->address.at, "blob",
		   "blob '%s' 0x%08" PRIx64 "..0x%08" PRIx64 " lies over %s", blob->name.value,
		   blob->address.value, blob->address.value + (placed->files[i].size - 1), what);
}

/* Precondition: the blob lies in an area, so it does not wrap. */
static void check_meetings(const struct placed *placed, size_t i)
{
	uint64_t start = placed->host->blobs[i].address.value;
	uint64_t size = placed->files[i].size;

	for (size_t j = 0; j < placed->elf->n_segments; j++) {
		const struct elf_segment *segment = &placed->elf->segments[j];

		if (elf_segment_loaded(segment) &&
		    ranges_meet(start, size, segment->paddr, segment->mem_size)) {
			report_meeting(placed, i, "a segment of the host");
			return;
		}
	}
	for (size_t j = 0; j < i; j++) {
		const struct number *address = &placed->host->blobs[j].address;

		if (!number_given(*address) || address->value > UINT32_MAX ||
		    !ranges_meet(start, size, address->value, placed->files[j].size))
			continue;
		report_meeting(placed, i, "another blob");
		diag_note(placed->diag, address->at, "that one is here");
		return;
	}
}

static void check_blob(const struct placed *placed, size_t i)
{
	const struct blob *blob = &placed->host->blobs[i];

	if (placed->files[i].size == 0)
		diag_error(placed->diag, blob->file.at, "blob", "blob '%s' is an empty file",
			   blob->name.value);
	else if (number_given(blob->address) &&
		 !is_in_area(placed->host, blob->address.value, placed->files[i].size))
		diag_error(placed->diag, blob->address.at, "blob",
			   "blob '%s', %zu bytes at 0x%08" PRIx64
			   ", does not lie in one area of the host",
			   blob->name.value, placed->files[i].size, blob->address.value);
	else if (number_given(blob->address))
		check_meetings(placed, i);
}

void blobs_check(struct diag *diag, const struct host *host, const struct elf *elf,
		 const struct span *files)
{
	const struct placed placed = { diag, host, elf, files };

	for (size_t i = 0; i < host->n_blobs; i++)
		check_blob(&placed, i);
}
