/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * intruder: announces a write to memory that is not its own, and does it.  Built once for each
 * target, which the build passes as INTRUDER_TARGET.
 */
#include <targets.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

int xpack_main(const void *device_tree)
{
	(void)device_tree;
	xpack_put_text(&console, "writing to ");
	xpack_put_hex(&console, INTRUDER_TARGET);
	xpack_put_text(&console, "\n");
	*(volatile uint32_t *)INTRUDER_TARGET = INTRUDER_VALUE;
	xpack_put_text(&console, "the write went through\n");
	return 0;
}
