/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * through: calls a function of the host through glue.  The function stands here, where the
 * partition may execute it, and takes its arguments as the build says with TARGET.
 */
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

XPACK_IMPORT(int, through_near, (int first, int second, int third));
XPACK_IMPORT(int, through_far, (int first, int second, int third));

TARGET int target(int first, int second, int third);
int xpack_main(const void *device_tree);

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

TARGET int target(int first, int second, int third)
{
	return first * 100 + second * 10 + third;
}

int xpack_main(const void *device_tree)
{
	int n_wrong = 0;

	(void)device_tree;
	n_wrong += through_near(1, 2, 3) != 123;
	n_wrong += through_far(4, 5, 6) != 456;
	n_wrong += through_near(through_far(0, 0, 7), 8, 9) != 789;
	xpack_put_text(&console, "through: hello\nthrough: stubs that do not work: ");
	xpack_put_i32(&console, n_wrong);
	xpack_put_text(&console, "\n");
	while (xh_slot_wait() < 3)
		;
	xh_halt(0);
	return 0;
}
