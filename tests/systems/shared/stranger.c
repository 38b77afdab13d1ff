/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * stranger: has no part in the shared memory.  It knows the address, from the sensor's header, but
 * not even the host reads there for it.
 */
#include <measurement.h>
#include <sensor.h>
#include <tree.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

int xpack_main(const void *device_tree)
{
	const volatile struct measurement *shared =
		XPACK_SHARED_MEASUREMENTS_AS(struct measurement);

	if (tree_shared_area(device_tree, "measurements").size != 0)
		xpack_put_text(&console, "my device tree knows the shared memory\n");
	if (xh_console_write((const char *)shared, sizeof(*shared)) >= 0)
		xpack_put_text(&console, "the host DID read for me\n");
	xpack_put_text(&console, "reading\n");
	if (shared->n != UINT32_MAX)
		xpack_put_text(&console, "the read went through\n");
	return 0;
}
