/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * windows: finds a guest's stub windows by what they contain.
 *
 * Section headers may be merged, renamed or stripped, so every executable loaded byte is looked
 * at: an illegal instruction, the magic and a padded name make a window.  Linkers may be told to
 * break alignments, so every address where the machine could put an instruction counts.
 */
#ifndef XPACK_WINDOWS_H
#define XPACK_WINDOWS_H

#include "elf.h"
#include "stub.h"

struct window {
	uint64_t vaddr;
	const char *name;
	const struct elf_segment *segment;
	bool recorded; /* for the caller */
};

struct windows {
	struct window *windows; /* ascending vaddr */
	size_t n_windows;
};

void windows_find(struct arena *arena, const struct stub_machine *machine, const struct elf *guest,
		  struct windows *windows);

/* The window that begins at vaddr, NULL when there is none. */
struct window *windows_at(const struct windows *windows, uint64_t vaddr);

#endif
