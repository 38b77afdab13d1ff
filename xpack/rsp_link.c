/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "rsp_link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

#define RUN_MARK '*'
#define RUN_BIAS 29 /* of the byte behind the mark: how often the one in front comes again */
#define RUN_FIRST ' '
#define RUN_LAST '~'
#define MAX_LATE 64 /* times that bytes are received when the time is over */

void rsp_link_open(struct rsp_link *link, int fd, struct trace *trace)
{
	int flags = fcntl(fd, F_GETFL);

	*link = (struct rsp_link){ .fd = fd, .trace = trace };
	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

void rsp_link_close(struct rsp_link *link)
{
	close(link->fd);
	buf_free(&link->body);
	buf_free(&link->raw);
}

/* Until the descriptor is ready for that; false: the time is over. */
static bool await(int fd, short events, int64_t deadline)
{
	for (;;) {
		struct pollfd ready = { .fd = fd, .events = events };
		int64_t left = deadline - clock_ms();
		int n = poll(&ready, 1, left > 0 ? (int)(left < INT32_MAX ? left : INT32_MAX) : 0);

		if (n > 0)
			return true;
		if (left <= 0 || (n < 0 && errno != EINTR))
			return false;
	}
}

static int send_all(struct rsp_link *link, struct span bytes, int64_t deadline)
{
	trace_sent(link->trace, bytes);
	while (bytes.size > 0) {
		ssize_t n = send(link->fd, bytes.data, bytes.size, MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (n > 0)
			bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
		else if (!await(link->fd, POLLOUT, deadline))
			return -1;
	}
	return 0;
}

static uint8_t sum_of(struct span body)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < body.size; i++)
		sum = (uint8_t)(sum + body.data[i]);
	return sum;
}

int rsp_link_send(struct rsp_link *link, struct span body, int64_t deadline)
{
	struct buf frame = { 0 };
	int result;

	buf_put(&frame, "$", 1);
	buf_put(&frame, body.data, body.size);
	buf_printf(&frame, "#%02x", sum_of(body));
	result = send_all(link, buf_span(&frame), deadline);
	buf_free(&frame);
	return result;
}

int rsp_link_send_byte(struct rsp_link *link, char byte, int64_t deadline)
{
	return send_all(link, (struct span){ (const uint8_t *)&byte, 1 }, deadline);
}

/* "0* " is "0000": the byte behind the mark says how many more. */
static bool expand(struct rsp_link *link)
{
	const struct buf *raw = &link->raw;

	link->body.size = 0;
	for (size_t i = 0; i < raw->size; i++) {
		size_t n = 1;
		uint8_t byte = raw->data[i];

		if (byte == RUN_MARK) {
			if (link->body.size == 0 || ++i == raw->size || raw->data[i] < RUN_FIRST ||
			    raw->data[i] > RUN_LAST)
				return false;
			n = (size_t)raw->data[i] - RUN_BIAS;
			byte = link->body.data[link->body.size - 1];
		}
		if (n > RSP_MAX_BODY - link->body.size)
			return false;
		memset(buf_put(&link->body, NULL, n), byte, n);
	}
	return true;
}

static enum rsp_event damaged(struct rsp_link *link, const char *why)
{
	link->state = RSP_BETWEEN;
	link->why = why;
	trace_remark(link->trace, "damaged: %s", why);
	return RSP_DAMAGED;
}

static void begin(struct rsp_link *link, bool is_notification)
{
	link->state = RSP_BODY;
	link->is_notification = is_notification;
	link->sum = 0;
	link->raw.size = 0;
}

/* Behind the sum.  RSP_TIMEOUT: nothing for anybody. */
static enum rsp_event end(struct rsp_link *link)
{
	link->state = RSP_BETWEEN;
	if (link->is_notification)
		return RSP_TIMEOUT;
	if (link->wanted != link->sum)
		return damaged(link, "its checksum is wrong");
	if (link->raw.size > RSP_MAX_BODY)
		return damaged(link, "it is too long");
	if (!expand(link))
		return damaged(link, "its run lengths make no sense");
	return RSP_FRAME;
}

static void put_body(struct rsp_link *link, uint8_t byte)
{
	link->sum = (uint8_t)(link->sum + byte);
	if (link->raw.size <= RSP_MAX_BODY)
		buf_put(&link->raw, &byte, 1);
}

/* RSP_TIMEOUT: the byte completes nothing. */
static enum rsp_event between(struct rsp_link *link, uint8_t byte)
{
	if (byte == '+')
		return RSP_ACK;
	if (byte == '-')
		return RSP_NAK;
	if (byte == '%')
		begin(link, true);
	return RSP_TIMEOUT;
}

static enum rsp_event feed(struct rsp_link *link, uint8_t byte)
{
	int digit = rsp_digit(byte);

	/* Never inside a frame: the end of the one before was lost. */
	if (byte == '$') {
		begin(link, false);
		return RSP_TIMEOUT;
	}
	switch (link->state) {
	case RSP_BETWEEN:
		return between(link, byte);
	case RSP_BODY:
		if (byte == '#')
			link->state = RSP_SUM_HIGH;
		else
			put_body(link, byte);
		return RSP_TIMEOUT;
	case RSP_SUM_HIGH:
	case RSP_SUM_LOW:
		if (digit < 0)
			return damaged(link, "its checksum is no number");
		link->wanted = (uint8_t)(link->wanted << 4 | digit);
		if (link->state == RSP_SUM_LOW)
			return end(link);
		link->state = RSP_SUM_LOW;
		break;
	}
	return RSP_TIMEOUT;
}

/* RSP_FRAME: there is something to look at. */
static enum rsp_event receive(struct rsp_link *link, int64_t deadline)
{
	while (await(link->fd, POLLIN, deadline)) {
		ssize_t n = recv(link->fd, link->in, sizeof(link->in), 0);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return RSP_CLOSED;
		if (n < 0)
			continue;
		trace_received(link->trace, (struct span){ link->in, (size_t)n });
		link->n = (size_t)n;
		link->at = 0;
		return RSP_FRAME;
	}
	return RSP_TIMEOUT;
}

enum rsp_event rsp_link_next(struct rsp_link *link, int64_t deadline)
{
	/* A peer that never stops sending would keep this loop for ever. */
	for (unsigned late = 0; late < MAX_LATE; late += clock_ms() >= deadline) {
		enum rsp_event event;

		while (link->at < link->n) {
			event = feed(link, link->in[link->at++]);
			if (event != RSP_TIMEOUT)
				return event;
		}
		event = receive(link, deadline);
		if (event != RSP_FRAME)
			return event;
	}
	return RSP_TIMEOUT;
}
