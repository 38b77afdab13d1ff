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
#include "regions.h"

struct check_elf_input {
	const char *who;    /* for messages: "partition 'nav'", "host 'xhost'" */
	struct location at; /* its file attribute */
	const struct elf *elf;
	const struct board *board;
	const struct area *areas;
	size_t n_areas;
	const struct shared_memory *shared_memories; /* of the system: no segment lies there */
	size_t n_shared_memories;
	const void *owner;      /* struct host or partition; an owner of regions in others */
	struct regions *others; /* regions_of_owned(); NULL: nothing is known of others */
	bool is_host;           /* its helps do not speak of 'xpack ldscript' */
	/* A 64-bit file that starts in 32-bit mode will do, where the board has such. */
	bool may_be_64;
	/* The loader, not the host, loads its segments: one that no area has room for can be left
	 * out, if nobody will miss it (elf-stray). */
	bool may_leave_out;
	const struct partition *same; /* that has the same file, by check_elf_same() */
	bool alone;                   /* without the system around it: struct check's whole */
};

/*
 * Run the rows of check.h's table that are about one file; each id says there what it means.  For a
 * file that is not one for the board at all the rest would be noise and does not run.
 *
 * A PT_LOAD counts by p_paddr and p_memsz; it lies in one area, adjoining ones are not joined.  One
 * without memory is ignored.
 */
void check_elf(struct arena *arena, struct diag *diag, const struct check_elf_input *input);

/* Mark what check_elf() has warned of as elf-stray: it is loaded by nobody.
 * Precondition: elf is the input's, and nothing found an error in it. */
void check_elf_leave_out(const struct check_elf_input *input, struct elf *elf);

/* For each partition the first one before it whose file has the same bytes, or NULL.  partitions:
 * of the system's partitions, in their order; one whose file could not be read is all zero. */
const struct partition **check_elf_same(struct arena *arena, const struct system *system,
					const struct elf *partitions);

#endif
