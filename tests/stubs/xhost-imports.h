/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The services of the host 'xhost' 1.0, as imports of its guests.
 *
 * Made by 'xpack abi header': to change it, make it anew.
 */
#ifndef XPACK_ABI_XHOST_H
#define XPACK_ABI_XHOST_H

#include <stdint.h>

#include <xpack/import.h>

XPACK_REQUIRE_ABI("xhost", "1.0");

struct xh_partition_status {
	uint32_t state;
	uint32_t n_slots;
	uint32_t trap;
	uint32_t fault_addr;
	uint32_t fault_pc;
};

struct xh_partition_health {
	uint32_t n_events;
	uint32_t n_restarts;
};

/*
 * Take up to size characters for the console. Returns how many were taken, which is fewer when the
 * console cannot keep up, and at most 256; -1 when the caller may not read all of the text.
 *
 * Lines appear whole, with the partition's name in front of them.
 */
XPACK_IMPORT(int, xh_console_write, (const char *text, uint32_t size));

/* Nanoseconds since the host started. */
XPACK_IMPORT(uint64_t, xh_time, (void));

/*
 * What the partition is doing. Returns 0, or -1 when there is no such partition or the caller may
 * not write *status.
 */
XPACK_IMPORT(int, xh_partition_status, (uint32_t id, struct xh_partition_status *status));

/*
 * Give up the rest of the slot. Returns in the caller's next slot, with the number of the major
 * frame, counted from 0.
 */
XPACK_IMPORT(int, xh_slot_wait, (void));

/* Stop the board. Does not return. */
XPACK_IMPORT(void, xh_halt, (int status));

/*
 * What went wrong with the partition. Returns 0, or -1 when there is no such partition or the
 * caller may not write *health.
 */
XPACK_IMPORT(int, xh_partition_health, (uint32_t id, struct xh_partition_health *health));

/* Feature 'ports': a host may be built without it. */

/*
 * Put the message, 1 byte or more, in place of the last of the sampling port. Returns 0, or
 * XPACK_PORT_INVALID (-1).
 */
XPACK_IMPORT(int, xpack_sampling_write, (uint32_t port, const void *message, uint32_t size));

/*
 * Copy the last message of the sampling port into the size bytes at message. Returns its size,
 * XPACK_PORT_EMPTY (-2) when there never was one, or XPACK_PORT_INVALID (-1).
 *
 * *valid is 1 when the message is not older than the port's validity, else 0.
 */
XPACK_IMPORT(int, xpack_sampling_read, (uint32_t port, void *message, uint32_t size,
	     uint32_t *valid));

/*
 * Append the message, 1 byte or more, to the queue of the port. Returns 0, XPACK_PORT_FULL (-3)
 * when the message is lost, or XPACK_PORT_INVALID (-1).
 */
XPACK_IMPORT(int, xpack_queuing_send, (uint32_t port, const void *message, uint32_t size));

/*
 * Take the oldest message of the queue into the size bytes at message. Returns its size,
 * XPACK_PORT_EMPTY (-2), or XPACK_PORT_INVALID (-1).
 *
 * *n_lost is how many messages the queue had no room for since the last call that returned one.
 */
XPACK_IMPORT(int, xpack_queuing_receive, (uint32_t port, void *message, uint32_t size,
	     uint32_t *n_lost));

#endif
