/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "guarded.h"

#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* A multiple of every page size that there is on build machines. */
#define GUARD_SIZE ((size_t)64 << 10)

static void require(bool holds)
{
	if (holds)
		return;
	perror("guarded");
	abort();
}

void guarded_set(struct guarded *guarded, const uint8_t *bytes, size_t size)
{
	ASAN_UNPOISON_MEMORY_REGION(guarded->end - guarded->room, guarded->room);
	guarded->data = guarded->end - size;
	guarded->size = size;
	memcpy(guarded->data, bytes, size);
	ASAN_POISON_MEMORY_REGION(guarded->end - guarded->room, guarded->room - size);
}

void guarded_new(struct guarded *guarded, const uint8_t *bytes, size_t size)
{
	size_t room = align_up(size, GUARD_SIZE);
	uint8_t *pages =
		mmap(NULL, room + 2 * GUARD_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(pages != MAP_FAILED);
	require(mprotect(pages + GUARD_SIZE, room, PROT_READ | PROT_WRITE) == 0);
	guarded->room = room;
	guarded->end = pages + GUARD_SIZE + room;
	guarded_set(guarded, bytes, size);
}

void guarded_free(struct guarded *guarded)
{
	uint8_t *first = guarded->end - guarded->room;

	ASAN_UNPOISON_MEMORY_REGION(first, guarded->room);
	require(munmap(first - GUARD_SIZE, guarded->room + 2 * GUARD_SIZE) == 0);
}
