/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * medium: a file or a disk as bytes that are really there.
 *
 * Written bytes are on the medium after medium_sync(), and what is read comes from it: past the
 * kernel's cache where the file system can (O_DIRECT), else after the cache was told to forget.
 * Reading on another machine cannot be more certain than that, but for a cache inside the disk.
 */
#ifndef XPACK_MEDIUM_H
#define XPACK_MEDIUM_H

#include <sys/types.h>

#include "loader/span.h"

struct medium {
	int fd;
	int direct; /* the same without cache, or -1 */
	uint8_t *bounce;
};

/* flags and mode as for open(2).  0, or -1 with errno. */
int medium_open(struct medium *medium, const char *path, int flags, mode_t mode)
	__attribute__((warn_unused_result));
void medium_close(struct medium *medium);
/* All of it, or -1 with errno; an end of the medium in between is EIO. */
int medium_write(struct medium *medium, uint64_t offset, struct span bytes)
	__attribute__((warn_unused_result));
int medium_read(struct medium *medium, uint64_t offset, uint8_t *to, size_t size)
	__attribute__((warn_unused_result));
int medium_sync(struct medium *medium) __attribute__((warn_unused_result));

#endif
