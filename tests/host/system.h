/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * system: what the host knows about the system, as plain data.
 *
 * devicetree_read() fills it in once, from the tree that the loader passes; nothing of the tree is
 * looked at afterwards, so its memory may be reused.  Addresses are physical, and every partition
 * sees them under the same address; times are microseconds, since that is what the timer counts.
 */
#ifndef XHOST_SYSTEM_H
#define XHOST_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>

/* Limits of this host, not of the format. */
#define SYSTEM_MAX_NAME 32u /* NUL included */
#define SYSTEM_MAX_PARTITIONS 8u
#define SYSTEM_MAX_AREAS 8u    /* of the host, and of each partition, shared ones included */
#define SYSTEM_MAX_DEVICES 16u /* of the board, and of each partition */
#define SYSTEM_MAX_SLOTS 32u
#define SYSTEM_MAX_PORTS 8u /* of each partition */
#define SYSTEM_MAX_CHANNELS 16u
#define SYSTEM_MAX_DESTINATIONS 4u /* of each channel */

#define ACCESS_READ 1u
#define ACCESS_WRITE 2u
#define ACCESS_EXECUTE 4u

struct area {
	uint32_t addr;
	uint32_t size;
	uint32_t access;  /* ACCESS_... */
	bool is_shared;   /* memory that is not this partition's alone */
	bool is_callable; /* of the host: every partition may execute it */
};

struct device {
	char name[SYSTEM_MAX_NAME];
	char type[SYSTEM_MAX_NAME];
	uint32_t addr;
	uint32_t size;
	uint32_t irq; /* 0: none */
	bool is_port; /* addr and size are I/O ports, not memory */
};

struct areas {
	struct area list[SYSTEM_MAX_AREAS];
	uint32_t n;
};

struct devices {
	struct device list[SYSTEM_MAX_DEVICES];
	uint32_t n;
};

/* Its id is its place among the ports of its partition, counted from 1. */
struct port {
	bool is_queuing;
	bool is_source;
	uint32_t size;     /* bytes of the largest message */
	uint32_t depth;    /* messages, of a queuing destination */
	uint64_t validity; /* of a sampling destination; 0: for ever */
};

/* Indices, not ids. */
struct port_place {
	uint32_t partition;
	uint32_t port;
};

struct channel {
	struct port_place source;
	struct port_place destinations[SYSTEM_MAX_DESTINATIONS];
	uint32_t n_destinations;
};

/* What may go wrong in a partition, and what is done about it: docs/device-tree.md, "health". */
enum health_event {
	HEALTH_MEMORY_VIOLATION,
	HEALTH_ILLEGAL_INSTRUCTION,
	HEALTH_NUMERIC_ERROR,
	HEALTH_ILLEGAL_REQUEST,
	HEALTH_DEADLINE_MISSED,
	HEALTH_OTHER,
	HEALTH_N_EVENTS
};

enum health_action { HEALTH_STOP, HEALTH_RESTART, HEALTH_IGNORE, HEALTH_STOP_SYSTEM };

/* A partition as it was described; partition.h has what becomes of it. */
struct description {
	char name[SYSTEM_MAX_NAME];
	uint32_t id;
	uint32_t entry;
	struct area tree; /* its own device tree */
	struct areas areas;
	struct devices devices;
	struct port ports[SYSTEM_MAX_PORTS];
	uint32_t n_ports;
	enum health_action actions[HEALTH_N_EVENTS];
};

struct slot {
	uint32_t partition; /* index, not id */
	uint64_t start;     /* in the major frame */
	uint64_t duration;
};

struct system {
	char name[SYSTEM_MAX_NAME];
	char version[SYSTEM_MAX_NAME];
	char board[SYSTEM_MAX_NAME];
	uint32_t clock; /* Hz, of processor 0; 0: not known */
	struct devices devices;
	struct areas host;
	struct description partitions[SYSTEM_MAX_PARTITIONS];
	uint32_t n_partitions;
	struct channel channels[SYSTEM_MAX_CHANNELS];
	uint32_t n_channels;
	uint64_t major_frame;
	struct slot slots[SYSTEM_MAX_SLOTS];
	uint32_t n_slots;
};

/* The first device of this type, or NULL. */
const struct device *system_device(const struct system *system, const char *type);

#endif
