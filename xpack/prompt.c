/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

/* The terminal while a line is typed. */
struct asking {
	int tty;
	int signals; /* becomes readable when one arrives */
	struct termios before;
	sigset_t mask_before;
};

static bool begin(struct asking *asking)
{
	struct termios silent;
	sigset_t held;

	asking->tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (asking->tty < 0)
		return false;
	if (tcgetattr(asking->tty, &asking->before) != 0) {
		close(asking->tty);
		return false;
	}
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGQUIT);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGTSTP);
	sigprocmask(SIG_BLOCK, &held, &asking->mask_before);
	asking->signals = signalfd(-1, &held, SFD_CLOEXEC);
	silent = asking->before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON | ISIG;
	(void)tcsetattr(asking->tty, TCSAFLUSH, &silent);
	return true;
}

/* Signals that were held come through here, with the terminal as it was. */
static void end(const struct asking *asking)
{
	(void)!write(asking->tty, "\n", 1);
	(void)tcsetattr(asking->tty, TCSAFLUSH, &asking->before);
	close(asking->tty);
	if (asking->signals >= 0)
		close(asking->signals);
	sigprocmask(SIG_SETMASK, &asking->mask_before, NULL);
}

/* One byte of the line: 1, 0 at the end of the file, -1 when it failed or a signal came. */
static int next_byte(const struct asking *asking, char *byte)
{
	struct pollfd fds[] = { { asking->tty, POLLIN, 0 }, { asking->signals, POLLIN, 0 } };
	ssize_t n;

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -1;
		if (fds[1].revents != 0)
			return -1;
		n = read(asking->tty, byte, 1);
		if (n >= 0 || errno != EINTR)
			return (int)n;
	}
}

static enum prompt read_line(const struct asking *asking, char *text, size_t max)
{
	enum prompt prompt = PROMPT_DONE;
	size_t size = 0;
	char byte = 0;
	int n;

	while ((n = next_byte(asking, &byte)) == 1 && byte != '\n' && byte != '\r') {
		if (size == max)
			prompt = PROMPT_TOO_LONG;
		else
			text[size++] = byte;
	}
	byte = 0;
	text[size] = '\0';
	return n == 1 ? prompt : PROMPT_FAILED;
}

enum prompt prompt_ask(const char *what, const char *name, bool again, char *text, size_t max)
{
	struct asking asking;
	enum prompt prompt;

	text[0] = '\0';
	if (!begin(&asking))
		return PROMPT_NO_TERMINAL;
	dprintf(asking.tty, "%s for %s%s: ", what, name, again ? ", once more" : "");
	prompt = read_line(&asking, text, max);
	end(&asking);
	return prompt;
}
