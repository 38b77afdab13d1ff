/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* caller: calls the host's library, then looks what became of the writer and halts the board. */
#include "library.h"

#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>
#include <xpack/import.h>

#define WRITER 1u

LIBRARY(XPACK_IMPORT)

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static void say(const char *what, uint32_t value)
{
	xpack_put_text(&console, what);
	xpack_put_hex(&console, value);
	xpack_put_text(&console, "\n");
}

int xpack_main(const void *device_tree)
{
	static const uint32_t values[] = { 1, 20, 300 };
	struct xh_partition_status status = { .state = 0 };

	(void)device_tree;
	say("digits ", lib_digits(7, 6, 5, 4, 3, 2, 1));
	say("sum ", lib_sum(values, 3));
	xh_slot_wait();
	xh_partition_status(WRITER, &status);
	xpack_put_text(&console, status.state == XH_STOPPED ? "the writer was stopped\n"
							    : "the writer runs\n");
	say("digits ", lib_digits(7, 6, 5, 4, 3, 2, 1));
	xh_halt(0);
	return 0;
}
