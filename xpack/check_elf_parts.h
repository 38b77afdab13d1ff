/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_elf_parts: what the files of check_elf share; private to them.
 *
 * check_elf.c holds the table of checks and those about the file as a whole, check_segments.c
 * those about what is loaded where.
 */
#ifndef XPACK_CHECK_ELF_PARTS_H
#define XPACK_CHECK_ELF_PARTS_H

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

/* A PT_LOAD that takes memory; others are ignored. */
bool elf_check_loaded(const struct elf_segment *segment);

void check_segments_exist(const struct elf_check *check);
void check_segments_sizes(const struct elf_check *check);
void check_segments_wrap(const struct elf_check *check);
/* True when no loaded segment leaves the address space: the next three need it. */
bool check_segments_in_range(const struct elf *elf);
void check_segments_overlap(const struct elf_check *check);
void check_segments_place(const struct elf_check *check);
void check_segments_entry(const struct elf_check *check);

#endif
