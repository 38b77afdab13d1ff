/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_elf: is this ELF file one that can be packed for this board and these areas?
 *
 * For the host and for every partition.  Each check reports all it finds; nothing is changed.
 */
#ifndef XPACK_CHECK_ELF_H
#define XPACK_CHECK_ELF_H

#include "elf.h"
#include "model.h"

struct check_elf_input {
	const char *who;    /* for messages: "partition 'nav'", "host 'xhost'" */
	struct location at; /* its file attribute */
	const struct elf *elf;
	const struct board *board;
	const struct area *areas;
	size_t n_areas;
	const struct shared_memory *shared_memories; /* of the system: no segment lies there */
	size_t n_shared_memories;
	bool is_host; /* its helps do not speak of 'xpack ldscript' */
	/* A 64-bit file that starts in 32-bit mode will do, where the board has such. */
	bool may_be_64;
};

/*
 * Ids about the file: elf-class, elf-byte-order, elf-machine (v8plus and sparc64 included) and
 * elf-type (ET_EXEC only).  When one of them fires, the rest would be noise and does not run.
 *
 * Ids about its contents: elf-flags, elf-interpreter, elf-dynamic, elf-relocations (allocated ones;
 * what -q leaves is harmless), elf-undefined (undefined strong symbols, one error each up to a
 * limit; weak references are legal), elf-no-segment, elf-sizes (p_filesz > p_memsz), elf-wrap
 * (leaves 32 bits).
 *
 * Ids about places, when no segment wraps: elf-segments (two PT_LOADs overlap, physically or
 * virtually), elf-outside-area, elf-access (flags ask for more than the area gives), elf-wx (W+X
 * where the area is not rwx), elf-entry (no whole instruction in file-backed bytes of an executable
 * segment, or misaligned).  A PT_LOAD counts by p_paddr and p_memsz; it lies in one area, adjoining
 * ones are not joined.  One without memory is ignored.
 */
void check_elf(struct arena *arena, struct diag *diag, const struct check_elf_input *input);

#endif
