/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * list: the services of the reference host, the one source of their numbers and prototypes.
 *
 * <xhost/services.h> and <xhost/health.h> make the guest's imports of it, xhost-abi.S of each
 * architecture the host's exports, services.c the dispatcher.  A number once given is never given
 * again.
 */
#ifndef XHOST_LIST_H
#define XHOST_LIST_H

#include <xpack/port_services.h>

#define XHOST_ABI_NAME "xhost"
#define XHOST_ABI_VERSION "1.0"

/* clang-format off */
#define XHOST_SERVICES(X) \
	X(1, int, xh_console_write, (const char *text, uint32_t size)) \
	X(2, uint64_t, xh_time, (void)) \
	X(3, int, xh_partition_status, (uint32_t id, struct xh_partition_status *status)) \
	X(4, int, xh_slot_wait, (void)) \
	X(5, void, xh_halt, (int status))
#define XHOST_HEALTH_SERVICES(X) \
	X(6, int, xh_partition_health, (uint32_t id, struct xh_partition_health *health))
/* clang-format on */

/* With those of <xpack/ports.h>, which guests import from there. */
#define XHOST_ALL_SERVICES(X) XHOST_SERVICES(X) XHOST_HEALTH_SERVICES(X) XPACK_PORT_SERVICES(X, 7)

#endif
