/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flat: the part of board.h that is the same on every board whose physical memory the loader
 * reaches as it is, with the container mapped there, the parameter block behind the loader's own
 * code, and a UART for a console.
 *
 * An architecture adds board_name(), board_check(), board_prepare() and board_start(), its uart.c
 * and halt().
 */
#ifndef XPACK_LOADER_FLAT_H
#define XPACK_LOADER_FLAT_H

#include <stdint.h>

/* The parameter block, placed by the linker script. */
extern const uint8_t loader_params[];

/* Wait until the console has sent everything; without one this does nothing. */
void flat_drain(void);

/* Stop the processor for good.  Assembler. */
_Noreturn void halt(void);

#endif
