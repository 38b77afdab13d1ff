/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flash: brings bytes onto a target, and makes certain that they are there.
 *
 * Whatever the target is, an interruption leaves nothing that half boots:
 *
 *   1. the first block is erased, and the last one, where disks keep a second partition table;
 *   2. all between are programmed;
 *   3. everything that was programmed is read back from the medium and compared;
 *   4. the last block and then the first are programmed, read back and compared.
 *
 * So the first block, which the board starts from, is there only when all others are known to be.
 *
 * What shares a block with the bytes keeps its contents.  Where any bytes can be written alone, it
 * is not touched; where whole blocks must be erased, it is kept in a file meanwhile
 * (flash_journal.h), read back and compared too.
 *
 * Over a noisy line, what is written back is read until two readings agree; a block that differs is
 * read again, and then, at most twice, written again.
 *
 * Minimizing reads first and programs only blocks that differ; when the first block is the same but
 * others are not it is still erased while they change.  Resuming is minimizing after an
 * interruption, which must have left the first block erased, or half of it programmed, or all.
 */
#ifndef XPACK_FLASH_H
#define XPACK_FLASH_H

#include "buf.h"
#include "progress.h"
#include "target.h"

struct flash_journal;

struct flash_job {
	struct arena *arena;
	struct diag *diag;
	struct target *target;
	struct target_identity identity;
	struct progress *progress;
	struct span bytes; /* what is to stand there; not empty */
	uint64_t offset;   /* where its first byte goes */
	bool minimize;
	bool resume;
	/* Before anything is changed; the journal has what will be put back.  NULL: nobody is
	 * asked. */
	int (*confirm)(const void *who, const struct flash_journal *journal);
	const void *who;
};

/* The target's, as it was typed. */
static inline const char *flash_target_name(const struct flash_job *job)
{
	return target_base(job->target)->request.name;
}

struct flash_result {
	uint64_t programmed; /* bytes, whole blocks */
	uint64_t verified;   /* bytes that were read back and compared */
};

/*
 * Reports: what the target and confirm() do; flash-size (it does not fit, exit 1); flash-resume
 * (there is nothing to resume, exit 1); flash-journal (an earlier run was interrupted, and this one
 * does not resume it, exit 1); flash-verify (what was read back differs, exit 5, with the first
 * address).  Returns 0 or -1.
 */
int flash_write(struct flash_job *job, struct flash_result *result)
	__attribute__((warn_unused_result));

/* Do the bytes fit?  Reports flash-size. */
int flash_check_size(const struct flash_job *job) __attribute__((warn_unused_result));

/* Only read and compare.  Reports flash-size, flash-verify. */
int flash_verify(struct flash_job *job, struct flash_result *result)
	__attribute__((warn_unused_result));

/* Read what nobody can compare: from a noisy target until two readings in a row agree. */
int flash_read_surely(const struct flash_job *job, uint64_t offset, uint8_t *to, size_t size)
	__attribute__((warn_unused_result));

/* Read size bytes from offset on, and put() them, piece by piece, with their places from 0 on; what
 * it returns ends it when it is not 0. */
int flash_copy(struct flash_job *job, uint64_t offset, uint64_t size,
	       int (*put)(void *to, uint64_t at, struct span bytes), void *to)
	__attribute__((warn_unused_result));

/* Read size bytes from offset on; the caller frees *out, also after an error. */
int flash_read(struct flash_job *job, uint64_t offset, uint64_t size, struct buf *out)
	__attribute__((warn_unused_result));

#endif
