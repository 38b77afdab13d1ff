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
	ASAN_UNPOISON_MEMORY_REGION(guarded->end - GUARD_SIZE, GUARD_SIZE);
	guarded->data = guarded->end - size;
	guarded->size = size;
	memcpy(guarded->data, bytes, size);
	ASAN_POISON_MEMORY_REGION(guarded->end - GUARD_SIZE, GUARD_SIZE - size);
}

void guarded_new(struct guarded *guarded, const uint8_t *bytes, size_t size)
{
	uint8_t *pages = mmap(NULL, 3 * GUARD_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(pages != MAP_FAILED);
	require(mprotect(pages + GUARD_SIZE, GUARD_SIZE, PROT_READ | PROT_WRITE) == 0);
	guarded->end = pages + 2 * GUARD_SIZE;
	guarded_set(guarded, bytes, size);
}

void guarded_free(struct guarded *guarded)
{
	ASAN_UNPOISON_MEMORY_REGION(guarded->end - GUARD_SIZE, GUARD_SIZE);
	require(munmap(guarded->end - 2 * GUARD_SIZE, 3 * GUARD_SIZE) == 0);
}
