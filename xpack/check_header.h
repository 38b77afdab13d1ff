/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_header: does a partition's file begin with what its host reads there?
 *
 * Some hosts find in a partition's memory, at a fixed place, a structure that the supplier linked:
 * a magic word, versions, and pointers that the host follows in supervisor mode.  The description
 * says what the host wants (PartitionHeader); a partition that has something else is found on the
 * board at best, and a pointer into foreign memory makes the host serve it.
 */
#ifndef XPACK_CHECK_HEADER_H
#define XPACK_CHECK_HEADER_H

#include "elf.h"
#include "model.h"

/*
 * Reports partition-header, header-word and header-pointer; nothing when the host reads none.
 * The header lies headerOffset behind the lowest physical address of a loaded segment; its words
 * have 32 bits and the byte order of the file.  A pointer of 0 points nowhere and is right.
 */
void check_header(struct arena *arena, struct diag *diag, const struct system *system,
		  const struct partition *partition, const struct elf *elf);

#endif
