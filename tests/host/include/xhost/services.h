/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * services: what the reference host offers to its partitions, as imports.
 *
 *     int xh_console_write(const char *text, uint32_t size)
 *             Take up to size characters for the console.  Returns how many were taken, which is
 *             fewer when the console cannot keep up, and at most 256; -1 when the caller may not
 *             read all of the text.
 *             Lines appear whole, with the partition's name in front of them.
 *     uint64_t xh_time(void)
 *             Nanoseconds since the host started.
 *     int xh_partition_status(uint32_t id, struct xh_partition_status *status)
 *             0; -1 when there is no such partition or the caller may not write *status.
 *     int xh_slot_wait(void)
 *             Give up the rest of the slot.  Returns in the caller's next slot, with the number of
 *             the major frame, counted from 0.
 *     void xh_halt(int status)
 *             Stop the board.  Does not return.
 *
 * There are more in <xhost/health.h>, and those of <xpack/ports.h>.
 */
#ifndef XHOST_SERVICES_H
#define XHOST_SERVICES_H

#include <stdint.h>

#include <xhost/list.h>
#include <xhost/status.h>
#include <xpack/import.h>

#define XHOST_IMPORT(number, ret, name, args) XPACK_IMPORT(ret, name, args);

XPACK_REQUIRE_ABI(XHOST_ABI_NAME, XHOST_ABI_VERSION);
XHOST_SERVICES(XHOST_IMPORT)

#undef XHOST_IMPORT

#endif
