/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* writer: reads the first instruction of the library, which it may, and writes it back. */
#include "library.h"

#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

int xpack_main(const void *device_tree)
{
	volatile uint32_t *code = (volatile uint32_t *)CALL_LIBRARY;
	uint32_t word = *code;

	(void)device_tree;
	xpack_put_text(&console, word != 0 ? "the library can be read\n" : "there is no library\n");
	*code = word;
	xpack_put_text(&console, "the write went through\n");
	return 0;
}
