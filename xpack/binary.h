/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * binary: the file of a host that has no headers (format="binary").
 *
 * The description says what an ELF file would: where the first byte goes, and where the program
 * starts, by an address or by a word that the file itself has somewhere.
 */
#ifndef XPACK_BINARY_H
#define XPACK_BINARY_H

#include "elf.h"
#include "model.h"

/* What is wrong with the attributes of any host, by itself: host-binary.  Returns 0 or -1. */
int binary_check_form(struct diag *diag, const struct host *host)
	__attribute__((warn_unused_result));

/*
 * A view of the host's file: one segment, readable, writable and executable, no sections and no
 * symbols.  Reports host-binary (an empty file; a word or an entry that does not lie in its bytes;
 * an entry where no instruction can start) and host-binary-elf (it is an ELF file; a warning).
 * A host whose form is wrong has no view, and nothing more is said.  Returns 0 or -1.
 */
int binary_view(struct arena *arena, struct diag *diag, const struct system *system,
		struct span file, struct elf *elf) __attribute__((warn_unused_result));

#endif
