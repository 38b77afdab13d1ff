/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * manifest_file: the manifest of a container file, without the payload behind it.
 *
 * For what works on signatures alone: the file stays open and only its first bytes are read,
 * however large it is.  The manifest is held against the loader's strict reader.
 */
#ifndef XPACK_MANIFEST_FILE_H
#define XPACK_MANIFEST_FILE_H

#include "arena.h"
#include "buf.h"
#include "diag.h"
#include "loader/container.h"

struct manifest_file {
	const char *path;
	int fd;
	struct buf bytes; /* of the manifest */
	struct container parsed;
};

/*
 * Open a container.  Reports: file-read, file-size, not-an-image (exit 3), sign-boot-image (it is
 * a boot image: exit 1), not-canonical (exit 3) with the loader's code.  On 0 the caller calls
 * manifest_file_close().
 */
int manifest_file_open(struct arena *arena, struct diag *diag, const char *path,
		       struct manifest_file *file) __attribute__((warn_unused_result));
void manifest_file_close(struct manifest_file *file);

#endif
