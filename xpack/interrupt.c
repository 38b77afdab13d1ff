/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "interrupt.h"

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

#define N_ENDING (sizeof(ending) / sizeof(ending[0]))

void interrupt_hold(struct interrupt *interrupt)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < N_ENDING; i++)
		sigaddset(&set, ending[i]);
	sigprocmask(SIG_BLOCK, &set, &interrupt->before);
}

bool interrupt_is_pending(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigpending(&set);
	for (size_t i = 0; i < N_ENDING; i++)
		if (sigismember(&set, ending[i]) == 1)
			return true;
	return false;
}

void interrupt_release(const struct interrupt *interrupt)
{
	sigprocmask(SIG_SETMASK, &interrupt->before, NULL);
}
