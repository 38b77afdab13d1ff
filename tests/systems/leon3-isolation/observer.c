/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * observer: behaves, watches the intruders and its own memory for a few major frames, and halts
 * the board with the number of things that were not as they should be.
 */
#include <targets.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define FIRST_INTRUDER 1u
#define LAST_INTRUDER 3u
#define N_FRAMES 4u

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

/* Where the intruder with this id was to be stopped. */
static uint32_t target_of(uint32_t id)
{
	static const uint32_t targets[] = { TARGET_NEIGHBOUR, TARGET_HOST, TARGET_UART };

	return targets[id - FIRST_INTRUDER];
}

/* Returns 1 when the intruder is not stopped at its target, else 0. */
static int judge(uint32_t id)
{
	struct xh_partition_status status;

	xpack_put_text(&console, "partition ");
	xpack_put_u32(&console, id);
	if (xh_partition_status(id, &status) != 0) {
		xpack_put_text(&console, " is unknown\n");
		return 1;
	}
	if (status.state != XH_STOPPED) {
		xpack_put_text(&console, " runs\n");
		return 1;
	}
	xpack_put_text(&console, " was stopped at ");
	xpack_put_hex(&console, status.fault_addr);
	xpack_put_text(&console, " in its slot ");
	xpack_put_u32(&console, status.n_slots);
	xpack_put_text(&console, "\n");
	return status.fault_addr != target_of(id);
}

static int judge_memory(void)
{
	uint32_t found = *(volatile uint32_t *)TARGET_NEIGHBOUR;

	xpack_put_text(&console,
		       found == 0 ? "own memory is intact\n" : "own memory was changed\n");
	return found != 0;
}

int xpack_main(const void *device_tree)
{
	int n_wrong = 0;

	(void)device_tree;
	for (uint32_t frame = 0; frame + 1 < N_FRAMES; frame = (uint32_t)xh_slot_wait()) {
		xpack_put_text(&console, "frame ");
		xpack_put_u32(&console, frame);
		xpack_put_text(&console, "\n");
	}
	for (uint32_t id = FIRST_INTRUDER; id <= LAST_INTRUDER; id++)
		n_wrong += judge(id);
	n_wrong += judge_memory();
	xh_halt(n_wrong);
	return 0;
}
