/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Holds what link_partition() made against the guest, sharing none of its code. */
#include <elf.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "link.h"
#include "mapped.h"
#include "stub.h"

/* An external's slot, the jump through it and the whole stub, in bytes: see externals.h. */
#define SLOT_SIZE 4u
#define JUMP_SIZE 6u
#define STUB_SIZE 22u

#define BEHIND (2u << 20) /* bytes: the kernel maps a file in pieces of at most so many */

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

/* Is the change one window of the segment at offset, and was it made by the guest's compiler? */
static bool is_window_change(const struct stub_machine *machine, const struct change *change,
			     const struct linked_segment *linked, uint64_t offset)
{
	const struct elf_segment *segment = linked->segment;
	const char *name;

	if (machine == NULL || change->size != XPACK_WINDOW_SIZE ||
	    !range_fits(segment->data.size, offset, XPACK_WINDOW_SIZE))
		return false;
	name = stub_window_name(machine,
				span_part(segment->data, (size_t)offset, XPACK_WINDOW_SIZE));
	return name != NULL && strcmp(name, change->name) == 0;
}

/* Is the change one slot of an external, which led to the second instruction of its stub? */
static bool is_slot_change(const struct elf *guest, const struct change *change,
			   const struct linked_segment *linked, uint64_t offset)
{
	const struct elf_segment *segment = linked->segment, *code;
	const uint8_t *slot = segment->data.data + offset, *stub;
	uint64_t addr;

	if (guest->machine != EM_386 || change->size != SLOT_SIZE ||
	    !range_fits(segment->data.size, offset, SLOT_SIZE) || (segment->flags & PF_W) == 0)
		return false;
	addr = (uint32_t)(elf_get32(guest, slot) - JUMP_SIZE);
	code = elf_segment_of(guest, addr, STUB_SIZE);
	if (code == NULL || (code->flags & PF_X) == 0)
		return false;
	stub = code->data.data + (addr - code->vaddr);
	return stub[0] == 0xff && stub[1] == 0x25 && elf_get32(guest, stub + 2) == change->vaddr &&
	       stub[6] == 0x68 && elf_get32(guest, stub + 7) == change->vaddr && stub[11] == 0x68 &&
	       stub[16] == 0xff && stub[17] == 0x25;
}

/* Is it the word of a Set, in data? */
static bool is_word(const struct change *change, const struct elf_segment *segment)
{
	return change->set != NULL && change->size == word_form_width(&change->set->form) &&
	       !elf_segment_is_code(segment);
}

/* Is it listed where it is, with the bytes that were and are there?  Behind those of the file there
 * were zeros. */
static bool is_listed(const struct change *change, const struct linked_segment *linked,
		      uint64_t offset)
{
	const struct span data = linked->segment->data;
	uint64_t n = offset < data.size ? data.size - offset : 0; /* of the file */

	if (n > change->size)
		n = change->size;
	return range_fits(linked->size, offset, change->size) &&
	       change->paddr == linked->segment->paddr + offset &&
	       (n == 0 || same(change->before, data.data + offset, n)) &&
	       bytes_are_zero(change->before + n, (size_t)(change->size - n)) &&
	       same(change->after, linked->bytes + offset, change->size);
}

static bool is_allowed(const struct elf *guest, const struct change *change,
		       const struct linked_segment *linked, uint64_t offset)
{
	switch (change->kind) {
	case CHANGE_WINDOW:
		return is_window_change(stub_machine(guest->machine), change, linked, offset) &&
		       is_listed(change, linked, offset);
	case CHANGE_SLOT:
		return is_slot_change(guest, change, linked, offset) &&
		       is_listed(change, linked, offset);
	case CHANGE_SET:
		return is_word(change, linked->segment) && is_listed(change, linked, offset);
	case CHANGE_PACK:
		break;
	}
	return false;
}

/* The same, in windows, so that neither is in memory whole. */
static bool same_in(struct arena *arena, struct span a, struct span b)
{
	for (size_t at = 0; at < b.size;) {
		struct span theirs = mapped_window(b, at), ours = span_part(a, at, theirs.size);

		if (!same(ours.data, theirs.data, ours.size))
			return false;
		if (arena != NULL) {
			mapped_release(arena, ours);
			mapped_release(arena, theirs);
		}
		at += theirs.size;
	}
	return true;
}

/* Are the bytes [from, to) of the copy those of the file, and zeros behind them? */
static bool is_unchanged(struct arena *arena, const struct linked_segment *copy, uint64_t from,
			 uint64_t to)
{
	const struct span data = copy->segment->data;
	uint64_t middle = to < data.size ? to : data.size;

	if (from < middle && !same_in(arena, (struct span){ copy->bytes + from, middle - from },
				      (struct span){ data.data + from, middle - from }))
		return false;
	if (middle < from)
		middle = from;
	return middle >= to || bytes_are_zero(copy->bytes + middle, (size_t)(to - middle));
}

/* A look at a change brought what is around it into memory again. */
static void leave(struct arena *arena, const struct linked_segment *copy, uint64_t at)
{
	const struct span data = copy->segment->data;
	uint64_t from = at > BEHIND ? at - BEHIND : 0;

	if (arena == NULL)
		return;
	mapped_release(arena, (struct span){ copy->bytes + from, (size_t)(at - from) });
	if (at <= data.size)
		mapped_release(arena, span_part(data, (size_t)from, (size_t)(at - from)));
}

/* Compare one segment; adds the number of changes inside it to *n_seen. */
static bool only_listed(struct arena *arena, const struct elf *guest, const struct linked *linked,
			const struct linked_segment *copy, size_t *n_seen)
{
	const struct elf_segment *segment = copy->segment;
	uint64_t done = 0; /* bytes of the segment compared so far */

	if (copy->size < segment->data.size ||
	    (copy->size > segment->data.size && copy->size > segment->mem_size))
		return false;
	for (size_t i = first_change(linked, segment->vaddr); i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];
		uint64_t offset = change->vaddr - segment->vaddr;

		if (offset >= copy->size)
			break;
		if (offset < done || !is_allowed(guest, change, copy, offset) ||
		    !is_unchanged(arena, copy, done, offset))
			return false;
		done = offset + change->size;
		(*n_seen)++;
		leave(arena, copy, done);
	}
	return is_unchanged(arena, copy, done, copy->size);
}

bool link_only_listed_changed(const struct elf *guest, const struct linked *linked)
{
	return link_only_listed_changed_of(NULL, guest, linked);
}

bool link_only_listed_changed_of(struct arena *arena, const struct elf *guest,
				 const struct linked *linked)
{
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
		    !only_listed(arena, guest, linked, &linked->segments[n_segments], &n_changes))
			return false;
		n_segments++;
	}
	return n_segments == linked->n_segments && n_changes == linked->n_changes;
}
