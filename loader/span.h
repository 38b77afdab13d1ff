/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * span: a borrowed range of bytes, the one range test, and big-endian integers.
 *
 * A span never owns what it points at.  Nothing in the project tests a range any other way than
 * range_fits() and span_fits(), and nothing reads or writes an integer of a file any other way than
 * through the get and put helpers, so alignment and overflow are settled here once.
 *
 * Shared by the loader and the host tool; includes nothing else of either.
 */
#ifndef XPACK_LOADER_SPAN_H
#define XPACK_LOADER_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *data;
	size_t size; /* bytes */
};

/* True when [offset, offset + size) lies inside [0, limit).  Never overflows. */
static inline bool range_fits(uint64_t limit, uint64_t offset, uint64_t size)
{
	return size <= limit && offset <= limit - size;
}

/* range_fits() for bytes in memory and for 32-bit values: on a 32-bit processor, half the code. */
static inline bool span_fits(size_t limit, size_t offset, size_t size)
{
	return size <= limit && offset <= limit - size;
}

/* True when [a, a + a_size) and [b, b + b_size) share a byte.
 * Precondition: neither range wraps. */
static inline bool ranges_meet(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a_size != 0 && b_size != 0 && a < b + b_size && b < a + a_size;
}

/* The part [offset, offset + size) of whole.
 * Precondition: range_fits(whole.size, offset, size). */
static inline struct span span_part(struct span whole, size_t offset, size_t size)
{
	return (struct span){ whole.data + offset, size };
}

static inline bool bytes_are_zero(const uint8_t *data, size_t size)
{
	while (size > 0)
		if (data[--size] != 0)
			return false;
	return true;
}

static inline bool bytes_are_text(const uint8_t *data, size_t size, const char *text)
{
	for (; size > 0 && *text != '\0'; size--)
		if (*data++ != (uint8_t)*text++)
			return false;
	return size == 0 && *text == '\0';
}

/* True when every byte is zero. */
static inline bool span_is_zero(struct span bytes)
{
	return bytes_are_zero(bytes.data, bytes.size);
}

/* span_equal() for callers that must be small: a pointer takes less code than a struct. */
static inline bool span_same(const struct span *a, const struct span *b)
{
	return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* True when both have the same bytes.  Not constant-time: only public data is compared here. */
static inline bool span_equal(struct span a, struct span b)
{
	return span_same(&a, &b);
}

/* True when the bytes are the text's characters, without its NUL. */
static inline bool span_is(struct span bytes, const char *text)
{
	return bytes_are_text(bytes.data, bytes.size, text);
}

static inline uint32_t get_be32(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

/* get_be32() where the format aligns the integer: one instruction on a big-endian processor.
 * Precondition: from is a multiple of 4. */
static inline uint32_t get_cell(const uint8_t *from)
{
	uint32_t value;

	__builtin_memcpy(&value, __builtin_assume_aligned(from, 4), sizeof(value));
	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? value : __builtin_bswap32(value);
}

static inline void put_be32(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)(value >> 24);
	to[1] = (uint8_t)(value >> 16);
	to[2] = (uint8_t)(value >> 8);
	to[3] = (uint8_t)value;
}

/* value rounded up to a multiple of step, a power of two.  Precondition: no overflow. */
static inline uint64_t align_up(uint64_t value, uint64_t step)
{
	return (value + step - 1) & ~(step - 1);
}

#endif
