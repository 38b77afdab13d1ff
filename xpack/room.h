/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * room: whole pages of the board's RAM for what has no address in the description.
 */
#ifndef XPACK_ROOM_H
#define XPACK_ROOM_H

#include "diag.h"
#include "extents.h"
#include "model.h"

#define PLACE_PAGE_SIZE 4096u /* smallest page of the SRMMU and of IA-32 paging */

/* A range of physical memory; size 0 is no range. */
struct extent {
	uint32_t start;
	uint32_t size;
};

struct room {
	struct diag *diag;
	const struct board *board;
	const struct memory **ram; /* of the board */
	size_t n_ram;
	struct extents taken; /* areas, shared memory, and what was found room for: not free */
	struct extents solid; /* what will be loaded, shared memory, and what was found room for:
				 never free */
};

/* Nothing is taken yet. */
struct room room_begin(struct arena *arena, struct diag *diag, const struct board *board);

struct room_request {
	const char *what; /* for a message: "the loader's work area" */
	uint64_t size;
	uint64_t start, end; /* it lies between these; end 0: anywhere */
	bool lowest;         /* as low as possible; otherwise as high as possible */
	bool in_area;        /* when there is no other room, in an area, where nothing is loaded */
};

/* Find and take the pages.  Reports place-no-room.  Returns 0 or -1. */
int room_find(struct room *room, const struct room_request *request, struct extent *extent)
	__attribute__((warn_unused_result));

#endif
