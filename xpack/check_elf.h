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
	bool is_host; /* a host may be W+X-free or not as its areas say, and hold traps */
};

/*
 * Ids: elf-class, elf-byte-order, elf-machine (v8plus and sparc64 included), elf-type (ET_EXEC
 * only), elf-flags, elf-no-segment, elf-outside-area (a PT_LOAD leaves every area), elf-access
 * (its flags ask for more than the area gives), elf-wx (W+X where the area is not rwx),
 * elf-entry (not in file-backed bytes of an executable segment, misaligned), elf-interpreter,
 * elf-dynamic, elf-relocations (allocated or dynamic), elf-undefined (undefined strong symbols,
 * one error each, xpack's weak references excepted), elf-sizes (p_filesz > p_memsz),
 * elf-segments (two PT_LOADs overlap), elf-wrap (leaves 32 bits).
 */
void check_elf(struct arena *arena, struct diag *diag, const struct check_elf_input *input);

#endif
