/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: a double of the board, on which the loader's own boot sequence runs.
 *
 * loader/board.h over an array: RAM where the lab's parameters have it, poisoned before each boot,
 * and storage with the container, erased (0xff) behind it.  After a boot every byte of RAM is
 * accounted for (ram.h).
 */
#ifndef XPACK_ATTACK_MACHINE_H
#define XPACK_ATTACK_MACHINE_H

#include "lab.h"
#include "loader/status.h"

/* Changes the storage while the loader reads it: called before each read. */
typedef void machine_meddle(uint8_t *storage, uint32_t offset, uint32_t size, unsigned n_reads);

struct machine_result {
	enum status status; /* what the loader printed, or STATUS_OK when it started the host */
	bool started;
	uint32_t entry;
	uint32_t dtb_addr;
	unsigned n_reads;
	const char *console;
	const char *complaint; /* what is wrong with RAM, the console or the reads; or NULL */
};

void machine_open(const struct lab *lab);
void machine_close(void);

/* Boot with this container.  meddle may be NULL. */
struct machine_result machine_boot(struct span container, machine_meddle *meddle);

/* Boot with two containers, of a lab that has place for them.  wanted: what is to be in RAM when a
 * host was started, or what was tried last when none was. */
struct machine_result machine_boot_two(struct span first, struct span second, struct span wanted);

/* How often the last boot read the byte at this offset of the container. */
unsigned machine_n_reads(uint32_t offset);

#endif
