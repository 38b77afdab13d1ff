/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fault: something went wrong in a partition: what is done is said in the system description.
 * Whatever it is, the other partitions go on, unless the whole system is to stop.
 */
#ifndef XHOST_FAULT_H
#define XHOST_FAULT_H

#include "partition.h"

struct fault {
	enum health_event event;
	const char *what;   /* "data access fault" */
	const char *access; /* "write", "read", "execute"; NULL when no address is to blame */
	uint32_t addr;
	uint32_t trap; /* the processor's number for it */
	uint32_t pc;
};

/* Report where, and do what the partition's health action for the event is. */
void fault_handle(struct partition *partition, const struct fault *fault);

/* The slot has ended and the partition would have gone on. */
void fault_deadline(struct partition *partition);

#endif
