/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * subject: one file, whole or damaged, through everything that reads ELF files: reader, checks,
 * exports, imports, link.
 *
 * Whatever happens must be an error at the place that named the file, or a result that holds
 * against the bytes: what was read against raw.h, what was checked against the areas, what was
 * linked against the guest's bytes.
 */
#ifndef XPACK_TESTS_SUBJECT_H
#define XPACK_TESTS_SUBJECT_H

#include "xpack/link.h"

/* What names the file in the description. */
#define SUBJECT_PLACE                                                                              \
	{                                                                                          \
		"system.xml", 4, 8                                                                 \
	}

enum outcome {
	OUTCOME_REFUSED,  /* by the reader */
	OUTCOME_READ,     /* but found wrong for the board */
	OUTCOME_ACCEPTED, /* for the board */
	N_OUTCOMES
};

/* What a file is tried with: a guest, the interface that it imports, and a host that has it. */
struct trio {
	enum arch arch;
	const struct elf *guest, *host;
	const struct abi *abi;
};

/* What was reported last. */
const char *subject_message(void);

/* Open a file that has nothing wrong. */
void subject_open(struct arena *arena, struct span file, struct elf *elf);
/* The exports of an ABI object that has nothing wrong. */
void subject_read_abi(struct arena *arena, const struct elf *object, struct abi *abi);

/* Without trio the file is all three itself.  *linked counts the results of linking. */
enum outcome subject_try(struct span file, const struct trio *trio, unsigned *linked);

#endif
