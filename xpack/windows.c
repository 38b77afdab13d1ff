/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "windows.h"

#include <elf.h>
#include <stdlib.h>

#include "guest-bsp/include/xpack/records.h"

static void find_in_segment(struct arena *arena, const struct stub_machine *machine,
			    const struct elf_segment *segment, struct windows *windows)
{
	uint32_t align = machine->code_align;
	size_t offset = (size_t)(-segment->vaddr & (align - 1));

	for (; range_fits(segment->data.size, offset, XPACK_WINDOW_SIZE); offset += align) {
		struct span bytes = span_part(segment->data, offset, XPACK_WINDOW_SIZE);
		const char *name = stub_window_name(machine, bytes);

		if (name == NULL)
			continue;
		windows->windows = arena_grow(arena, windows->windows, windows->n_windows,
					      sizeof(*windows->windows));
		windows->windows[windows->n_windows++] = (struct window){
			.vaddr = segment->vaddr + offset, .name = name, .segment = segment
		};
	}
}

static int compare_windows(const void *a, const void *b)
{
	const struct window *left = a, *right = b;

	if (left->vaddr != right->vaddr)
		return left->vaddr < right->vaddr ? -1 : 1;
	return 0;
}

void windows_find(struct arena *arena, const struct stub_machine *machine, const struct elf *guest,
		  struct windows *windows)
{
	*windows = (struct windows){ 0 };
	for (size_t i = 0; i < guest->n_segments; i++) {
		const struct elf_segment *segment = &guest->segments[i];

		if (elf_segment_loaded(segment) && (segment->flags & PF_X) != 0)
			find_in_segment(arena, machine, segment, windows);
	}
	if (windows->n_windows != 0)
		qsort(windows->windows, windows->n_windows, sizeof(*windows->windows),
		      compare_windows);
}

struct window *windows_at(const struct windows *windows, uint64_t vaddr)
{
	struct window key = { .vaddr = vaddr };

	if (windows->n_windows == 0)
		return NULL;
	return bsearch(&key, windows->windows, windows->n_windows, sizeof(key), compare_windows);
}
