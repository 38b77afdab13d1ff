/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * list: the services of the reference host, the one source of their numbers, prototypes and
 * documentation.
 *
 * <xhost/services.h> and <xhost/health.h> make the guest's imports of it, xhost-abi.S of each
 * architecture the host's exports, services.c the dispatcher.  A number once given is never given
 * again.
 */
#ifndef XHOST_LIST_H
#define XHOST_LIST_H

#include "types.h"
#include <xpack/port_services.h>

#define XHOST_ABI_NAME "xhost"
#define XHOST_ABI_VERSION "1.0"

/* The feature "ports": 0 builds the host without sampling and queuing ports. */
#ifndef XHOST_PORTS
#define XHOST_PORTS 1
#endif

/* clang-format off */
#define XHOST_SERVICES(X) \
	X(1, int, xh_console_write, (const char *text, uint32_t size)) \
	X(2, uint64_t, xh_time, (void)) \
	X(3, int, xh_partition_status, (uint32_t id, struct xh_partition_status *status)) \
	X(4, int, xh_slot_wait, (void)) \
	X(5, void, xh_halt, (int status))
#define XHOST_HEALTH_SERVICES(X) \
	X(6, int, xh_partition_health, (uint32_t id, struct xh_partition_health *health))
/* Those of <xpack/ports.h>, which guests import from there. */
#define XHOST_PORT_SERVICES(X) XPACK_PORT_SERVICES(X, 7)

#define XHOST_ALL_SERVICES(X) \
	XHOST_SERVICES(X) XHOST_HEALTH_SERVICES(X) XHOST_PORT_SERVICES(X)

/* D(service, paragraph); white space in it does not count. */
#define XHOST_DOCS(D) \
	D(xh_console_write, \
	  "Take up to size characters for the console.  Returns how many were taken, which is \
	   fewer when the console cannot keep up, and at most 256; -1 when the caller may not read \
	   all of the text.") \
	D(xh_console_write, "Lines appear whole, with the partition's name in front of them.") \
	D(xh_time, "Nanoseconds since the host started.") \
	D(xh_partition_status, \
	  "What the partition is doing.  Returns 0, or -1 when there is no such partition or the \
	   caller may not write *status.") \
	D(xh_slot_wait, \
	  "Give up the rest of the slot.  Returns in the caller's next slot, with the number of \
	   the major frame, counted from 0.") \
	D(xh_halt, "Stop the board.  Does not return.") \
	D(xh_partition_health, \
	  "What went wrong with the partition.  Returns 0, or -1 when there is no such partition \
	   or the caller may not write *health.") \
	XPACK_PORT_DOCS(D)

/* T(name, declaration) */
#define XHOST_TYPES(T) \
	T(struct xh_partition_status, XHOST_TEXT(XHOST_STATUS)) \
	T(struct xh_partition_health, XHOST_TEXT(XHOST_HEALTH))
#define XHOST_TEXT(...) XHOST_TEXT_OF(__VA_ARGS__)
#define XHOST_TEXT_OF(...) #__VA_ARGS__
/* clang-format on */

#endif
