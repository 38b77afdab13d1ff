/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * windows: what stands in windows other than the usual trap: a jump to a function at a given
 * address, and nothing at all.
 */
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define LAST_FRAME 8u /* as in guest.c */

/* A call export whose symbol the test puts at landing(). */
XPACK_IMPORT(int, xh_landing, (int a, int b, int c, int d, int e, int f, int g));
/* Nobody exports it. */
XPACK_IMPORT_WEAK(int, xh_absent, (uint32_t port));

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

int landing(int a, int b, int c, int d, int e, int f, int g);

/* The last argument is passed on the stack. */
__attribute__((noinline, used)) int landing(int a, int b, int c, int d, int e, int f, int g)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g;
}

static void say(const char *what, int value)
{
	xpack_put_text(&console, what);
	xpack_put_i32(&console, value);
	xpack_put_text(&console, "\n");
}

int xpack_main(const void *device_tree)
{
	(void)device_tree;
	say("the call returns ", xh_landing(1, 2, 3, 4, 5, 6, 7));
	say("what is absent returns ", xh_absent(1));
	while ((uint32_t)xh_slot_wait() < LAST_FRAME)
		;
	xh_halt(0);
	return 0;
}
