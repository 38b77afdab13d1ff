/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

void buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ 0 };
}

void buf_reserve(struct buf *buf, size_t more)
{
	size_t capacity = buf->capacity == 0 ? 256 : buf->capacity;
	uint8_t *larger;

	if (more > SIZE_MAX / 4 || buf->size > SIZE_MAX / 4)
		memory_exhausted();
	while (capacity < buf->size + more)
		capacity *= 2;
	if (capacity == buf->capacity)
		return;
	larger = realloc(buf->data, capacity);
	if (larger == NULL)
		memory_exhausted();
	buf->data = larger;
	buf->capacity = capacity;
}

uint8_t *buf_put(struct buf *buf, const void *from, size_t size)
{
	uint8_t *place;

	buf_reserve(buf, size);
	place = buf->data + buf->size;
	if (from != NULL)
		memcpy(place, from, size);
	else
		memset(place, 0, size);
	buf->size += size;
	return place;
}

void buf_put_be32(struct buf *buf, uint32_t value)
{
	put_be32(buf_put(buf, NULL, 4), value);
}

void buf_align(struct buf *buf, size_t step)
{
	buf_put(buf, NULL, (size_t)align_up(buf->size, step) - buf->size);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list list;
	int n;

	va_start(list, format);
	n = vsnprintf(NULL, 0, format, list);
	va_end(list);
	if (n < 0)
		memory_exhausted();
	buf_reserve(buf, (size_t)n + 1);
	va_start(list, format);
	vsnprintf((char *)buf->data + buf->size, (size_t)n + 1, format, list);
	va_end(list);
	buf->size += (size_t)n;
}
