/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * to-uart: writes a character to the port of the UART, and when it survives turns interrupts off.
 */
#include <targets.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define COM1 0x3f8

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

int xpack_main(const void *device_tree)
{
	(void)device_tree;
	xpack_put_text(&console, "writing to port 0x3f8\n");
	__asm__ volatile("outb %b0, %w1" : : "a"(INTRUDER_VALUE), "d"(COM1));
	xpack_put_text(&console, "the write went through\n");
	return 0;
}
