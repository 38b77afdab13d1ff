/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * guest_builder: a SPARC guest with imports, piece by piece, so that each piece can be wrong.
 *
 * Its code lies at GUEST_CODE: 64 bytes without meaning, then the windows in the order in which
 * they were added.
 */
#ifndef XPACK_TESTS_GUEST_BUILDER_H
#define XPACK_TESTS_GUEST_BUILDER_H

#include "record_builder.h"
#include "xpack/elf.h"

#define GUEST_CODE 0x40100000u
/* The address of window n, from 0. */
#define GUEST_WINDOW(n) (GUEST_CODE + 64 * ((n) + 1))

struct guest {
	struct build build;
	struct buf code, imports, prototypes;
	uint32_t code_flags; /* PF_* of the segment */
	uint32_t paddr;      /* where the code is placed */
};

void guest_begin(struct guest *guest);
/* A window and its record. */
void guest_import(struct guest *guest, const char *name, uint32_t flags);
void guest_prototype(struct guest *guest, const char *name, const char *prototype);
struct span guest_finish(struct guest *guest);
void guest_end(struct guest *guest);

#endif
