/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * file: read a file whole, write files atomically, paths.
 *
 * A group of outputs appears completely or not at all: each is written to a temporary file in the
 * directory of its target, synced, and all are renamed only when every one of them is on disk.
 * When a renaming fails, those before it are undone (where the file system can exchange two names,
 * as all of Linux's own can; else old files that were replaced by then are lost).
 */
#ifndef XPACK_FILE_H
#define XPACK_FILE_H

#include <sys/types.h>

#include "arena.h"
#include "buf.h"
#include "diag.h"

/*
 * Read path into *out.  Refuses what is not a regular file, and what is larger than max bytes.
 * Errors are reported at `at` (where the name was written; a place without file: the path itself).
 * A name that leads nowhere, to a directory or to a device, and a file that is too large, are the
 * input's fault (file-read, file-size: exit 1), all else is the machine's (file-read: exit 4).
 * Returns 0 or -1.
 */
int file_read(struct diag *diag, struct location at, const char *path, uint64_t max,
	      struct buf *out) __attribute__((warn_unused_result));

struct output {
	const char *path;
	struct span bytes;
	mode_t mode; /* before the umask: 0666, or 0600 for a private key */
};

/*
 * Write all n outputs or none.  A target is a new name or that of a regular file; a symbolic link
 * is followed and stays.  Reports at the output: file-write (exit 4).  Returns 0 or -1.
 */
int file_write_all(struct diag *diag, const struct output *outputs, size_t n)
	__attribute__((warn_unused_result));

/* path relative to the directory of the file `beside`; absolute paths stay. */
char *file_beside(struct arena *arena, const char *beside, const char *path);
/* path with its last extension replaced: ("a/b.xml", ".itb") is "a/b.itb". */
char *file_with_extension(struct arena *arena, const char *path, const char *extension);

#endif
