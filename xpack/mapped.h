/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mapped: input files as bytes in memory, without the memory.
 *
 * A small file is read.  A larger one is mapped: what is looked at is in memory, what is not is
 * not.  Whoever needs all of its bytes opens it again and reads it piece by piece (payload.h);
 * that it is still the same file, unchanged, is tested then.
 *
 * A mapped file that becomes shorter ends the process with EXIT_MACHINE when what was cut off is
 * looked at (main.c); no output exists by then.
 */
#ifndef XPACK_MAPPED_H
#define XPACK_MAPPED_H

#include <sys/types.h>
#include <time.h>

#include "arena.h"
#include "buf.h"
#include "diag.h"

struct mapped {
	const char *path;
	struct span bytes; /* all of the file; never to be written */
	struct buf owned;  /* the same, when it was read; else they are mapped */
	/* of the file when it was opened */
	dev_t device;
	ino_t inode;
	struct timespec changed;
};

/*
 * Open path, a regular file of at most max bytes, for as long as `mapped` is; it is not copied.
 * Files of up to MAPPED_SMALL bytes are read when may_read.  Reports as file_read() does: 0 or -1.
 */
#define MAPPED_SMALL (64u << 10)
int mapped_open(struct diag *diag, struct location at, const char *path, uint64_t max,
		bool may_read, struct mapped *mapped) __attribute__((warn_unused_result));
void mapped_close(struct mapped *mapped);

static inline bool mapped_was_read(const struct mapped *mapped)
{
	return mapped->owned.data != NULL;
}

/* Why a file cannot be used that is not the one any more that was opened. */
#define MAPPED_CHANGED "it changed while it was used"

/* A descriptor of the file that was opened, to be closed by the caller; or -1, and why in *why. */
int mapped_again(const struct mapped *mapped, const char **why) __attribute__((warn_unused_result));
/* Whether it is the file that was opened and has not been written since. */
bool mapped_is_same(const struct mapped *mapped, int fd);

/*
 * Parts of mapped files that are to be written to.  An arena knows the files that were shared with
 * it; of them a copy takes memory only where it was written, and as far as it is looked at.
 */
void mapped_share(struct arena *arena, const struct mapped *mapped);
void mapped_unshare(struct arena *arena, const struct mapped *mapped);
/* A copy of bytes, wherever these are; it lives as long as the arena. */
uint8_t *mapped_copy(struct arena *arena, struct span bytes);
/* Where a copy, or a part of one, is from. */
struct mapped_origin {
	const struct mapped *file;
	uint64_t offset; /* in it */
	int pages;       /* which were written: for mapped_overlay(); lives as long as the arena */
};
/* False: bytes are no mapped file's copy. */
bool mapped_find_origin(struct arena *arena, struct span bytes, struct mapped_origin *origin);

/* `to` has the file's bytes: put what was written in that part of a copy over them.  The copy
 * itself is not looked at but for that, because what is looked at of a mapping is in memory
 * afterwards, and the kernel maps MiB at once. */
void mapped_overlay(int pages, struct span bytes, uint8_t *to);
/* Give memory back of all files that are shared with the arena, and of what was not written of
 * their copies. */
void mapped_trim(struct arena *arena);

/* A part of bytes to be looked at before the next, from `at` on: it ends where pages end, so that
 * it can be released. */
#define MAPPED_WINDOW (64u << 10)
struct span mapped_window(struct span bytes, size_t at);
/* Give back the pages that lie in these bytes, and were not written.  Nothing happens where
 * bytes are not of a shared file, or of a copy of one. */
void mapped_release(struct arena *arena, struct span bytes);
/* The same, of bytes that are known to be; what was written to a copy there is lost. */
void mapped_drop(struct span bytes);

#endif
