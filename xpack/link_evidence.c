/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Holds what link_partition() made against the guest, sharing none of its code. */
#include <elf.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "link.h"
#include "stub.h"

static bool same(const uint8_t *a, const uint8_t *b, uint64_t size)
{
	return size == 0 || memcmp(a, b, (size_t)size) == 0;
}

/* Index of the first change at or behind vaddr. */
static size_t first_change(const struct linked *linked, uint64_t vaddr)
{
	size_t low = 0, high = linked->n_changes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (linked->changes[middle].vaddr < vaddr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is the change one window of the segment at offset, was it made by the guest's compiler, and is
 * it listed with the bytes that are there now? */
static bool is_window_change(const struct stub_machine *machine, const struct change *change,
			     const struct linked_segment *linked, uint64_t offset)
{
	const struct elf_segment *segment = linked->segment;
	const char *name;

	if (change->size != XPACK_WINDOW_SIZE ||
	    !range_fits(segment->data.size, offset, XPACK_WINDOW_SIZE) ||
	    change->paddr != segment->paddr + offset)
		return false;
	name = stub_window_name(machine,
				span_part(segment->data, (size_t)offset, XPACK_WINDOW_SIZE));
	return name != NULL && strcmp(name, change->name) == 0 &&
	       same(change->before, segment->data.data + offset, XPACK_WINDOW_SIZE) &&
	       same(change->after, linked->bytes + offset, XPACK_WINDOW_SIZE);
}

/* Compare one segment; adds the number of changes inside it to *n_seen. */
static bool only_windows(const struct stub_machine *machine, const struct linked *linked,
			 const struct linked_segment *copy, size_t *n_seen)
{
	const struct elf_segment *segment = copy->segment;
	uint64_t done = 0; /* bytes of the segment compared so far */

	for (size_t i = first_change(linked, segment->vaddr); i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];
		uint64_t offset = change->vaddr - segment->vaddr;

		if (offset >= segment->data.size)
			break;
		if (machine == NULL || offset < done ||
		    !is_window_change(machine, change, copy, offset) ||
		    !same(copy->bytes + done, segment->data.data + done, offset - done))
			return false;
		done = offset + XPACK_WINDOW_SIZE;
		(*n_seen)++;
	}
	if (done == segment->data.size)
		return true;
	return same(copy->bytes + done, segment->data.data + done, segment->data.size - done);
}

bool link_only_windows_changed(const struct elf *guest, const struct linked *linked)
{
	const struct stub_machine *machine = stub_machine(guest->machine);
	size_t n_segments = 0, n_changes = 0;

	for (size_t i = 1; i < linked->n_changes; i++)
		if (linked->changes[i - 1].vaddr >= linked->changes[i].vaddr)
			return false;
	for (size_t i = 0; i < guest->n_segments; i++) {
		const struct elf_segment *segment = &guest->segments[i];

		if (!elf_segment_loaded(segment))
			continue;
		if (n_segments == linked->n_segments ||
		    linked->segments[n_segments].segment != segment ||
		    !only_windows(machine, linked, &linked->segments[n_segments], &n_changes))
			return false;
		n_segments++;
	}
	return n_segments == linked->n_segments && n_changes == linked->n_changes;
}
