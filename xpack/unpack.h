/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * unpack: what a frame holds, block by block, so that neither is in memory.
 *
 * The verdict is the loader's: blocks are independent, so each is decoded by loader/lz4.h as a
 * frame of its own.  What is left is how blocks follow one another.
 */
#ifndef XPACK_UNPACK_H
#define XPACK_UNPACK_H

#include "loader/lz4.h"
#include "payload.h"

#define UNPACK_MEMORY (2 * LZ4_BLOCK_SIZE)
/* As FRAMES_THREADS, of `verify`. */
#define UNPACK_THREADS 2u

/* Takes the bytes of a block, from `at` on; false: enough, the frame is refused. */
typedef bool unpack_take(void *context, uint64_t at, struct span block);

struct unpack_job {
	const struct payload_source *source; /* the frame */
	uint64_t capacity;                   /* it may hold so many bytes */
	unpack_take *take;                   /* or NULL */
	void *context;
	struct crew_member *member; /* for whose progress; or NULL */
};

/*
 * *size is what lz4_decode() returns of the whole frame: how many bytes it holds, or 0.  It is 0
 * too where the header's checksum is wrong, which stock tools look at.  Returns NULL, or why the
 * source cannot be read.
 */
const char *unpack_run(const struct unpack_job *job, uint32_t *size)
	__attribute__((warn_unused_result));

#endif
