/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * access: which address the instruction at a partition's PC loads from or stores to.
 *
 * The MMU's fault address register tells the page alone; the instruction tells the rest.
 */
#ifndef XHOST_SPARC_ACCESS_H
#define XHOST_SPARC_ACCESS_H

#include "../partition.h"

struct memory_access {
	uint32_t addr;
	bool is_write; /* a swap counts as a write */
};

/* False when the instruction cannot be read or is no load or store. */
bool access_decode(struct partition *partition, struct memory_access *access);

#endif
