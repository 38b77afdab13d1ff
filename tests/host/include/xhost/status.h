/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * status: what xh_partition_status() fills in.  Shared by the host and its guests.
 */
#ifndef XHOST_STATUS_H
#define XHOST_STATUS_H

#include <stdint.h>

#define XH_READY 0u   /* runs in its slots */
#define XH_WAITING 1u /* gave up the rest of its slot */
#define XH_STOPPED 2u /* by the host, after a fault */

struct xh_partition_status {
	uint32_t state;      /* XH_... */
	uint32_t n_slots;    /* slots that it was given so far */
	uint32_t trap;       /* stopped: the processor's trap type, else 0 */
	uint32_t fault_addr; /* stopped by a memory access: where, else 0 */
	uint32_t fault_pc;   /* stopped: the instruction's address, else 0 */
};

/* What xh_partition_health() fills in. */
struct xh_partition_health {
	uint32_t n_events;   /* things that went wrong, missed deadlines included */
	uint32_t n_restarts; /* how often it was started anew */
};

#endif
