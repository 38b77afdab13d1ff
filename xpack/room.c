/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "room.h"

#include <inttypes.h>

struct room room_begin(struct arena *arena, struct diag *diag, const struct board *board)
{
	const struct extents pages = { .arena = arena, .align = PLACE_PAGE_SIZE };
	struct room room = { .diag = diag, .board = board, .taken = pages, .solid = pages };

	room.ram = arena_array(arena, board->n_memories, sizeof(*room.ram));
	for (size_t i = 0; i < board->n_memories; i++)
		if (board->memories[i].kind == MEMORY_RAM)
			room.ram[room.n_ram++] = &board->memories[i];
	return room;
}

/* The part of a memory that lies in the request's bounds. */
static struct extents_item bounds(const struct memory *memory, const struct room_request *request)
{
	struct extents_item within = { memory->start.value,
				       memory->start.value + memory->size.value };

	if (within.start < request->start)
		within.start = request->start;
	if (request->end != 0 && within.end > request->end)
		within.end = request->end;
	return within;
}

/* Outside the set, in any of the board's RAM. */
static bool find(const struct room *room, const struct extents *set,
		 const struct room_request *request, struct extent *extent)
{
	bool found = false;

	for (size_t i = 0; i < room->n_ram; i++) {
		struct extents_item within = bounds(room->ram[i], request);
		uint64_t start;
		bool fits;

		fits = request->lowest ? extents_lowest_gap(set, within, request->size, &start)
				       : extents_highest_gap(set, within, request->size, &start);
		if (!fits || (found && (start < extent->start) != request->lowest))
			continue;
		*extent = (struct extent){ (uint32_t)start, (uint32_t)request->size };
		found = true;
	}
	return found;
}

int room_find(struct room *room, const struct room_request *request, struct extent *extent)
{
	struct room_request pages = *request;

	pages.size = align_up(request->size, PLACE_PAGE_SIZE);
	if (!find(room, &room->taken, &pages, extent) &&
	    !(request->in_area && find(room, &room->solid, &pages, extent))) {
		diag_error(room->diag, room->board->at, "place-no-room",
			   "no free RAM of %" PRIu64 " KiB for %s", pages.size / 1024,
			   request->what);
		diag_help(room->diag, room->board->at,
			  "declare more Memory of kind ram, or make areas smaller");
		return -1;
	}
	extents_add(&room->taken, extent->start, extent->size);
	extents_add(&room->solid, extent->start, extent->size);
	return 0;
}
