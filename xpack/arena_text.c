/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What is made of arena_alloc(), whichever arena gives it. */
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void *memory_alloc(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		memory_exhausted();
	return memory;
}

void *arena_array(struct arena *arena, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		memory_exhausted();
	return arena_alloc(arena, n * size);
}

char *arena_text(struct arena *arena, const char *text, size_t n)
{
	char *copy = arena_alloc(arena, n + 1);

	if (n > 0)
		memcpy(copy, text, n);
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list list)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, list);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		memory_exhausted();
	text = arena_alloc(arena, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, list);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list list;
	char *text;

	va_start(list, format);
	text = arena_vprintf(arena, format, list);
	va_end(list);
	return text;
}
