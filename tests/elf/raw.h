/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * raw: a second, simple-minded reader of ELF files (System V gABI, chapters 4 and 5) that shares
 * nothing with the tool's and is held against it.
 *
 * Whatever it reads outside the file ends the test by require(): it is asked only about files that
 * the tool has accepted, which therefore must be whole.
 */
#ifndef XPACK_TESTS_RAW_H
#define XPACK_TESTS_RAW_H

#include "xpack/elf.h"
#include "xpack/model.h"

/* Ends the test, naming the mutant, when the condition does not hold. */
void require(bool holds, const char *what);

bool raw_is_executable(struct span file);

/* Set marks[i] for every byte i of the ELF header, program headers and section headers. */
void raw_mark_headers(struct span file, bool *marks);
/* Set marks[i] for every byte i of the file's headers and tables: ELF header, program and section
 * headers, symbols, strings, relocations, notes, dynamic sections, groups, and whatever stands in
 * sections of the tool's own.  Returns how many there are. */
size_t raw_mark_tables(struct span file, bool *marks);

/* Is the view what the file says? */
void raw_require_view(struct span file, const struct elf *elf);

/* Is an executable that was accepted for these areas one that the board can hold?  code_align is
 * that of its instructions. */
void raw_require_fit(struct span file, const struct area *areas, size_t n_areas,
		     uint32_t code_align);

#endif
