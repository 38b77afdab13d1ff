/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ahbuart: the debug link of a serial line (GRLIB IP Core User's Manual, AHBUART).
 *
 * 8 bits, no parity.  The board finds the baud rate from 0x55 0x55.  Read: 0x80 | (n - 1) and the
 * address, upon which n words come; write: 0xc0 | (n - 1), the address, n words, and nothing comes.
 * A break ends whatever command the board is in, and makes it look for the baud rate again: so the
 * two get in step after bytes were lost or added.
 *
 * The board has found the baud rate after a few equal bits, and takes the next falling edge for a
 * start bit.  Where that is inside the second 0x55, it reads the beginning of a write there, whose
 * address and words are whatever comes next.  And what it was sending when the break came, it sends
 * then.  So only single reads are sent until two of them were answered alike: one is too short to
 * complete a write, and the next break ends it.
 *
 * Facts: GRLIB, dcom_uart.vhd and dcom.vhd.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "buslink.h"
#include "clock.h"
#include "memory.h"
#include "quantity.h"

#define COMMAND_WORDS 64u
#define COMMAND_SIZE 5u
#define BATCH_WORDS 1024u
#define COMMAND_READ 0x80u
#define COMMAND_WRITE 0xc0u
#define BITS_PER_BYTE 10u /* with start and stop */
#define REPLY_MS 500
#define DEFAULT_BAUD 115200u
#define TRAININGS 10u        /* before the board is given up */
#define PROBE_AT 0xfffffff0u /* GRLIB's build number: to read it changes nothing */
#define QUIET_BYTES 5u       /* the training, and what may be left of an answer */
#define QUIET_MS 3           /* USB adapters send and receive once a millisecond */

struct ahbuart {
	struct buslink base;
	int fd;
	bool has_before; /* the device's settings are known, and changed */
	bool is_in_step; /* the board takes what is sent for what it is */
	struct termios before;
	uint32_t baud;
	uint64_t unanswered; /* bytes that were sent since something came back */
};

static const struct {
	uint32_t baud;
	speed_t speed;
} speeds[] = {
	{ 9600, B9600 },       { 19200, B19200 },     { 38400, B38400 },     { 57600, B57600 },
	{ 115200, B115200 },   { 230400, B230400 },   { 460800, B460800 },   { 500000, B500000 },
	{ 576000, B576000 },   { 921600, B921600 },   { 1000000, B1000000 }, { 1152000, B1152000 },
	{ 1500000, B1500000 }, { 2000000, B2000000 }, { 3000000, B3000000 },
};

static struct ahbuart *self_of(struct buslink *link)
{
	return (struct ahbuart *)(void *)link;
}

/* Nothing more is tried. */
static int give_up(struct ahbuart *uart, const char *why)
{
	if (uart->base.is_dead)
		return -1;
	uart->base.is_dead = true;
	return target_fail(uart->base.request, "the serial line %s", why);
}

static int fail_gone(struct ahbuart *uart)
{
	return give_up(uart,
		       arena_printf(uart->base.request->arena, "is gone: %s", strerror(errno)));
}

/* How long so many bytes are on the line, rounded up, ms. */
static int64_t line_ms(const struct ahbuart *uart, uint64_t bytes)
{
	return (int64_t)(bytes * BITS_PER_BYTE * 1000 / uart->baud) + 1;
}

/* Returns 1 when it is ready, 0 when the time is over, -1 when the line is gone. */
static int await(struct ahbuart *uart, short events, int64_t until)
{
	struct pollfd ready = { .fd = uart->fd, .events = events };
	int64_t left = until - clock_ms();
	int n;

	do
		n = poll(&ready, 1, left > 0 ? (int)left : 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n;
	if ((ready.revents & events) != 0)
		return 1;
	errno = EIO;
	return -1;
}

static int send_bytes(struct ahbuart *uart, struct span bytes)
{
	int64_t until =
		clock_ms() + uart->base.reply_ms + 2 * line_ms(uart, uart->unanswered + bytes.size);

	trace_sent(uart->base.request->trace, bytes);
	uart->unanswered += bytes.size;
	while (bytes.size > 0) {
		ssize_t n = write(uart->fd, bytes.data, bytes.size);
		int ready;

		if (n > 0) {
			bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
			continue;
		}
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return fail_gone(uart);
		ready = await(uart, POLLOUT, until);
		if (ready < 0)
			return fail_gone(uart);
		if (ready == 0)
			return give_up(uart, "takes no bytes");
	}
	return 0;
}

/* Returns how many bytes came until then, at most size; or -1. */
static ssize_t receive(struct ahbuart *uart, uint8_t *to, size_t size, int64_t until)
{
	size_t got = 0;

	while (got < size) {
		ssize_t n = read(uart->fd, to + got, size - got);
		int ready;

		if (n > 0) {
			got += (size_t)n;
			continue;
		}
		if (n == 0)
			errno = EIO; /* the other end hung up */
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return fail_gone(uart);
		ready = await(uart, POLLIN, until);
		if (ready < 0)
			return fail_gone(uart);
		if (ready == 0)
			break;
	}
	if (got > 0) {
		uart->unanswered = 0;
		trace_received(uart->base.request->trace, (struct span){ to, got });
	}
	return (ssize_t)got;
}

/* Take what the line still brings, until it is quiet for that long. */
static int settle(struct ahbuart *uart, int quiet_ms)
{
	uint8_t bytes[COMMAND_WORDS * 4];
	ssize_t n;

	for (unsigned i = 0; i < BATCH_WORDS; i++) {
		if (buslink_test_signals(&uart->base) != 0)
			return -1;
		n = receive(uart, bytes, sizeof(bytes), clock_ms() + quiet_ms);
		if (n <= 0)
			return (int)n;
	}
	return give_up(uart, "does not become quiet");
}

static int send_read(struct ahbuart *uart, uint32_t addr, size_t n)
{
	uint8_t command[COMMAND_SIZE];

	command[0] = (uint8_t)(COMMAND_READ | (n - 1));
	put_be32(command + 1, addr);
	return send_bytes(uart, (struct span){ command, sizeof(command) });
}

/* After so long without a byte the board has ended what it was sending, or reading. */
static int quiet_ms(const struct ahbuart *uart)
{
	return (int)line_ms(uart, QUIET_BYTES) + QUIET_MS;
}

/* A break, and the bytes from which the board finds the baud rate. */
static int call_board(struct ahbuart *uart)
{
	static const uint8_t training[] = { 0x55, 0x55 };

	(void)tcflush(uart->fd, TCIOFLUSH);
	if (tcsendbreak(uart->fd, 0) != 0)
		return fail_gone(uart);
	trace_remark(uart->base.request->trace, "break");
	uart->unanswered = 0;
	if (settle(uart, uart->base.reply_ms / 8 + 1) != 0)
		return -1;
	if (send_bytes(uart, (struct span){ training, sizeof(training) }) != 0)
		return -1;
	return settle(uart, quiet_ms(uart));
}

/* Returns 1 when a word came, and nothing behind it; 0 when not; -1. */
static int probe(struct ahbuart *uart, uint32_t *word)
{
	uint8_t bytes[4];
	ssize_t got;

	if (send_read(uart, PROBE_AT, 1) != 0)
		return -1;
	got = receive(uart, bytes, sizeof(bytes),
		      clock_ms() + uart->base.reply_ms +
			      2 * line_ms(uart, uart->unanswered + sizeof(bytes)));
	if (got != (ssize_t)sizeof(bytes))
		return got < 0 ? -1 : 0;
	*word = get_be32(bytes);
	got = receive(uart, bytes, 1, clock_ms() + quiet_ms(uart));
	return got < 0 ? -1 : got == 0;
}

/* Get in step: until two answers agree.  Before that the board might take anything for a write. */
static int train(struct ahbuart *uart)
{
	uart->is_in_step = false;
	for (unsigned i = 0; i < TRAININGS; i++) {
		uint32_t first = 0, second = 0;
		int ok;

		if (buslink_test_signals(&uart->base) != 0 || call_board(uart) != 0)
			return -1;
		ok = probe(uart, &first);
		if (ok == 1)
			ok = probe(uart, &second);
		uart->is_in_step = ok == 1 && first == second;
		if (uart->is_in_step)
			return 0;
		if (ok < 0 || buslink_fault(&uart->base, "the board is not in step") != 0)
			return -1;
	}
	return buslink_die(&uart->base, "read", PROBE_AT);
}

static int resynchronise(struct ahbuart *uart, const char *why)
{
	uart->base.doubts++;
	uart->is_in_step = false;
	return buslink_fault(&uart->base, why) != 0 || train(uart) != 0 ? -1 : 0;
}

/* It may have been given up, or interrupted. */
static int get_in_step(struct ahbuart *uart)
{
	return uart->is_in_step ? 0 : train(uart);
}

static size_t part_at(size_t n, size_t done)
{
	return n - done < COMMAND_WORDS ? n - done : COMMAND_WORDS;
}

/* One command is always ahead of the answer that is waited for, so the line does not pause.
 * Returns 1 when all words came, and not a byte more; 0 when not; -1. */
static int try_read(struct ahbuart *uart, uint32_t addr, uint32_t *words, size_t n)
{
	uint8_t bytes[COMMAND_WORDS * 4];
	size_t asked = 0, done = 0;
	ssize_t got;

	got = receive(uart, bytes, 1, 0);
	if (got != 0)
		return got < 0 ? -1 : 0;
	while (done < n) {
		size_t part = part_at(n, done);

		while (asked < n && asked <= done + COMMAND_WORDS) {
			size_t ask = part_at(n, asked);

			if (send_read(uart, addr + (uint32_t)asked * 4, ask) != 0)
				return -1;
			asked += ask;
		}
		got = receive(uart, bytes, part * 4,
			      clock_ms() + uart->base.reply_ms +
				      2 * line_ms(uart, uart->unanswered + part * 4));
		if (got < 0 || (size_t)got != part * 4)
			return got < 0 ? -1 : 0;
		for (size_t i = 0; i < part; i++)
			words[done + i] = get_be32(bytes + i * 4);
		done += part;
	}
	got = receive(uart, bytes, 1, 0);
	return got < 0 ? -1 : got == 0;
}

static int ahbuart_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	struct ahbuart *uart = self_of(link);

	if (get_in_step(uart) != 0)
		return -1;
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		int ok = try_read(uart, addr, words, n);

		if (ok != 0)
			return ok < 0 ? -1 : 0;
		if (resynchronise(uart, "lost or added bytes") != 0)
			return -1;
	}
	return buslink_die(link, "read", addr);
}

static int ahbuart_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	uint8_t bytes[COMMAND_SIZE + COMMAND_WORDS * 4];

	if (get_in_step(self_of(link)) != 0)
		return -1;
	for (size_t done = 0; done < n;) {
		size_t part = part_at(n, done);

		bytes[0] = (uint8_t)(COMMAND_WRITE | (part - 1));
		put_be32(bytes + 1, addr + (uint32_t)done * 4);
		for (size_t i = 0; i < part; i++)
			put_be32(bytes + COMMAND_SIZE + i * 4, words[done + i]);
		if (send_bytes(self_of(link), (struct span){ bytes, COMMAND_SIZE + part * 4 }) != 0)
			return -1;
		done += part;
	}
	return 0;
}

static void ahbuart_close(struct buslink *link)
{
	struct ahbuart *uart = self_of(link);

	if (uart->fd >= 0 && uart->has_before) {
		if (uart->base.is_dead) /* what it does not take would be waited for */
			(void)tcflush(uart->fd, TCOFLUSH);
		else
			(void)tcdrain(uart->fd);
		(void)tcsetattr(uart->fd, TCSANOW, &uart->before);
		(void)ioctl(uart->fd, TIOCNXCL);
	}
	if (uart->fd >= 0)
		close(uart->fd);
	free(uart);
}

static const struct buslink_kind ahbuart_kind = {
	.name = "serial line",
	.most = BATCH_WORDS,
	.is_sure = false,
	.read = ahbuart_read,
	.write = ahbuart_write,
	.close = ahbuart_close,
};

/* DEVICE,BAUD, of which the second may be left out. */
static int parse(struct ahbuart *uart, const char **device, speed_t *speed)
{
	const struct target_request *request = uart->base.request;
	const char *comma = strrchr(request->rest, ',');
	uint64_t baud = DEFAULT_BAUD;
	const char *why;

	*device = request->rest;
	if (comma != NULL) {
		*device =
			arena_text(request->arena, request->rest, (size_t)(comma - request->rest));
		if (quantity_parse(QUANTITY_COUNT, comma + 1, &baud, &why) != 0)
			baud = 0;
	}
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++) {
		if (speeds[i].baud != baud)
			continue;
		uart->baud = speeds[i].baud;
		*speed = speeds[i].speed;
		return 0;
	}
	return target_fail(request, "'%s' is no baud rate of serial lines", comma + 1);
}

static int set_line(struct ahbuart *uart, speed_t speed)
{
	struct termios raw;

	if (ioctl(uart->fd, TIOCEXCL) != 0 || tcgetattr(uart->fd, &uart->before) != 0)
		return -1;
	uart->has_before = true;
	raw = uart->before;
	cfmakeraw(&raw);
	raw.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS | PARENB);
	raw.c_cflag |= CS8 | CREAD | CLOCAL;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return cfsetspeed(&raw, speed) != 0 || tcsetattr(uart->fd, TCSANOW, &raw) != 0 ? -1 : 0;
}

static int begin(struct ahbuart *uart, const struct target_request *request)
{
	const char *device;
	speed_t speed = B0;

	if (buslink_begin(&uart->base, &ahbuart_kind, request, REPLY_MS) != 0 ||
	    parse(uart, &device, &speed) != 0)
		return -1;
	uart->fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (uart->fd < 0 || set_line(uart, speed) != 0)
		return target_fail(request, "cannot use '%s' as a serial line: %s", device,
				   strerror(errno));
	return train(uart);
}

struct buslink *ahbuart_open(const struct target_request *request)
{
	struct ahbuart *uart = memory_alloc(sizeof(*uart));

	uart->fd = -1;
	if (begin(uart, request) == 0)
		return &uart->base;
	ahbuart_close(&uart->base);
	return NULL;
}
