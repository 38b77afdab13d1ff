/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * interrupt: signals that end the process, held back while something has to be put in order first.
 *
 * A board that was made writable must not be left so, nor a directory of files.  Between hold and
 * release SIGINT, SIGTERM and SIGHUP are blocked; work that takes long asks now and then whether
 * one is waiting, and gives up.  After release the process ends by that signal, as it would have
 * done at once.
 */
#ifndef XPACK_INTERRUPT_H
#define XPACK_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct interrupt {
	sigset_t before; /* what was blocked */
};

void interrupt_hold(struct interrupt *interrupt);
bool interrupt_is_pending(void);
/* Wait until something can be read from fd.  false: a signal came first, and is pending still. */
bool interrupt_wait(int fd);
void interrupt_release(const struct interrupt *interrupt);

#endif
