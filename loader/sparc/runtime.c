/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * What compiled code calls and no library gives: the memory functions (C11, section 7.24), and the
 * shifts that gcc leaves to its own library.
 *
 * An image is copied whole out of slow storage: in words, where the addresses allow it.
 */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORD sizeof(uint32_t)

/* A word that may be part of any object. */
typedef uint32_t __attribute__((may_alias)) any_word;

static bool is_word_aligned(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (WORD - 1)) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if (is_word_aligned(t, f))
		for (; size >= WORD; size -= WORD, t += WORD, f += WORD)
			*(any_word *)(void *)t = *(const any_word *)(const void *)f;
	while (size-- > 0)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if ((uintptr_t)t <= (uintptr_t)f)
		while (size-- > 0)
			*t++ = *f++;
	else
		while (size-- > 0)
			t[size] = f[size];
	return to;
}

void *memset(void *to, int value, size_t size)
{
	uint8_t *t = to;

	while (size-- > 0)
		*t++ = (uint8_t)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const uint8_t *left = a;
	const uint8_t *right = b;

	for (size_t i = 0; i < size; i++)
		if (left[i] != right[i])
			return left[i] - right[i];
	return 0;
}
