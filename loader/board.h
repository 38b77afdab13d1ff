/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * board: what an architecture gives the loader.
 *
 * The common code (main.c, load.c, console.c and the trust code) reaches the machine through these
 * functions alone.  One directory per architecture defines them; the linker chooses, never #if.
 * The unit tests define them over an array, so the sequence that runs on the board runs there too.
 *
 * Reset code has done the following when it calls loader_main(), and has used no RAM for it:
 *
 *   - traps and interrupts are off, and stay off until the host turns them on;
 *   - the parameter block has the right magic and version, or the processor was stopped;
 *   - the block's register writes were executed in order, so RAM works from here on;
 *   - the stack pointer is at the end of the work area.
 *
 * A loader has neither .data nor .bss: it keeps its state on the stack, and nothing that it does
 * depends on what RAM held before.
 */
#ifndef XPACK_LOADER_BOARD_H
#define XPACK_LOADER_BOARD_H

#include "container.h"
#include "params.h"
#include "span.h"

/* The architecture's part of the loader's name, e.g. "leon3". */
const char *board_name(void);

/* The bytes at loader_params, at most PARAMS_MAX_SIZE of them.  What they say is not checked. */
struct span board_params(void);

/* Make the console of the parameter block ready, which may be damaged otherwise.  Without one
 * (address 0) this and board_put() do nothing. */
void board_console(void);

/* Print one character; waits for room.  '\n' reaches the terminal as "\r\n". */
void board_put(char character);

/* The storage that holds the containers: the read function of a struct source.  context is the
 * struct range in which the container lies.  False when the bytes cannot be read. */
bool board_read(void *context, uint32_t offset, uint8_t *to, uint32_t size);

/* Where the loader reaches physical memory [addr, addr + size).  Precondition: params_read() or
 * ranges_check_ram() accepted the range. */
uint8_t *board_memory(uint32_t addr, uint32_t size);

/* Is the machine the one that the parameters describe, as far as it can tell?  Called before the
 * container is read.  STATUS_BOOT_INFORMATION, STATUS_MEMORY_MAP, STATUS_PARAMETERS. */
enum status board_check(const struct params *params);

/* Make ready what the protocol of an accepted container hands to its host.  Called before images
 * are loaded.  STATUS_PROTOCOL when the board does not have it, STATUS_BOOT_INFORMATION when there
 * is no room. */
enum status board_prepare(const struct params *params, const struct container *container);

/* Make caches forget, let the console drain, and jump to the container's entry.  dtb_addr: the
 * system device tree, or 0.  What the host finds in its registers is the architecture's part of
 * docs/boards.md.  Precondition: board_prepare() said STATUS_OK, and the entry was accepted. */
_Noreturn void board_start(const struct params *params, const struct container *container,
			   uint32_t dtb_addr);

/* Let the console drain and stop for good: only a reset leads out. */
_Noreturn void board_halt(void);

/* What reset code calls.  Does not return. */
_Noreturn void loader_main(void);

#endif
