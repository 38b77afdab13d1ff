/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sensor: puts a measurement into shared memory in each frame.  It fails once and is restarted:
 * its own memory is new then, the shared one is as it was.  In the end it says what became of the
 * others and halts the board with the number of things that were not as they should be.
 */
#include <measurement.h>
#include <sensor.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define FIRST_TEMPERATURE 20000u /* millidegrees Celsius */
#define STEP 500u
#define FAILS_AFTER 2u
#define NOWHERE 0xfffffff0u

_Static_assert(sizeof(struct measurement) <= XPACK_SHARED_MEASUREMENTS_SIZE, "it must fit");

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);
static volatile struct measurement *const shared = XPACK_SHARED_MEASUREMENTS_AS(struct measurement);
static uint32_t n_own; /* measurements since it was started */

static void measure(void)
{
	static const char unit[4] = "mC\n";

	for (uint32_t i = 0; i < sizeof(unit); i++)
		shared->unit[i] = unit[i];
	shared->temperature = FIRST_TEMPERATURE + shared->n * STEP;
	shared->n++;
	n_own++;
}

static void greet(void)
{
	xpack_put_text(&console, "start ");
	xpack_put_u32(&console, ++shared->n_starts);
	xpack_put_text(&console, ", measurements so far ");
	xpack_put_u32(&console, shared->n);
	xpack_put_text(&console, ", own ");
	xpack_put_u32(&console, n_own);
	xpack_put_text(&console, "\n");
}

/* Returns 1 when the partition was not stopped where the shared memory starts, else 0. */
static int judge(uint32_t id)
{
	struct xh_partition_status status;
	int is_wrong = xh_partition_status(id, &status) != 0 || status.state != XH_STOPPED ||
		       status.fault_addr != XPACK_SHARED_MEASUREMENTS_ADDR;

	xpack_put_text(&console, "partition ");
	xpack_put_u32(&console, id);
	xpack_put_text(&console,
		       is_wrong ? " was NOT stopped as it should be\n" : " was stopped\n");
	return is_wrong;
}

int xpack_main(const void *device_tree)
{
	int n_wrong = 0;

	(void)device_tree;
	greet();
	while (shared->n < N_MEASUREMENTS) {
		measure();
		if (shared->n == FAILS_AFTER && shared->n_starts == 1)
			*(volatile uint32_t *)NOWHERE = 0;
		xh_slot_wait();
	}
	n_wrong += shared->n != N_MEASUREMENTS;
	for (uint32_t id = DISPLAY; id <= JUMPER; id++)
		n_wrong += judge(id);
	xh_halt(n_wrong);
	return 0;
}
