/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flash_journal: what shares a block with an image, kept until it stands on the target again.
 *
 * Flash is erased in whole blocks.  What an image does not fill of its first and its last block is
 * erased with them and written back with them, minutes later; a power cut in between would lose it.
 * So it is written to a file of this machine first, which is removed when all is done:
 *
 *     $XDG_STATE_HOME/xpack/flash-ID.journal, else ~/.local/state/xpack/flash-ID.journal
 *
 * where ID are the first 16 hexadecimal digits of the SHA-256 of the target's name as it was typed.
 * All integers are big-endian:
 *
 *     "XPKJ", u32 version = 3, u64 offset and u64 size of the image on the target, u64 address of
 *     the target's offset 0, u64 size of the target, u32 size of a block, u32 n pieces, SHA-256 of
 *     the image, n times { u64 offset, u32 size, bytes }, the target's name, 0, what it was found
 *     to be, 0, SHA-256 of all before
 *
 * So another board at the same port is told from the one that was interrupted, unless both are of
 * the same kind; and another image from the one that was being written.
 *
 * It may be stale: the board was completed by other means, and has newer contents beside the image.
 * That shows where the image's part of the first block is there.  An interrupted run leaves that
 * only where it was there before and is not erased yet, where it is all erased bytes, or where all
 * is done but removing the journal; what stands beside it is then as it was kept, or erased, or
 * between the two.  Anything else is newer, and not written over.
 */
#ifndef XPACK_FLASH_JOURNAL_H
#define XPACK_FLASH_JOURNAL_H

#include "flash.h"
#include "loader/crypto.h"

#define FLASH_JOURNAL_PIECES 4u /* in front of and behind the image, in two blocks */

struct flash_piece {
	uint64_t offset; /* on the target */
	struct span bytes;
};

struct flash_journal {
	const char *path; /* NULL: this user has no place for it */
	bool found;       /* an interrupted job left it */
	uint64_t offset;  /* of that job's bytes on the target */
	uint64_t size;
	uint8_t digest[CRYPTO_DIGEST_SIZE]; /* of those bytes; only when it was found */
	struct flash_piece pieces[FLASH_JOURNAL_PIECES];
	size_t n;
};

/*
 * Is there one for this target?  Only a job that resumes may go on from it; which bytes are to go
 * where need not be known yet.  Reports flash-journal (exit 1): the job does not resume, or it is
 * damaged, of another version of xpack, or of another board; file-read (exit 4).  The bytes are in
 * the arena.  Returns 0 or -1.
 */
int flash_journal_find(const struct flash_job *job, struct flash_journal *journal)
	__attribute__((warn_unused_result));

/* Was it the job's image, at its place, that was interrupted?  Reports flash-journal. */
int flash_journal_test(const struct flash_job *job, const struct flash_journal *journal)
	__attribute__((warn_unused_result));

/* Report flash-journal: it is stale, because of what stands at that offset.  Returns -1. */
int flash_journal_refuse_stale(const struct flash_job *job, const struct flash_journal *journal,
			       uint64_t offset) __attribute__((warn_unused_result));

/* Write it, to the disk.  Reports flash-journal (there is no place for it), file-write (exit 4). */
int flash_journal_save(const struct flash_job *job, const struct flash_journal *journal)
	__attribute__((warn_unused_result));

/* Into bytes that were read at that offset: what of them is in the pieces. */
void flash_journal_put_back(const struct flash_journal *journal, uint64_t offset, uint8_t *bytes,
			    size_t size);

/* All is done: remove it, if it is there.  Reports file-write. */
int flash_journal_drop(const struct flash_job *job, const struct flash_journal *journal)
	__attribute__((warn_unused_result));

#endif
