/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * arena: memory that lives as long as one command's model.
 *
 * Allocation never returns NULL: when the machine has no memory left, the process prints one line
 * and exits with EXIT_MACHINE, before any output has appeared (outputs are written last and
 * atomically).  Memory comes zeroed.
 */
#ifndef XPACK_ARENA_H
#define XPACK_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Where another module keeps what is to be given back with the arena; NULL at first.  It has one
 * place and one function for it. */
void **arena_attached(struct arena *arena, void (*give_back)(void *attached));

/* size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* n elements of size bytes; n * size may not overflow: then as without memory. */
void *arena_array(struct arena *arena, size_t n, size_t size);
/* The first n bytes of text and a NUL. */
char *arena_text(struct arena *arena, const char *text, size_t n);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list list)
	__attribute__((format(printf, 2, 0)));

/* Room for one element more in a growing array: returns items or a larger copy of it.  n is the
 * number in use, a power-of-two growth policy is kept without storing a capacity. */
void *arena_grow(struct arena *arena, void *items, size_t n, size_t size);

#endif
