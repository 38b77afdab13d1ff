/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_elf_parts: what the files of check_elf share; private to them.
 *
 * check_elf.c holds the runner and the checks whether the file is one for the board; the other
 * tables over ELF files that check.h names are each in a file of their own.
 */
#ifndef XPACK_CHECK_ELF_PARTS_H
#define XPACK_CHECK_ELF_PARTS_H

#include "check.h"
#include "check_elf.h"

/* What an architecture's boards ask of every ELF file. */
struct elf_rules {
	uint16_t machine;
	uint16_t machine64; /* of the 64-bit files that may_be_64 allows; EM_NONE: of none */
	bool big_endian;
	uint32_t forbidden_flags; /* in e_flags */
	uint32_t code_align;      /* bytes, a power of two */
	const char *compile_help;
};

struct elf_check {
	struct arena *arena;
	struct diag *diag;
	const struct check_elf_input *input;
	const struct elf *elf;
	const struct elf_rules *rules;
};

#define elf_check_error(check, id, ...)                                                            \
	diag_error((check)->diag, (check)->input->at, id, __VA_ARGS__)
#define elf_check_help(check, ...) diag_help((check)->diag, (check)->input->at, __VA_ARGS__)

/* "partition 'nav': segment 1 (rx) 0x40100000..0x40103fff of 'nav.elf'" */
const char *elf_check_describe(const struct elf_check *check, const struct elf_segment *segment);

/* For struct check's needs: of rows that look into a file for the board. */
#define ELF_CHECK_NEEDS "elf-class elf-byte-order elf-machine elf-type"

bool elf_check_has_loaded(const struct elf *elf);

/* check_files.c; its row stands among the places. */
void check_shared_file(const struct elf_check *check);

/* How many sections of notes lie in the segment. */
size_t elf_check_notes(const struct elf *elf, const struct elf_segment *segment);
/* No other allocated section lies in it, and the file has section headers that say so. */
bool elf_check_only_notes(const struct elf *elf, const struct elf_segment *segment);

/* The area that all of the segment lies in, or NULL. */
const struct area *elf_check_area(const struct check_elf_input *input,
				  const struct elf_segment *segment);
/* What usually puts a segment where nobody wanted one. */
void elf_check_help_outside(const struct elf_check *check, const struct elf_segment *segment);
/* It may be left out (elf-stray). */
bool elf_check_is_stray(const struct check_elf_input *input, const struct elf_segment *segment);
/* It meets what is not its owner's (host-extent, elf-foreign). */
bool elf_check_is_foreign(const struct check_elf_input *input, const struct elf_segment *segment);

#endif
