/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * prompt: a line typed on the controlling terminal, with echo off (termios(3)).
 *
 * The terminal is /dev/tty, whatever standard input is.  Its state is put back before a signal that
 * arrives meanwhile (interrupt, quit, hang-up, termination, stop) takes its effect.
 */
#ifndef XPACK_PROMPT_H
#define XPACK_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

enum prompt {
	PROMPT_DONE,
	PROMPT_NO_TERMINAL, /* the process has none */
	PROMPT_TOO_LONG,    /* more than max characters; all were read */
	PROMPT_FAILED,      /* end of file, an error, or stopped by a signal and continued */
};

/* Ask for what ("passphrase") of the object name; again: "once more".  text has room for max
 * characters and a NUL.  Nothing of the line stays behind anywhere else in this process. */
enum prompt prompt_ask(const char *what, const char *name, bool again, char *text, size_t max);

#endif
