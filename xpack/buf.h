/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * buf: owned bytes that grow.  Out of memory ends the process as in arena.h.
 */
#ifndef XPACK_BUF_H
#define XPACK_BUF_H

#include <stdint.h>

#include "loader/span.h"

struct buf {
	uint8_t *data;
	size_t size;
	size_t capacity;
};

void buf_free(struct buf *buf);
/* Append size bytes; from NULL appends zeros.  Returns the place they were put. */
uint8_t *buf_put(struct buf *buf, const void *from, size_t size);
/* Room for that many bytes behind those that are there; size does not change. */
void buf_reserve(struct buf *buf, size_t more);
void buf_put_be32(struct buf *buf, uint32_t value);
/* Append zeros up to a multiple of step. */
void buf_align(struct buf *buf, size_t step);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline struct span buf_span(const struct buf *buf)
{
	return (struct span){ buf->data, buf->size };
}

#endif
