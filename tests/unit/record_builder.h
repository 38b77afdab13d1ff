/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * record_builder: appends the records of guests and hosts to the data of a section, as
 * <xpack/import.h> and <xpack/export.h> would.
 */
#ifndef XPACK_TESTS_RECORD_BUILDER_H
#define XPACK_TESTS_RECORD_BUILDER_H

#include "elf_builder.h"
#include "guest-bsp/include/xpack/records.h"

#define RECORD_TRAP_SIZE 16u

/* Glue for SPARC: mov xpack_number, %g1; ta 0x70; retl; nop. */
extern const uint8_t record_trap_code[RECORD_TRAP_SIZE];

/* A window of SPARC code. */
void record_window(struct buf *to, const char *name);
void record_import(const struct build *build, struct buf *to, const char *name, uint32_t window,
		   uint32_t defined, uint32_t flags);
/* A pair of texts under any magic. */
void record_pair(const struct build *build, struct buf *to, const char *magic, const char *first,
		 const char *second);
void record_export(const struct build *build, struct buf *to, uint32_t kind, uint32_t number,
		   const char *name, const char *glue, const char *symbol, const char *prototype);

#endif
