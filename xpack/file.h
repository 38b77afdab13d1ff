/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * file: read a file whole, write files atomically, paths.
 *
 * A group of outputs appears completely or not at all: each is written to a file without a name in
 * the directory of its target, synced, and all get their names only when every one of them is on
 * disk.  When naming one fails, those before it are undone (where the file system can exchange two
 * names, as all of Linux's own can; else old files that were replaced by then are lost).
 *
 * A process that is killed leaves each target as it was or as it was to be, never a part of it; of
 * several those that were opened first are new before the others.  It leaves nothing else either,
 * unless it is killed between two renamings: then a whole file named .xpack-* may stay, new or old.
 * Where the file system has no files without a name, that name is there while the file is written.
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

/*
 * The steps of file_read(), for who reads otherwise.  Open a regular file of at most max bytes,
 * whose size goes to *size: a descriptor, or -1 after reporting.  Read all of it.  Report that path
 * cannot be read for that errno; always -1.
 */
int file_open_regular(struct diag *diag, struct location at, const char *path, uint64_t max,
		      uint64_t *size) __attribute__((warn_unused_result));
int file_read_open(struct diag *diag, struct location at, const char *path, int fd, uint64_t max,
		   uint64_t size, struct buf *out) __attribute__((warn_unused_result));
int file_read_fails(struct diag *diag, struct location at, const char *path, int error);

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

/*
 * The same piece by piece.  Open the outputs of a group, write their files in any order, then give
 * them their names; free in any case.
 *
 *     stage = file_stage_new();
 *     fd = file_stage_open(diag, stage, path, 0666);	the file, empty; or -1 after reporting
 *     ... pwrite(fd, ...) ...
 *     file_stage_commit(diag, stage);			syncs, names all or none; 0 or -1
 *     file_stage_free(stage);				what was not committed was never there
 *
 * The descriptors are the stage's and may be read too; paths live longer than the stage.
 */
struct file_stage;
struct file_stage *file_stage_new(void);
int file_stage_open(struct diag *diag, struct file_stage *stage, const char *path, mode_t mode)
	__attribute__((warn_unused_result));
/* Open one and write it whole. */
int file_stage_write(struct diag *diag, struct file_stage *stage, const struct output *output)
	__attribute__((warn_unused_result));
int file_stage_commit(struct diag *diag, struct file_stage *stage)
	__attribute__((warn_unused_result));
void file_stage_free(struct file_stage *stage);

/* A file for the time being, in the directory of an output: it has no name and vanishes with its
 * descriptor.  That, which the caller closes, or -1 after reporting file-write. */
int file_open_scratch(struct diag *diag, const char *output) __attribute__((warn_unused_result));

/* Write all the bytes at offset.  NULL, or why that failed.  Threads may do so together. */
const char *file_write_bytes(int fd, uint64_t offset, struct span bytes)
	__attribute__((warn_unused_result));
/* Report that an output cannot be written, and why; always -1. */
int file_write_fails(struct diag *diag, const char *path, const char *why);

/* path relative to the directory of the file `beside`; absolute paths stay. */
char *file_beside(struct arena *arena, const char *beside, const char *path);
/* path with its last extension replaced: ("a/b.xml", ".itb") is "a/b.itb". */
char *file_with_extension(struct arena *arena, const char *path, const char *extension);

#endif
