/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pack_parts: what the files of the module pack share; nobody else includes it.
 *
 *     pack.c            the order of the stages
 *     pack_files.c      files that the description names
 *     pack_interface.c  what the host exports
 *     pack_settle.c     what Set and Pack write, and when
 *     pack_compress.c   images compressed, when their bytes are final
 */
#ifndef XPACK_PACK_PARTS_H
#define XPACK_PACK_PARTS_H

#include "pack.h"

/* Read a file that the description names; its bytes live as long as pack. */
int pack_read_input(struct pack *pack, struct text file, struct span *bytes)
	__attribute__((warn_unused_result));
int pack_read_elf(struct pack *pack, struct text file, struct elf *elf)
	__attribute__((warn_unused_result));

/* Returns whether the file is one that can be linked against. */
bool pack_read_host(struct pack *pack);
void pack_read_blobs(struct pack *pack, bool host_ready);
void pack_read_partition(struct pack *pack, size_t i);
/* Returns whether the file, which was read, is one that can be linked. */
bool pack_check_file(struct pack *pack, size_t i, const struct partition *same);

/* Precondition: the partition's file was checked. */
void pack_read_partition_blobs(struct pack *pack, size_t i);

/* Without the host's file its ABI objects are still checked, but nothing can be resolved.  A 64-bit
 * host has no calls that a partition of these boards could make. */
int pack_read_abi(struct pack *pack, bool host_ready) __attribute__((warn_unused_result));
/* Every service that a contract promises is there. */
void pack_check_promises(struct pack *pack);

/* Where Set and Pack write; reports what is wrong with that. */
void pack_find_spots(struct pack *pack);
/* Make bytes for all that is loaded.  Precondition: there was no error so far. */
void pack_open_spots(struct pack *pack);
/* Write them, with what place() found out.  Returns 0 or -1 (set-value). */
int pack_settle(struct pack *pack) __attribute__((warn_unused_result));
/* Compress what is to be, and find room for staging.  Returns 0 or -1. */
int pack_compress(struct pack *pack) __attribute__((warn_unused_result));

#endif
