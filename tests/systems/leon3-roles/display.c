/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* display: the integrator's own partition, prints three positions and ends the demonstration. */
#include <display.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>
#include <xpack/ports.h>

#define N_FRAMES 3u
#define N_AXES 3u

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static void show(void)
{
	uint32_t position[XPACK_SIZE_POSITION / sizeof(uint32_t)] = { 0 };
	uint32_t valid = 0;
	int size = xpack_sampling_read(XPACK_PORT_POSITION, position, sizeof(position), &valid);

	if (size != (int)(N_AXES * sizeof(position[0])) || valid == 0) {
		xpack_put_text(&console, "no position\n");
		return;
	}
	xpack_put_text(&console, "position");
	for (uint32_t i = 0; i < N_AXES; i++) {
		xpack_put_text(&console, " ");
		xpack_put_u32(&console, position[i]);
	}
	xpack_put_text(&console, "\n");
}

int xpack_main(const void *device_tree)
{
	(void)device_tree;
	for (uint32_t frame = 0; frame < N_FRAMES; frame++) {
		show();
		(void)xh_slot_wait();
	}
	xh_halt(0);
	return 0;
}
