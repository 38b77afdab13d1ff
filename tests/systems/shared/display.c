/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * display: shows the measurements that it finds in shared memory, which it may only read.  It
 * learns from its device tree where that is.  In the end it writes there nevertheless.
 */
#include <display.h>
#include <measurement.h>
#include <tree.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define LAST_SHOWN 4u

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

/* The host prints the unit right from shared memory: the display may read it. */
static void show(const volatile struct measurement *shared)
{
	xpack_put_text(&console, "measurement ");
	xpack_put_u32(&console, shared->n);
	xpack_put_text(&console, ": ");
	xpack_put_u32(&console, shared->temperature);
	xpack_put_text(&console, " ");
	xpack_put_flush(&console);
	if (xh_console_write((const char *)shared->unit, sizeof(shared->unit) - 1) < 0)
		xpack_put_text(&console, "the host may NOT read for me\n");
}

/* What the display may not write, the host must not write for it. */
static void misuse(const volatile struct measurement *shared)
{
	if (xh_partition_status(DISPLAY, (struct xh_partition_status *)shared) == 0)
		xpack_put_text(&console, "the host DID write for me\n");
	xpack_put_text(&console, "writing\n");
	*(volatile uint32_t *)&shared->n = 0;
	xpack_put_text(&console, "the write went through\n");
}

int xpack_main(const void *device_tree)
{
	struct tree_range range = tree_shared_area(device_tree, "measurements");
	const volatile struct measurement *shared = (const void *)range.addr;

	if (range.addr != XPACK_SHARED_MEASUREMENTS_ADDR ||
	    range.size != XPACK_SHARED_MEASUREMENTS_SIZE) {
		xpack_put_text(&console, "the device tree and the header differ\n");
		return 1;
	}
	while (shared->n < LAST_SHOWN) {
		show(shared);
		xh_slot_wait();
	}
	show(shared);
	misuse(shared);
	return 0;
}
