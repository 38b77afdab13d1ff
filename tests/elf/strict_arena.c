/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "strict_arena.h"

#include <sanitizer/asan_interface.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xpack/arena.h"
#include "xpack/mapped.h"
#include "xpack/memory.h"

/* Only what is used of it becomes memory. */
#define POOL_SIZE ((size_t)1 << 30)
#define STEP alignof(max_align_t)
#define RED_ZONE STEP

static alignas(max_align_t) uint8_t pool[POOL_SIZE];
static size_t used;

size_t strict_arena_mark(void)
{
	return used;
}

void strict_arena_release(size_t mark)
{
	ASAN_POISON_MEMORY_REGION(pool + mark, used - mark);
	used = mark;
}

void memory_exhausted(void)
{
	fputs("the input made the tool ask for too much memory\n", stderr);
	abort();
}

/* Arenas differ in nothing: any address will do. */
struct arena *arena_new(void)
{
	return (struct arena *)pool;
}

void arena_free(struct arena *arena)
{
	(void)arena;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	uint8_t *memory = pool + used;

	(void)arena;
	if (size > POOL_SIZE - used - 2 * STEP)
		memory_exhausted();
	ASAN_UNPOISON_MEMORY_REGION(memory, size);
	used += (size + STEP - 1) / STEP * STEP + RED_ZONE;
	ASAN_POISON_MEMORY_REGION(memory + size, (size_t)(pool + used - (memory + size)));
	return memset(memory, 0, size);
}

void *arena_grow(struct arena *arena, void *items, size_t n, size_t size)
{
	void *larger;

	/* Each element more is a move: a pointer that was kept to the old place is seen. */
	larger = arena_array(arena, n + 1, size);
	if (n != 0)
		memcpy(larger, items, n * size);
	if (n != 0)
		ASAN_POISON_MEMORY_REGION(items, n * size);
	return larger;
}

/* No file is mapped here. */
uint8_t *mapped_copy(struct arena *arena, struct span bytes)
{
	uint8_t *copy = arena_alloc(arena, bytes.size);

	if (bytes.size != 0)
		memcpy(copy, bytes.data, bytes.size);
	return copy;
}

struct span mapped_window(struct span bytes, size_t at)
{
	return span_part(bytes, at, bytes.size - at);
}

void mapped_release(struct arena *arena, struct span bytes)
{
	(void)arena;
	(void)bytes;
}
