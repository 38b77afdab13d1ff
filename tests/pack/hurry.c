/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* hurry: for the program that it is loaded into (LD_PRELOAD) 400 ms pass between two looks at the
 * clock, and none else. */

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#define STEP_MS 400

int clock_gettime(clockid_t clock, struct timespec *to)
{
	static atomic_long ms;
	long now = atomic_fetch_add(&ms, STEP_MS);

	(void)clock;
	*to = (struct timespec){ now / 1000, now % 1000 * 1000000 };
	return 0;
}
