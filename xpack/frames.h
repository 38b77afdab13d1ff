/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * frames: images compressed, one frame behind the other in a file without a name, so that their
 * sizes are known before anything has a place, and no image is in memory.
 *
 * Threads take block by block, of one image or of several, and each writes its own when those in
 * front of it are written.  So the file does not depend on their number.  Each thread has a block
 * and what becomes of it in memory, FRAMES_MEMORY bytes.
 */
#ifndef XPACK_FRAMES_H
#define XPACK_FRAMES_H

#include "arena.h"
#include "compress.h"
#include "payload.h"

#define FRAMES_MEMORY (LZ4_BLOCK_SIZE + COMPRESS_MEMORY)
/* Threads when nobody says how many, where there are more processors: with these `build` stays
 * below 32 MiB. */
#define FRAMES_THREADS 2u

/* An image. */
struct frames_part {
	struct payload_source source; /* of 1 to 2^32 - 1 bytes */
	bool is_kept;                 /* also when the frame is not shorter */
	/* by frames_make() */
	uint64_t offset;                       /* of the frame in the file */
	uint64_t size;                         /* of the frame; 0: it is not kept */
	uint8_t hash[CRYPTO_DIGEST_SIZE];      /* of the frame */
	uint8_t (*hashes)[CRYPTO_DIGEST_SIZE]; /* of the bytes of each block */
};

struct frames {
	struct frames_part *parts;
	size_t n_parts;
	const char *path;          /* for messages */
	int fd;                    /* -1: nothing is written, only measured */
	unsigned n_threads;        /* 0: as many as there are processors, up to FRAMES_THREADS */
	struct progress *progress; /* or NULL */
};

/* Reports file-read or file-write (exit 4) of the first block that failed.  Returns 0 or -1. */
int frames_make(struct arena *arena, struct diag *diag, const struct frames *frames)
	__attribute__((warn_unused_result));

/* Whether these are the bytes that were compressed, from `at` on, which is where a block begins. */
bool frames_hold(const struct frames_part *part, uint64_t at, struct span block);

#endif
