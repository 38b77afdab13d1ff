/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * abi_fixture: an ABI object with glue and exports, piece by piece, so that each can be wrong.
 */
#ifndef XPACK_TESTS_ABI_FIXTURE_H
#define XPACK_TESTS_ABI_FIXTURE_H

#include "record_builder.h"
#include "xpack/abi.h"

/* A prototype as somebody may have written it, and its normal form. */
#define ABI_WRITE "int xh_write (const char *text, uint32_t  size)"
#define ABI_WRITE_NORMAL "int xh_write(const char *text, uint32_t size)"

/* What errors and helps begin with: the source of the fixture is named there. */
#define ABI_ERROR "s.xml:9:5: error: "
#define ABI_HELP "s.xml:9:5: help: "

struct abi_fixture {
	struct arena *arena;
	struct diag *diag;
	struct build build;
	struct buf exports;
	struct abi abi;
	struct elf elf[2];
};

/* Set-up and tear-down of a cmocka test. */
int abi_begin(void **state);
int abi_end(void **state);

/* The glue section xh_trap with one relocation against a symbol; returns its index. */
uint32_t abi_add_glue(struct abi_fixture *f, const char *symbol, uint32_t type, uint64_t offset);
/* Its record. */
void abi_add_license(struct abi_fixture *f, const char *license);
void abi_add_trap(struct abi_fixture *f, const char *name, uint32_t number);
/* Finish a build and open it under a name. */
void abi_open(struct abi_fixture *f, struct build *build, const char *path, struct elf *elf);
/* Finish the object, called "abi.o", and read it as the only source. */
int abi_read_all(struct abi_fixture *f);
/* The same; it must fail with that report. */
void abi_expect_failure(struct abi_fixture *f, const char *report);

#endif
