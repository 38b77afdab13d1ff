/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * telemetry: reports once per major frame how the control partition fares, and ends the
 * demonstration after a few frames.
 */
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define CONTROL_ID 0u
#define N_FRAMES 5u
#define NANOSECONDS 1000000u /* in a millisecond */

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static void report(uint32_t frame)
{
	static const char *const states[] = { "ready", "waiting", "stopped" };
	struct xh_partition_status control;

	if (xh_partition_status(CONTROL_ID, &control) != 0) {
		xpack_put_text(&console, "there is no control partition\n");
		return;
	}
	xpack_put_text(&console, "frame ");
	xpack_put_u32(&console, frame);
	xpack_put_text(&console, ": control is ");
	xpack_put_text(&console, states[control.state]);
	xpack_put_text(&console, ", slots ");
	xpack_put_u32(&console, control.n_slots);
	xpack_put_text(&console, ", ");
	xpack_put_u64(&console, xh_time() / NANOSECONDS);
	xpack_put_text(&console, " ms\n");
}

int xpack_main(const void *device_tree)
{
	uint32_t frame = 0;

	(void)device_tree;
	for (report(frame); frame + 1 < N_FRAMES; report(frame))
		frame = (uint32_t)xh_slot_wait();
	xpack_put_text(&console, "end of the demonstration\n");
	xh_halt(0);
	return 0;
}
