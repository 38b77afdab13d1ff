/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_devices: who uses each device of the board; private to the checks.
 */
#ifndef XPACK_CHECK_DEVICES_H
#define XPACK_CHECK_DEVICES_H

#include "check.h"

/* Of one device: what uses it first in the document, the host before partitions. */
struct device_user {
	const struct device_use *use;      /* NULL: nobody uses it */
	const struct partition *partition; /* NULL: the host does, or nobody */
};

/* One for each device of the board, in its order; in the context's arena. */
struct device_user *check_device_users(const struct check_context *context);

/* "host 'kernel'", "partition 'nav'".  Precondition: somebody uses the device. */
const char *check_device_user_name(const struct check_context *context,
				   const struct device_user *user);

/*
 * For each device of the board one that shares a page of this many bytes with it and is not used by
 * the same partition, the first by page and then in the document; or NULL.  Host and nobody are as
 * one partition.  Ports, and ranges that are none, have no page.  page is not 0, and 4 GiB at most.
 */
const struct device **check_page_mates(const struct check_context *context, uint64_t page);

#endif
