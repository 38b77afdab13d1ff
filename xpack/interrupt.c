/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "interrupt.h"

#include <errno.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

#define N_ENDING (sizeof(ending) / sizeof(ending[0]))

/* Those that would end the process.  Under nohup(1), or behind a shell's &, some are ignored; when
 * blocked they would be pending all the same. */
static sigset_t ending_set(void)
{
	struct sigaction action;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < N_ENDING; i++)
		if (sigaction(ending[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(&set, ending[i]);
	return set;
}

void interrupt_hold(struct interrupt *interrupt)
{
	sigset_t set = ending_set();

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

bool interrupt_wait(int fd)
{
	sigset_t set = ending_set();
	struct pollfd ready[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = signalfd(-1, &set, SFD_CLOEXEC), .events = POLLIN },
	};

	while (poll(ready, 2, -1) < 0 && errno == EINTR)
		;
	if (ready[1].fd >= 0)
		close(ready[1].fd);
	return ready[1].revents == 0;
}

void interrupt_release(const struct interrupt *interrupt)
{
	sigprocmask(SIG_SETMASK, &interrupt->before, NULL);
}
