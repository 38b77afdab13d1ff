/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* nav: a supplier's partition that sends a position in each of its slots. */
#include <nav.h>
#include <xhost/services.h>
#include <xpack/guest.h>
#include <xpack/ports.h>

#define SPEED 25u /* metres in a frame */

int xpack_main(const void *device_tree)
{
	uint32_t position[XPACK_SIZE_POSITION / sizeof(uint32_t)] = { 1000, 2000, 300 };

	(void)device_tree;
	for (;;) {
		(void)xpack_sampling_write(XPACK_PORT_POSITION, position, sizeof(position));
		(void)xh_slot_wait();
		position[0] += SPEED;
	}
}
