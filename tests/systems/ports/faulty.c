/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * faulty: goes wrong in another way each time it is started.  It cannot remember how often that
 * was: a restarted partition is as the loader placed it.
 */
#include <faulty.h>
#include <xhost/health.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define INITIAL 7u
#define CHANGED 99u
#define LARGE 4096u /* words */

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);
static volatile uint32_t data = INITIAL;
static volatile uint32_t clear[LARGE];

static void check_pristine(void)
{
	uint32_t n_changed = data != INITIAL;

	for (uint32_t i = 0; i < LARGE; i++)
		n_changed += clear[i] != 0;
	data = CHANGED;
	for (uint32_t i = 0; i < LARGE; i++)
		clear[i] = CHANGED;
	xpack_put_text(&console, n_changed == 0 ? "memory is pristine\n" : "memory was changed\n");
}

int xpack_main(const void *device_tree)
{
	struct xh_partition_health health;

	(void)device_tree;
	check_pristine();
	if (xh_partition_health(XPACK_PARTITION_ID, &health) != 0)
		return 1;
	if (health.n_restarts == 0)
		*(volatile uint32_t *)0xfffffff0u = CHANGED;
	if (health.n_restarts == 2)
		XPACK_ASM(XPACK_ILLEGAL);
	for (;;)
		;
}
