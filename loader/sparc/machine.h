/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: what reset.S and the linker script give to C on LEON3.
 */
#ifndef XPACK_LOADER_MACHINE_H
#define XPACK_LOADER_MACHINE_H

#include <stdint.h>

/* Flush the caches, set the processor's state as docs/boards.md says, %o0 = dtb_addr, %sp and %fp =
 * stack, and jump. */
_Noreturn void start_host(uint32_t entry, uint32_t dtb_addr, uint32_t stack);

#endif
