/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * blobs: may blobs, whose sizes are their files', lie where the description says?
 */
#ifndef XPACK_BLOBS_H
#define XPACK_BLOBS_H

#include "elf.h"
#include "model.h"

/* The host or a partition with its blobs. */
struct blobs_owner {
	const char *who; /* for messages: "the host", "partition 'nav'" */
	const struct blob *blobs;
	const struct span *files; /* the bytes of each */
	size_t n_blobs;
	const struct area *areas;
	size_t n_areas;
	const struct elf *elf; /* its own file */
	bool may_be_code;      /* blobs may lie where it is executed and not written */
};

/*
 * Reports: blob (an empty file; one with an address that does not lie in one area of its owner, or
 * over a segment of it, or over another blob; one of a partition where its code is).
 */
void blobs_check(struct arena *arena, struct diag *diag, const struct blobs_owner *owner);

#endif
