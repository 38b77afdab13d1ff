/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "leon_console.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "interrupt.h"

#define AT_STATUS 0x4u
#define AT_CONTROL 0x8u /* the next word: both are read together */
#define AT_FIFO 0x10u
#define STATUS_WAITS (1u << 0) /* a byte that was received */
#define STATUS_SENT (1u << 2)  /* the transmitter's FIFO is empty */
#define STATUS_FULL (1u << 10) /* the receiver's FIFO is */
#define STATUS_COUNT_SHIFT 20  /* bytes in the transmitter's FIFO */
#define STATUS_COUNT 0x3fu
#define CONTROL_FLOW (1u << 6)
#define CONTROL_DEBUG (1u << 11)
#define CONTROL_TUNNEL (CONTROL_DEBUG | CONTROL_FLOW) /* what tells drivers of it */
#define CONTROL_FIFOS (1u << 31)

#define IDLE_MS 5    /* between two looks when nothing comes */
#define ENDED_MS 200 /* between two looks whether the processor ended */

/* One session. */
struct session {
	struct leon_console *console;
	struct dsu *dsu;
	struct termios before; /* of the terminal that is typed on */
	bool is_terminal;
	bool has_input; /* more may come */
	int typed;      /* a byte that waits for room, or -1 */
	int64_t looked; /* when the processor last was */
	bool ended;     /* the processor */
	uint32_t trap;
};

static const struct plugplay_device *find_uart(const struct plugplay *found, uint32_t uart)
{
	const struct plugplay_device *device;

	for (size_t i = 0;
	     (device = plugplay_find(found, "APB", VENDOR_GAISLER, GAISLER_APBUART, i)) != NULL;
	     i++)
		if (uart == 0 || device->ranges[0].start == uart)
			return device;
	return NULL;
}

/* A program may change the other bits meanwhile.  Flow control need not come, but must go: without
 * its wires the UART's own line would be still. */
static int set_debug(struct leon_console *console, uint32_t bits)
{
	uint32_t at = console->uart + AT_CONTROL, control, wrong = 0;

	if (buslink_get(console->link, at, &control) != 0)
		return -1;
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_put(console->link, at, (control & ~CONTROL_TUNNEL) | bits) != 0 ||
		    buslink_get(console->link, at, &control) != 0)
			return -1;
		wrong = (control ^ bits) & CONTROL_TUNNEL;
		if (wrong == 0)
			return 0;
	}
	if (wrong == CONTROL_FLOW && (bits & CONTROL_FLOW) != 0)
		return 0;
	return target_fail(console->link->request,
			   "the debug mode of the UART at 0x%08" PRIx32 " cannot be turned %s",
			   console->uart, (bits & CONTROL_DEBUG) != 0 ? "on" : "off");
}

int leon_console_find(struct leon_console *console, struct buslink *link,
		      const struct plugplay *found, uint32_t uart)
{
	const struct plugplay_device *device = find_uart(found, uart);

	*console = (struct leon_console){ .link = link };
	if (device == NULL)
		return target_fail(link->request,
				   uart == 0 ? "the board has no UART"
					     : "the board has no UART at 0x%08" PRIx32,
				   uart);
	console->uart = device->ranges[0].start;
	return 0;
}

int leon_console_begin(struct leon_console *console)
{
	uint32_t control;

	if (buslink_get(console->link, console->uart + AT_CONTROL, &control) != 0)
		return -1;
	console->debug = control & CONTROL_TUNNEL;
	console->is_changed = true;
	return set_debug(console, CONTROL_TUNNEL);
}

int leon_console_end(struct leon_console *console)
{
	const struct target_request *request;

	if (!console->is_changed)
		return 0;
	console->is_changed = false;
	if (set_debug(console, console->debug) == 0)
		return 0;
	request = console->link->request;
	diag_note(request->diag, location_of_file(request->name),
		  "the UART at 0x%08" PRIx32 " may be left in debug mode: reset the board",
		  console->uart);
	return -1;
}

/* Every byte is there once: so it is read once, and over a line without checks it may be wrong. */
static int print(struct session *session, uint32_t n)
{
	struct leon_console *console = session->console;
	uint32_t word;

	for (; n > 0; n--) {
		if (buslink_read(console->link, console->uart + AT_FIFO, &word, 1) != 0)
			return -1;
		putchar((int)(word & 0xff));
	}
	if (fflush(stdout) != 0)
		return target_fail_errno(console->link->request, "print what the board prints");
	return 0;
}

static uint32_t count(uint32_t status)
{
	uint32_t n = status >> STATUS_COUNT_SHIFT & STATUS_COUNT;

	/* One byte has no counter, and that of a full FIFO may have come round. */
	return n == 0 && (status & STATUS_SENT) == 0 ? 1 : n;
}

static int send_typed(struct session *session, uint32_t status, uint32_t control)
{
	struct leon_console *console = session->console;
	uint32_t byte = (uint32_t)session->typed;
	uint32_t full = (control & CONTROL_FIFOS) != 0 ? STATUS_FULL : STATUS_WAITS;

	if (session->typed < 0 || (status & full) != 0)
		return 0;
	session->typed = -1;
	return buslink_put(console->link, console->uart + AT_FIFO, byte);
}

/* A program set it up: as it wants it, it is put back. */
static int turn_on_again(struct leon_console *console)
{
	uint32_t control;

	if (buslink_get(console->link, console->uart + AT_CONTROL, &control) != 0)
		return -1;
	if ((control & CONTROL_DEBUG) != 0)
		return 0; /* it was read wrong */
	console->debug = control & CONTROL_TUNNEL;
	return set_debug(console, CONTROL_TUNNEL);
}

/* *n: how many bytes were printed. */
static int look(struct session *session, uint32_t *n)
{
	struct leon_console *console = session->console;
	uint32_t words[2];

	*n = 0;
	if (buslink_read(console->link, console->uart + AT_STATUS, words, 2) != 0)
		return -1;
	if ((words[1] & CONTROL_DEBUG) == 0)
		return turn_on_again(console);
	*n = count(words[0]);
	return print(session, *n) != 0 ? -1 : send_typed(session, words[0], words[1]);
}

/* At most so long. */
static void read_typed(struct session *session, int ms)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	unsigned char byte;
	ssize_t n;

	if (!session->has_input || session->typed >= 0) {
		(void)poll(NULL, 0, ms);
		return;
	}
	if (poll(&input, 1, ms) <= 0)
		return;
	n = read(STDIN_FILENO, &byte, 1);
	if (n == 1)
		session->typed = byte;
	else if (n == 0 || errno != EINTR)
		session->has_input = false;
}

/* Not each time: the link is slow. */
static int look_at_processor(struct session *session)
{
	int64_t now = clock_ms();

	if (now - session->looked < ENDED_MS)
		return 0;
	session->looked = now;
	return dsu_has_ended(session->dsu, &session->ended, &session->trap);
}

static int talk(struct session *session)
{
	uint32_t n = 0;
	bool was_ended = false;

	while (!interrupt_is_pending()) {
		if (look(session, &n) != 0)
			return -1;
		if (n == 0 && was_ended)
			return 0;
		read_typed(session, n == 0 ? IDLE_MS : 0);
		if (n == 0 && look_at_processor(session) != 0)
			return -1;
		was_ended = session->ended;
	}
	return 0;
}

/* Bytes as they are typed, but for those that end it. */
static void prepare_terminal(struct session *session)
{
	struct termios raw;

	session->is_terminal = tcgetattr(STDIN_FILENO, &session->before) == 0;
	if (!session->is_terminal)
		return;
	raw = session->before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_iflag &= ~(tcflag_t)ICRNL;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

/* The user's Ctrl-C asked for this, and for no more. */
static void take_interrupt(void)
{
	const struct timespec none = { 0, 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	(void)sigtimedwait(&set, NULL, &none);
}

static void tell_end(const struct session *session)
{
	const struct target_request *request = session->console->link->request;

	if (session->trap == DSU_TRAP_ERROR)
		diag_note(request->diag, location_of_file(request->name),
			  "the processor is in error mode: it stands still");
	else
		diag_note(
			request->diag, location_of_file(request->name),
			"the processor is in debug mode: it stands still, after trap 0x%02" PRIx32,
			session->trap & ~DSU_TRAP_ERROR);
}

int leon_console_run(struct leon_console *console, struct dsu *dsu)
{
	struct session session = {
		.console = console, .dsu = dsu, .has_input = true, .typed = -1, .looked = clock_ms()
	};
	int code;

	/* Signals are looked at here, so that none is taken for a fault of the link. */
	buslink_finish(console->link);
	prepare_terminal(&session);
	code = talk(&session);
	if (session.is_terminal)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &session.before);
	take_interrupt();
	if (code == 0 && session.ended)
		tell_end(&session);
	return code;
}
