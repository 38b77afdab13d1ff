/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * partition: what the host keeps about each partition while the system runs.
 *
 * A partition's memory is exactly its areas, shared ones included, and its own device tree.  Every
 * address that a partition hands to the host goes through partition_may() before the host touches
 * it: the host runs with more rights than the partition, and the processor would not object.
 */
#ifndef XHOST_PARTITION_H
#define XHOST_PARTITION_H

#include "include/xhost/status.h"
#include "machine.h"
#include "system.h"

#define PARTITION_MAX_LINE 120u /* characters of a console line */

struct partition {
	const struct description *description;
	struct xh_partition_status status;
	struct xh_partition_health health;
	bool is_interrupted;              /* waits, but for no result of a service */
	struct machine_partition machine; /* registers and address space */
	char line[PARTITION_MAX_LINE];    /* console text that waits for its newline */
	uint32_t line_size;
};

/* Make the partitions of the system ready to run.  Returns NULL, or why it cannot be. */
const char *partition_init(const struct system *system);

uint32_t partition_count(void);

/* Precondition: index < partition_count(). */
struct partition *partition_get(uint32_t index);

/* By the id of the system description; NULL when there is none. */
struct partition *partition_find(uint32_t id);

/* May the partition access these bytes in this way (ACCESS_...)?  All of them must lie in one
 * area. */
bool partition_may(const struct partition *partition, uint32_t addr, uint32_t size,
		   uint32_t access);

/* Start it anew in its next slot: its memory as the loader placed it, no messages. */
void partition_restart(struct partition *partition);

/* True when no partition will ever run again. */
bool partition_all_stopped(void);

#endif
