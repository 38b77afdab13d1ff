/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * services: what a partition may ask of the host.  include/xhost/services.h describes them.
 */
#ifndef XHOST_SERVICES_TABLE_H
#define XHOST_SERVICES_TABLE_H

#include "partition.h"

#define SERVICES_MAX_ARGUMENTS 4u

/* Do service `number` for the partition, and set its result.  False: there is no such service. */
bool services_call(struct partition *partition, uint32_t number,
		   const uint32_t arguments[SERVICES_MAX_ARGUMENTS]);

#endif
