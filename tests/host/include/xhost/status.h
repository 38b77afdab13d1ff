/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * status: what xh_partition_status() and xh_partition_health() fill in.  Shared by the host and its
 * guests; types.h has the members.
 */
#ifndef XHOST_STATUS_H
#define XHOST_STATUS_H

#include <stdint.h>

#include "types.h"

#define XH_READY 0u   /* runs in its slots */
#define XH_WAITING 1u /* gave up the rest of its slot */
#define XH_STOPPED 2u /* by the host, after a fault */

/*
 * struct xh_partition_status
 *     state       XH_...
 *     n_slots     slots that it was given so far
 *     trap        stopped: the processor's trap type, else 0
 *     fault_addr  stopped by a memory access: where, else 0
 *     fault_pc    stopped: the instruction's address, else 0
 */
XHOST_STATUS

/*
 * struct xh_partition_health
 *     n_events    things that went wrong, missed deadlines included
 *     n_restarts  how often it was started anew
 */
XHOST_HEALTH

#endif
