/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * configuration: the compiled description of the system, at module 0.
 *
 * Only the mark at offset 4 and the size at 8 are XtratuM's; the rest is a format of this host's
 * own, which xmc.py writes.  All words have 32 bits, little-endian, and their sum is 0.
 */
#ifndef XM_CONFIGURATION_H
#define XM_CONFIGURATION_H

#include <stdbool.h>
#include <stdint.h>

#define CONFIGURATION_MAX_AREAS 4
#define CONFIGURATION_MAX_PARTITIONS 4

struct configured_area {
	uint32_t start, size;
	uint32_t writable;
};

struct configured_partition {
	uint32_t id;
	uint32_t load;          /* its lowest address */
	uint32_t header_offset; /* of the image header, from there */
	uint32_t traced;        /* services are named the first time, and not done */
	uint32_t n_areas;
	struct configured_area areas[CONFIGURATION_MAX_AREAS];
};

struct configuration {
	uint32_t checksum;
	uint32_t magic;
	uint32_t size; /* of all of it, bytes */
	uint32_t n_partitions;
	struct configured_partition partitions[];
};

/* Returns it, or stops the board and says why. */
const struct configuration *configuration_read(const void *module);

/* Whether the range lies in one area; writable: in one that may be written. */
bool configuration_holds(const struct configured_partition *partition, uint32_t start,
			 uint32_t size, bool writable);

#endif
