/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* day: for the program that it is loaded into (LD_PRELOAD) it is another day: in the year 2042. */

#include <stddef.h>
#include <sys/time.h>
#include <time.h>

#define DAY 2281234567

time_t time(time_t *to)
{
	if (to != NULL)
		*to = DAY;
	return DAY;
}

int clock_gettime(clockid_t clock, struct timespec *to)
{
	(void)clock;
	*to = (struct timespec){ .tv_sec = DAY };
	return 0;
}

int gettimeofday(struct timeval *restrict to, void *restrict zone)
{
	(void)zone;
	*to = (struct timeval){ .tv_sec = DAY };
	return 0;
}
