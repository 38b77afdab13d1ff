/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * judge: watches the other partitions for a few major frames and halts the board with the number
 * of surprises.
 */
#include <expected.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define WORKER 1u
#define WORKER_SLOTS (2 * (N_FRAMES - 1))

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static int surprise(uint32_t id, const struct xh_partition_status *status)
{
	xpack_put_text(&console, "surprise: partition ");
	xpack_put_u32(&console, id);
	xpack_put_text(&console, ", state ");
	xpack_put_u32(&console, status->state);
	xpack_put_text(&console, ", slots ");
	xpack_put_u32(&console, status->n_slots);
	xpack_put_text(&console, ", trap ");
	xpack_put_hex(&console, status->trap);
	xpack_put_text(&console, "\n");
	return 1;
}

static int judge(void)
{
	static const uint32_t traps[] = EXPECTED_TRAPS;
	struct xh_partition_status status;
	int n_surprises = 0;

	for (uint32_t id = FIRST_BAD; id <= LAST_BAD; id++)
		if (xh_partition_status(id, &status) != 0 || status.state != XH_STOPPED ||
		    status.trap != traps[id - FIRST_BAD] || status.n_slots != 1)
			n_surprises += surprise(id, &status);
	if (xh_partition_status(WORKER, &status) != 0 || status.state != XH_READY ||
	    status.n_slots != WORKER_SLOTS)
		n_surprises += surprise(WORKER, &status);
	return n_surprises;
}

/* Strings of the device tree are not NUL-terminated here: look for the name in the bytes. */
static int knows_its_name(const char *tree)
{
	for (uint32_t i = 0; i < 256; i++)
		if (tree[i] == 'j' && tree[i + 1] == 'u' && tree[i + 2] == 'd' &&
		    tree[i + 3] == 'g' && tree[i + 4] == 'e')
			return 1;
	return 0;
}

int xpack_main(const void *device_tree)
{
	int n_surprises;

	xpack_put_text(&console, knows_its_name(device_tree) ? "the device tree is mine\n"
							     : "this is not my device tree\n");
	for (uint32_t frame = 0; frame + 1 < N_FRAMES; frame = (uint32_t)xh_slot_wait())
		;
	n_surprises = judge();
	xpack_put_text(&console, "surprises: ");
	xpack_put_i32(&console, n_surprises);
	xpack_put_text(&console, "\n\x1b[31mxhost: forged\r\n");
	xh_halt(n_surprises);
	return 0;
}
