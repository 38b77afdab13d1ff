/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * guest: calls every kind of stub, from two units, and says what came of it.  Built once for each
 * way to compile and link it, which the build passes as VARIANT, a string.
 */
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#include "second.h"

#define THIS_PARTITION 0u
#define NO_PARTITION 99u
#define LAST_FRAME 8u /* time enough for all partitions on a busy machine */

/* Nobody exports them.  The second is never called. */
XPACK_IMPORT_WEAK(int, xh_absent, (uint32_t port));
XPACK_IMPORT_WEAK(int, xh_unused, (uint32_t port));

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

/* 64 bits in two registers, from both units.  After the first frame, so not zero. */
static int is_time_right(void)
{
	uint64_t first = xh_time();
	uint64_t second = second_time();

	return first != 0 && second >= first && second - first < UINT32_MAX;
}

/* A pointer as argument, memory that the host writes. */
static int is_status_right(void)
{
	struct xh_partition_status status = { .state = UINT32_MAX };

	return xh_partition_status(THIS_PARTITION, &status) == 0 && status.state <= XH_WAITING &&
	       status.n_slots != 0 && xh_partition_status(NO_PARTITION, &status) == -1;
}

static int is_absent_right(void)
{
	return xh_absent(1) == XPACK_ENOSYS && second_absent() == XPACK_ENOSYS;
}

/* One window for both units, so one address; called through it, too. */
static int is_address_right(void)
{
	second_write *volatile write = xh_console_write;

	return write == second_address() && write("", 0) == 0;
}

/* Values that stay in registers across the calls. */
static int is_frame_right(void)
{
	uint32_t first = (uint32_t)xh_slot_wait();
	uint32_t second = (uint32_t)xh_slot_wait();

	return first != 0 && second > first;
}

static int test(const char *what, int right)
{
	if (right)
		return 0;
	xpack_put_text(&console, VARIANT ": wrong: ");
	xpack_put_text(&console, what);
	xpack_put_text(&console, "\n");
	return 1;
}

int xpack_main(const void *device_tree)
{
	int n_wrong = 0;

	(void)device_tree;
	n_wrong += test("console", second_print(VARIANT ": hello\n") == sizeof(VARIANT ": hello"));
	n_wrong += test("frame", is_frame_right());
	n_wrong += test("time", is_time_right());
	n_wrong += test("status", is_status_right());
	n_wrong += test("absent", is_absent_right());
	n_wrong += test("address", is_address_right());
	xpack_put_text(&console, VARIANT ": stubs that do not work: ");
	xpack_put_i32(&console, n_wrong);
	xpack_put_text(&console, "\n");
	while ((uint32_t)xh_slot_wait() < LAST_FRAME)
		;
	xh_halt(n_wrong);
	return 0;
}
