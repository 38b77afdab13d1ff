/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * edge: call a function so that its last argument is the last word of the partition's memory.  One
 * that reads more than its arguments is stopped.
 */
#ifndef XM_EDGE_H
#define XM_EDGE_H

#include <stdint.h>

#define EDGE_MAX_WORDS 5

uint32_t edge_call(void (*function)(void), uint32_t n_words, const uint32_t *words);

/* Whether the last call kept the registers that are its caller's: 1 or 0. */
extern uint32_t edge_registers_kept;

#endif
