/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "memory.h"

#define ARENA_BLOCK_SIZE ((size_t)64 << 10)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct arena_block *blocks; /* the first has the room */
	void *attached;
	void (*give_back)(void *attached);
};

void memory_exhausted(void)
{
	fputs("xpack: error: out of memory\n", stderr);
	exit(EXIT_MACHINE);
}

struct arena *arena_new(void)
{
	return memory_alloc(sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	if (arena->attached != NULL)
		arena->give_back(arena->attached);
	while (arena->blocks != NULL) {
		struct arena_block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	free(arena);
}

void **arena_attached(struct arena *arena, void (*give_back)(void *attached))
{
	arena->give_back = give_back;
	return &arena->attached;
}

static struct arena_block *block_new(size_t room)
{
	struct arena_block *block;

	if (room > SIZE_MAX - sizeof(*block))
		memory_exhausted();
	block = memory_alloc(sizeof(*block) + room);
	block->size = room;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t step = alignof(max_align_t);
	struct arena_block *block = arena->blocks;
	void *memory;

	if (size > SIZE_MAX - step)
		memory_exhausted();
	size = (size + step - 1) / step * step;
	if (block == NULL || size > block->size - block->used) {
		struct arena_block *fresh =
			block_new(size > ARENA_BLOCK_SIZE ? size : ARENA_BLOCK_SIZE);

		/* A block made for one large piece goes behind the one that still has room. */
		if (block != NULL && size > ARENA_BLOCK_SIZE) {
			fresh->next = block->next;
			block->next = fresh;
		} else {
			fresh->next = block;
			arena->blocks = fresh;
		}
		block = fresh;
	}
	memory = block->data + block->used;
	block->used += size;
	return memory;
}

void *arena_grow(struct arena *arena, void *items, size_t n, size_t size)
{
	void *larger;

	/* Capacities are 0, 4, 8, 16, ...: full exactly when n is one of them. */
	if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
		return items;
	larger = arena_array(arena, n == 0 ? 4 : 2 * n, size);
	if (n != 0)
		memcpy(larger, items, n * size);
	return larger;
}
