/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * worker: never gives up its slot, so the host must take the processor away at every end, between
 * any two instructions.  Its recursion is deeper than the processor has windows, and the result
 * shows whether a register was ever lost.
 */
#include <machine.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define DEPTH 40u
#define ROUNDS 60u /* more than fit one slot of a board with 60 MIPS */

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

/* Each level keeps values of its own across the call of the next; the sum is known. */
static __attribute__((noinline)) uint32_t sum(uint32_t depth)
{
	volatile uint32_t a = depth * 3;
	uint32_t b = depth * 5;
	uint32_t below = depth == 0 ? 0 : sum(depth - 1);

	__asm__ volatile("" : "+r"(b)); /* keeps b in a register of this window */
	return below + a + b;
}

static uint32_t rounds_that_failed(void)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < ROUNDS; i++)
		n += sum(DEPTH) != DEPTH * (DEPTH + 1) / 2 * 8;
	return n;
}

int xpack_main(const void *device_tree)
{
	uint64_t start = xh_time();
	uint32_t n_failed = rounds_that_failed();

	(void)device_tree;
	MACHINE_FLUSH_WINDOWS();
	xpack_put_text(&console, xh_time() > start ? "time passes, " : "time stands still, ");
	xpack_put_u32(&console, n_failed);
	xpack_put_text(&console, " of 60 sums are wrong\n");
	for (;;)
		(void)rounds_that_failed();
}
