/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * partition0: uses some services as any guest would.
 */
#include "guest.h"

#define NOT_MINE 0x00100000 /* the host's */
#define SOME_START 0x1122334455667788
#define SOME_INTERVAL 0x0123456789abcdef

static struct xpack_console console = XPACK_CONSOLE(guest_write);
static int64_t times[2];

static void say(const char *what, int result)
{
	xpack_put_text(&console, "[partition0] ");
	xpack_put_text(&console, what);
	xpack_put_text(&console, ": ");
	xpack_put_i32(&console, result);
	xpack_put_text(&console, "\n");
}

static void ask_time(void)
{
	say("time", XM_get_time(XM_HW_CLOCK, &times[0]));
	say("time again", XM_get_time(XM_EXEC_CLOCK, &times[1]));
	say("it passes", times[0] > 0 && times[1] > times[0]);
	say("time of no clock", XM_get_time(7, &times[0]));
}

int main(void)
{
	say("my number", (int)xtratum_image[IMAGE_ID]);
	ask_time();
	say("text of the host", XM_write_object(guest_console(), (const char *)NOT_MINE, 4, NULL));
	say("timer", XM_set_timer(XM_EXEC_CLOCK, SOME_START, SOME_INTERVAL));
	say("halt another", XM_halt_partition(1));
	say("not done here", XM_mask_hwirq(4));
	say("idle", XM_idle_self());
	say("idle again", XM_idle_self());
	return XM_halt_system();
}
