/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* jumper: executes what others wrote into shared memory, which nobody may. */
#include <jumper.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

int xpack_main(const void *device_tree)
{
	void (*code)(void) = (void (*)(void))XPACK_SHARED_MEASUREMENTS_ADDR;

	(void)device_tree;
	xpack_put_text(&console, "jumping\n");
	code();
	xpack_put_text(&console, "the jump went through\n");
	return 0;
}
