/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * memory: the one place where the host tool meets the end of its memory.
 *
 * No stage can do anything useful without memory, and no output exists before the last stage: so
 * the process says so in one line and exits with EXIT_MACHINE.
 */
#ifndef XPACK_MEMORY_H
#define XPACK_MEMORY_H

#include <stddef.h>

_Noreturn void memory_exhausted(void);
/* size zeroed bytes, to be given back with free(). */
void *memory_alloc(size_t size);

#endif
