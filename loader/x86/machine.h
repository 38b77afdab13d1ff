/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: what entry.S and the linker script give to C on x86, and what the loader knows of the
 * machine: the boot program's memory map, copied before anything else is written.
 *
 * The copy lies at the end of the work area, above the stack.  The boot image has the work area
 * among its segments, so no boot program leaves its information there.
 *
 * Usable from assembler source as far as the constants go.
 */
#ifndef XPACK_LOADER_X86_MACHINE_H
#define XPACK_LOADER_X86_MACHINE_H

#define MACHINE_SIZE 0x1000    /* bytes at the end of the work area */
#define START_MAGIC 0x58504b31 /* "XPK1": eax of a host under the protocol xpack */

#ifndef __ASSEMBLER__

#include "loader/flat.h"
#include "loader/multiboot.h"
#include "loader/params.h"

struct map_entry {
	uint64_t addr;
	uint64_t size;
	uint32_t type;
	uint32_t zero;
};

struct machine {
	uint32_t status; /* enum status of bootinfo_read() */
	uint32_t n_map;
	struct map_entry map[MULTIBOOT_MAX_MAP];
};

_Static_assert(sizeof(struct machine) <= MACHINE_SIZE, "the work area's end holds it");

/* The loader's first byte. */
extern const uint8_t loader_base[];

/* In the work area that the parameter block names. */
static inline struct machine *machine(void)
{
	uint32_t end = get_cell(loader_params + PARAMS_AT_WORK_ADDR) +
		       get_cell(loader_params + PARAMS_AT_WORK_SIZE);

	return (struct machine *)(uintptr_t)(end - MACHINE_SIZE);
}

/* Flat segments, interrupts off, eax and ebx as given, all other registers 0; jump. */
_Noreturn void start_host(uint32_t entry, uint32_t eax, uint32_t ebx);

#endif
#endif
