/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * blobs: may the host's blobs, whose sizes are their files', lie where the description says?
 */
#ifndef XPACK_BLOBS_H
#define XPACK_BLOBS_H

#include "elf.h"
#include "model.h"

/*
 * files are the n_blobs blobs' bytes.  Reports: blob (an empty file; one with an address that does
 * not lie in one area of the host, or over a segment of the host, or over another blob).
 */
void blobs_check(struct arena *arena, struct diag *diag, const struct host *host,
		 const struct elf *elf, const struct span *files);

#endif
