/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * receiver: prints what arrives in each frame, and in the end how the faulty partition fared.  Then
 * it divides by zero, which its health action makes the end of the system.
 */
#include <receiver.h>
#include <xhost/health.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>
#include <xpack/ports.h>

#define FAULTY_ID 2u
#define N_FRAMES 6u

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static void sample(uint32_t frame)
{
	uint32_t temperature = 0, valid = 0;
	int size = xpack_sampling_read(XPACK_PORT_TEMPERATURE, &temperature, sizeof(temperature),
				       &valid);

	xpack_put_text(&console, "frame ");
	xpack_put_u32(&console, frame);
	if (size == (int)sizeof(temperature)) {
		xpack_put_text(&console, ": temperature ");
		xpack_put_u32(&console, temperature);
		xpack_put_text(&console, valid != 0 ? " mC\n" : " mC, stale\n");
	} else {
		xpack_put_text(&console, ": no temperature\n");
	}
}

static void take_events(void)
{
	char event[XPACK_SIZE_EVENTS];
	uint32_t n_lost = 0;

	while (xpack_queuing_receive(XPACK_PORT_EVENTS, event, sizeof(event), &n_lost) ==
	       (int)sizeof(event)) {
		event[sizeof(event) - 1] = '\0';
		xpack_put_text(&console, event);
		if (n_lost != 0) {
			xpack_put_text(&console, ", lost: ");
			xpack_put_u32(&console, n_lost);
		}
		xpack_put_text(&console, "\n");
	}
}

static void judge(void)
{
	struct xh_partition_health health;
	struct xh_partition_status status;

	if (xh_partition_health(FAULTY_ID, &health) != 0 ||
	    xh_partition_status(FAULTY_ID, &status) != 0)
		return;
	xpack_put_text(&console, "faulty: events ");
	xpack_put_u32(&console, health.n_events);
	xpack_put_text(&console, ", restarts ");
	xpack_put_u32(&console, health.n_restarts);
	xpack_put_text(&console, status.state == XH_STOPPED ? ", stopped\n" : ", runs\n");
}

int xpack_main(const void *device_tree)
{
	static volatile uint32_t zero;

	(void)device_tree;
	for (uint32_t frame = 0; frame < N_FRAMES; frame = (uint32_t)xh_slot_wait()) {
		sample(frame);
		take_events();
	}
	judge();
	return (int)(N_FRAMES / zero);
}
