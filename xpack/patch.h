/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * patch: a large file with a few bytes changed, atomically.
 *
 * The file is copied inside the kernel (copy_file_range(2), which shares the blocks where the file
 * system can) into an output of file_stage_open(), changed there, and given the target's name.
 */
#ifndef XPACK_PATCH_H
#define XPACK_PATCH_H

#include "diag.h"
#include "loader/span.h"

struct patch {
	int fd;           /* the open source, of which the caller has read what it patches */
	const char *path; /* of it */
	uint64_t offset;
	struct span bytes; /* instead of those at offset */
};

/* Write the source with the bytes changed to target, which may be its own path; a symbolic link is
 * followed and stays, and the permissions are the source's.  Reports file-write (exit 4) at target.
 * Returns 0 or -1; after -1 target is as it was. */
int patch_write(struct diag *diag, const struct patch *patch, const char *target)
	__attribute__((warn_unused_result));

#endif
