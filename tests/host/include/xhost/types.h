/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * types: the structures that services of the reference host fill in, as macros: <xhost/status.h>,
 * which explains them, makes types of these, <xhost/list.h> texts for the ABI object.
 */
#ifndef XHOST_TYPES_H
#define XHOST_TYPES_H

/* clang-format off */
#define XHOST_STATUS \
	struct xh_partition_status { \
		uint32_t state; \
		uint32_t n_slots; \
		uint32_t trap; \
		uint32_t fault_addr; \
		uint32_t fault_pc; \
	};
#define XHOST_HEALTH \
	struct xh_partition_health { \
		uint32_t n_events; \
		uint32_t n_restarts; \
	};
/* clang-format on */

#endif
