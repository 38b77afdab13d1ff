/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * kernel: a host that takes its partitions as POK does, for tests of docs/hosts/pok-*.xml.
 *
 * The contract is POK's, the code is not.  The number of partitions and their sizes are compiled
 * in (config.c).  The ELF files of the partitions lie one after the other in the kernel's own image
 * (archive.S), where xpack put them; part_sizes[] says how long each is.  Every partition gets RAM
 * of its own behind the kernel and an address space that begins at 0.  They take turns; a turn ends
 * when the partition asks for that, stops, or does what it may not.
 *
 * A partition is struct partition of the reference host, of which this one uses description->name,
 * description->entry, machine, line and line_size, so that its console and its register windows
 * serve here too.
 */
#ifndef XPOK_KERNEL_H
#define XPOK_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "../../host/partition.h"

#define N_PARTITIONS 2u /* as in config.c and archive.S */

/* What is compiled in about a partition. */
struct config {
	const char *name;
	uint32_t size; /* bytes of memory, whole pages */
};

extern const struct config configs[N_PARTITIONS];

/* What becomes of a partition. */
struct slot_of {
	struct partition partition;
	struct description description;
	uint32_t base; /* physical address of its address 0 */
	uint32_t size;
	bool is_stopped;
	bool is_done; /* with this turn */
};

/* The partition with this number; precondition: index < N_PARTITIONS. */
struct slot_of *kernel_partition(uint32_t index);

/* The one that runs. */
struct slot_of *kernel_current(void);
uint32_t kernel_current_index(void);

/* How many rounds all partitions had so far. */
uint32_t kernel_ticks(void);

/* These bytes of the partition's address space as the kernel sees them, or NULL when they are not
 * all its own. */
void *kernel_bytes(const struct slot_of *slot, uint32_t addr, uint32_t size);

/* The partition that runs never runs again; `what` it did, and where. */
void kernel_fault(const char *what, uint32_t pc);

/* Go on with the partition that runs, or with the next when it is done. */
_Noreturn void kernel_resume(void);

/* Stop the board. */
_Noreturn void kernel_halt(const char *why);

#endif
