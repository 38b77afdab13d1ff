/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fault: a partition did what it may not.  It is stopped for good; the others go on.
 */
#ifndef XHOST_FAULT_H
#define XHOST_FAULT_H

#include "partition.h"

struct fault {
	const char *what;   /* "data access fault" */
	const char *access; /* "write", "read", "execute"; NULL when no address is to blame */
	uint32_t addr;
	uint32_t trap; /* the processor's number for it */
	uint32_t pc;
};

/* Stop the partition and report where. */
void fault_stop(struct partition *partition, const struct fault *fault);

#endif
