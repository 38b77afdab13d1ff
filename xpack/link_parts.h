/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * link_parts: what the files of the module link share; nobody else includes it.
 *
 *     link.c            windows, and where a call goes
 *     link_externals.c  slots of L4 externals
 *     link_evidence.c   whether nothing else was changed; shares nothing
 */
#ifndef XPACK_LINK_PARTS_H
#define XPACK_LINK_PARTS_H

#include "cover.h"
#include "externals.h"
#include "link.h"
#include "stub.h"

struct linker {
	struct arena *arena;
	struct diag *diag;
	const struct link_input *input;
	const struct stub_machine *machine;
	struct linked *linked;
	uint8_t **bytes;   /* of each program header: the patched copy, NULL when not loaded */
	struct cover code; /* what the partition may execute */
};

#define link_error(linker, id, ...) diag_error((linker)->diag, (linker)->input->at, id, __VA_ARGS__)
#define link_help(linker, ...) diag_help((linker)->diag, (linker)->input->at, __VA_ARGS__)

/* Where a call goes: the address of the export's symbol in the host.  False after an error, whose
 * help ends with `otherwise` where the place is wrong.  Precondition: the host's file is there. */
bool link_target(const struct linker *linker, const struct service *service, const char *otherwise,
		 uint32_t *target);

/* Fill the slots.  linked->changes has room for them. */
void link_externals(const struct linker *linker, const struct imports *imports,
		    const struct externals *externals);

#endif
