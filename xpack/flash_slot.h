/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flash_slot: which of the two containers on a target a new one is written over.
 *
 * What is there is read from the target and judged with the loader's own code and parameters: each
 * container's trust rules, each image's hash, and what can be repaired from the other
 * (docs/container.md, "Two containers").  So it is known which one the loader starts now, and which
 * one starts without any help from the other.
 *
 * The one that stays must start by itself as long as the other is being written, and no block that
 * is erased may hold bytes of it, or of the loader.  And afterwards the loader must prefer the new
 * one.  Who names a slot takes the responsibility for all this.
 *
 * Where an interrupted run erased bytes that it will put back, those count as if they were there.
 */
#ifndef XPACK_FLASH_SLOT_H
#define XPACK_FLASH_SLOT_H

#include "flash_journal.h"
#include "imagefile.h"
#include "loader/params.h"

enum flash_slot { FLASH_SLOT_FIRST, FLASH_SLOT_SECOND, FLASH_SLOT_AUTO };

struct flash_update {
	struct flash_job *job; /* its offset: where on the target the board's storage begins */
	const struct flash_journal *journal; /* what an interrupted run will put back */
	const struct params *params;  /* of the loader that is there; with a second container */
	uint32_t start;               /* address of the board's storage */
	size_t anchor;                /* bytes of the loader and its parameters, whole pages */
	const struct imagefile *file; /* the new container */
	enum flash_slot wanted;
	bool compare; /* nothing will be written */
};

const char *flash_slot_name(enum flash_slot slot);

/* "a", "b" or "auto"; false when it is none of them. */
bool flash_slot_parse(const char *text, enum flash_slot *slot);

/*
 * Choose, and set the job's bytes and offset.  *slot is FLASH_SLOT_FIRST or FLASH_SLOT_SECOND.
 * Where nothing will be written, the one that the loader starts now; where a run was interrupted
 * that left a journal, the one that it wrote.  Reports what the target does,
 * flash-slot (exit 5: none could be written without risk), flash-sequence (exit 1: the loader would
 * not prefer the new one, or starts it already).  Returns 0 or -1.
 */
int flash_slot_choose(const struct flash_update *update, enum flash_slot *slot)
	__attribute__((warn_unused_result));

#endif
