/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "rsp.h"

#include <inttypes.h>
#include <stdlib.h>

#include "clock.h"
#include "memory.h"
#include "rsp_parts.h"

struct rsp_limits rsp_limits_of(int reply_ms)
{
	return (struct rsp_limits){
		.ack = reply_ms / 2 + 1,
		.reply = reply_ms,
		.late = reply_ms / 10 + 1,
		.flash = reply_ms * 12,
		.settle = reply_ms / 20 + 1,
		.attempts = 5,
		.faults = 100,
	};
}

struct rsp *rsp_open(const struct target_request *request, int fd, struct rsp_limits limits)
{
	struct rsp *rsp = memory_alloc(sizeof(*rsp));

	rsp->request = request;
	rsp->limits = limits;
	rsp->packet_size = RSP_DEFAULT_PACKET;
	rsp_link_open(&rsp->link, fd, request->trace);
	return rsp;
}

void rsp_close(struct rsp *rsp)
{
	rsp_link_close(&rsp->link);
	free(rsp);
}

/* What can be shown of a body in a message. */
static const char *shown(const struct rsp *rsp, struct span body)
{
	size_t n = body.size < RSP_SHOWN ? body.size : RSP_SHOWN;

	return arena_printf(rsp->request->arena, "'%.*s%s'", (int)n, (const char *)body.data,
			    n < body.size ? "..." : "");
}

static enum rsp_reply fail_closed(struct rsp *rsp, const struct rsp_question *question)
{
	(void)target_fail(rsp->request, "the stub closed the connection instead of answering %s",
			  question->name);
	return RSP_FAILED;
}

static bool is_error(struct span body)
{
	return (body.size == 3 && body.data[0] == 'E' && rsp_digit(body.data[1]) >= 0 &&
		rsp_digit(body.data[2]) >= 0) ||
	       (body.size >= 2 && body.data[0] == 'E' && body.data[1] == '.');
}

/* What is the frame to the question?  RSP_AGAIN: nothing. */
static enum rsp_reply judge(struct rsp *rsp, const struct rsp_question *question)
{
	struct span body = buf_span(&rsp->link.body);

	if (body.size == 0)
		return RSP_UNKNOWN;
	if (is_error(body))
		return RSP_REFUSED;
	if (question->fits(question, body))
		return RSP_ANSWERED;
	trace_remark(rsp->request->trace, "this does not answer %s", question->name);
	rsp->stray = shown(rsp, body);
	return RSP_AGAIN;
}

static int acknowledge(struct rsp *rsp, char byte)
{
	if (rsp->no_ack)
		return 0;
	return rsp_link_send_byte(&rsp->link, byte, clock_ms() + rsp->limits.reply);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The answer to what was sent.  RSP_AGAIN: it has to be sent again. */
static enum rsp_reply await(struct rsp *rsp, const struct rsp_question *question)
{
	int reply = question->is_flash ? rsp->limits.flash : rsp->limits.reply;
	int64_t deadline = clock_ms() + (rsp->no_ack ? reply : rsp->limits.ack);
	bool acked = rsp->no_ack;

	while (clock_ms() < deadline) {
		enum rsp_reply verdict;

		switch (rsp_link_next(&rsp->link, deadline)) {
		case RSP_ACK:
			if (!acked)
				deadline = clock_ms() + reply;
			acked = true;
			break;
		case RSP_NAK:
			if (!rsp->no_ack)
				return RSP_AGAIN;
			break;
		case RSP_FRAME:
			if (acknowledge(rsp, '+') != 0)
				return fail_closed(rsp, question);
			verdict = judge(rsp, question);
			if (verdict != RSP_AGAIN)
				return verdict;
			if (!question->is_flash)
				deadline = earlier(deadline, clock_ms() + rsp->limits.late);
			break;
		case RSP_DAMAGED:
			rsp->faults++;
			if (rsp->no_ack)
				return RSP_AGAIN;
			if (acknowledge(rsp, '-') != 0)
				return fail_closed(rsp, question);
			break;
		case RSP_TIMEOUT:
			return RSP_AGAIN;
		case RSP_CLOSED:
			return fail_closed(rsp, question);
		}
	}
	return RSP_AGAIN;
}

/* Throw away what came in meanwhile.  -1: the connection is closed. */
static int drain(struct rsp *rsp, int ms)
{
	int64_t deadline = clock_ms() + ms;

	for (unsigned n = 0; n < RSP_MAX_DRAINED; n++) {
		enum rsp_event event = rsp_link_next(&rsp->link, deadline);

		if (event == RSP_TIMEOUT)
			return 0;
		if (event == RSP_CLOSED)
			return -1;
		if (event == RSP_FRAME && acknowledge(rsp, '+') != 0)
			return -1;
		trace_remark(rsp->request->trace, "this came unasked");
	}
	return 0;
}

static enum rsp_reply give_up(struct rsp *rsp, const struct rsp_question *question)
{
	if (rsp->link.why != NULL)
		(void)target_fail(rsp->request, "no answer to %s; the last damaged packet: %s",
				  question->name, rsp->link.why);
	else if (rsp->stray != NULL)
		(void)target_fail(rsp->request, "%s does not answer %s", rsp->stray,
				  question->name);
	else
		(void)target_fail(rsp->request, "no answer to %s", question->name);
	if (rsp->faults > rsp->limits.faults)
		diag_note(rsp->request->diag, location_of_file(rsp->request->name),
			  "%u packets were lost or damaged so far: the line is too bad",
			  rsp->faults);
	return RSP_FAILED;
}

enum rsp_reply rsp_ask(struct rsp *rsp, const struct rsp_question *question)
{
	rsp->link.why = NULL;
	rsp->stray = NULL;
	for (unsigned i = 0; i < rsp->limits.attempts && rsp->faults <= rsp->limits.faults; i++) {
		enum rsp_reply reply;

		if (drain(rsp, 0) != 0 ||
		    rsp_link_send(&rsp->link, question->body, clock_ms() + rsp->limits.reply) != 0)
			return fail_closed(rsp, question);
		reply = await(rsp, question);
		if (reply != RSP_AGAIN)
			return reply;
		rsp->faults++;
	}
	return give_up(rsp, question);
}

/* Until nothing comes for a while. */
int rsp_settle(struct rsp *rsp)
{
	if (drain(rsp, rsp->limits.late) == 0)
		return 0;
	return target_fail(rsp->request, "the stub closed the connection");
}

int rsp_refused(struct rsp *rsp, enum rsp_reply reply, const char *doing)
{
	if (reply == RSP_REFUSED)
		return target_fail(rsp->request, "the stub cannot %s: it says %s", doing,
				   shown(rsp, buf_span(&rsp->link.body)));
	if (reply == RSP_UNKNOWN)
		return target_fail(rsp->request, "the stub does not know how to %s", doing);
	return -1;
}

bool rsp_fits_ok(const struct rsp_question *question, struct span body)
{
	(void)question;
	return span_is(body, "OK");
}

/* Words that each end in +, - or ?, or are NAME=VALUE: unlike what servers say unasked. */
static bool fits_features(const struct rsp_question *question, struct span body)
{
	(void)question;
	while (body.size > 0) {
		const uint8_t *end = memchr(body.data, ';', body.size);
		size_t n = end == NULL ? body.size : (size_t)(end - body.data);

		if (n > 0 && memchr(body.data, '=', n) == NULL &&
		    strchr("+-?", body.data[n - 1]) == NULL)
			return false;
		n += end != NULL;
		body = span_part(body, n, body.size - n);
	}
	return true;
}

static bool fits_switch(const struct rsp_question *question, struct span body)
{
	(void)question;
	return span_is(body, "0") || span_is(body, "1");
}

/* Why the processor stands still; only that it does counts. */
static bool fits_stop(const struct rsp_question *question, struct span body)
{
	(void)question;
	return body.size >= 3 && strchr("TSWX", body.data[0]) != NULL;
}

struct span rsp_text(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

/* The value behind "PacketSize=", hexadecimal; how much a session makes of it. */
static int take_packet_size(struct rsp *rsp, struct span value)
{
	uint64_t size = 0;

	for (size_t i = 0; i < value.size; i++) {
		int digit = rsp_digit(value.data[i]);

		if (digit < 0 || size > UINT32_MAX)
			return target_fail(rsp->request, "PacketSize=%s is no size",
					   shown(rsp, value));
		size = size << 4 | (unsigned)digit;
	}
	if (size < RSP_MIN_PACKET)
		return target_fail(rsp->request,
				   "the stub takes packets of %" PRIu64 " bytes, which is too few",
				   size);
	rsp->packet_size = size < RSP_MAX_PACKET ? (size_t)size : RSP_MAX_PACKET;
	return 0;
}

static bool begins_with(struct span word, const char *text)
{
	size_t n = strlen(text);

	return word.size >= n && memcmp(word.data, text, n) == 0;
}

/* A word of the answer to qSupported; unknown ones say nothing. */
static int take_feature(struct rsp *rsp, struct span word)
{
	static const char packet_size[] = "PacketSize=";
	const size_t n = sizeof(packet_size) - 1;

	if (begins_with(word, packet_size))
		return take_packet_size(rsp, span_part(word, n, word.size - n));
	rsp->offers_no_ack |= span_is(word, "QStartNoAckMode+");
	rsp->offers_features |= span_is(word, "qXfer:features:read+");
	rsp->offers_memory_map |= span_is(word, "qXfer:memory-map:read+");
	rsp->reads_binary |= span_is(word, "binary-upload+");
	return 0;
}

static int take_features(struct rsp *rsp, struct span body)
{
	while (body.size > 0) {
		const uint8_t *end = memchr(body.data, ';', body.size);
		size_t n = end == NULL ? body.size : (size_t)(end - body.data);

		if (take_feature(rsp, span_part(body, 0, n)) != 0)
			return -1;
		n += end != NULL;
		body = span_part(body, n, body.size - n);
	}
	return 0;
}

static int stop_acknowledging(struct rsp *rsp)
{
	const struct rsp_question question = { rsp_text("QStartNoAckMode"), "QStartNoAckMode",
					       rsp_fits_ok, 0, false };
	enum rsp_reply reply;

	if (!rsp->offers_no_ack)
		return 0;
	reply = rsp_ask(rsp, &question);
	/* The + for this OK was the last one. */
	rsp->no_ack = reply == RSP_ANSWERED;
	return reply == RSP_FAILED ? -1 : 0;
}

/* QEMU's own: memory by its physical addresses, past the board's MMU.  What is read-only to the
 * board is only written the other way, so this is for reading: what then differs went to another
 * place. */
int rsp_see_physical(struct rsp *rsp, bool wanted)
{
	const char *set = wanted ? "Qqemu.PhyMemMode:1" : "Qqemu.PhyMemMode:0";
	const struct rsp_question question = { rsp_text(set), set, rsp_fits_ok, 0, false };
	enum rsp_reply reply;

	if (!rsp->offers_physical || rsp->sees_physical == wanted)
		return 0;
	reply = rsp_ask(rsp, &question);
	rsp->sees_physical = wanted;
	rsp->offers_physical = reply == RSP_ANSWERED;
	return reply == RSP_FAILED ? -1 : 0;
}

static int find_physical(struct rsp *rsp)
{
	const struct rsp_question question = { rsp_text("qqemu.PhyMemMode"), "qqemu.PhyMemMode",
					       fits_switch, 0, false };
	enum rsp_reply reply = rsp_ask(rsp, &question);

	rsp->offers_physical = reply == RSP_ANSWERED && span_is(buf_span(&rsp->link.body), "0");
	return reply == RSP_FAILED ? -1 : 0;
}

int rsp_begin(struct rsp *rsp)
{
	const struct rsp_question supported = { rsp_text("qSupported"), "qSupported", fits_features,
						0, false };
	const struct rsp_question why = { rsp_text("?"), "?", fits_stop, 0, false };
	enum rsp_reply reply;

	/* Whatever the peer said to nobody. */
	if (acknowledge(rsp, '+') != 0)
		return rsp_refused(rsp, fail_closed(rsp, &supported), NULL);
	reply = rsp_ask(rsp, &supported);
	if (reply == RSP_FAILED)
		return -1;
	if (reply == RSP_ANSWERED && take_features(rsp, buf_span(&rsp->link.body)) != 0)
		return -1;
	if (stop_acknowledging(rsp) != 0)
		return -1;
	reply = rsp_ask(rsp, &why);
	if (reply != RSP_ANSWERED)
		return rsp_refused(rsp, reply, "say that the processor is stopped");
	if (rsp->link.body.data[0] == 'W' || rsp->link.body.data[0] == 'X')
		return target_fail(rsp->request, "what the stub debugs has ended");
	return find_physical(rsp);
}

/* An emulator whose board has come to its end already, as it should: it ends, or stops with what
 * QEMU calls SIGQUIT under its option -no-shutdown. */
static bool is_end(struct span body)
{
	return span_is(body, "W00") ||
	       (body.size >= 3 && (body.data[0] == 'T' || body.data[0] == 'S') &&
		body.data[1] == '0' && body.data[2] == '3');
}

/* The processor runs from here on: whatever is sent may stop it, so nothing is. */
static int watch(struct rsp *rsp, const struct rsp_question *question)
{
	int64_t deadline = clock_ms() + rsp->limits.settle;

	while (clock_ms() < deadline) {
		struct span body;

		switch (rsp_link_next(&rsp->link, deadline)) {
		case RSP_FRAME:
			body = buf_span(&rsp->link.body);
			if (body.size == 0 || is_error(body))
				return rsp_refused(rsp, body.size == 0 ? RSP_UNKNOWN : RSP_REFUSED,
						   "start the processor");
			if (is_end(body))
				return 0;
			if (fits_stop(question, body))
				return target_fail(
					rsp->request,
					"the processor stopped again at once: the stub says %s",
					shown(rsp, body));
			break;
		case RSP_CLOSED:
			/* Likewise, and it did not say so. */
			if (!rsp->no_ack)
				return 0;
			return rsp_refused(rsp, fail_closed(rsp, question), NULL);
		default:
			break;
		}
	}
	return 0;
}

/* Returns RSP_ACK, RSP_NAK, or what ended the wait for them. */
static enum rsp_event await_ack(struct rsp *rsp)
{
	int64_t deadline = clock_ms() + rsp->limits.ack;
	enum rsp_event event = RSP_TIMEOUT;

	while (clock_ms() < deadline) {
		event = rsp_link_next(&rsp->link, deadline);
		if (event != RSP_FRAME && event != RSP_DAMAGED)
			return event;
	}
	return RSP_TIMEOUT;
}

int rsp_continue(struct rsp *rsp)
{
	const struct rsp_question question = { rsp_text("c"), "c", fits_stop, 0, false };
	enum rsp_event event = RSP_NAK;

	if (rsp_settle(rsp) != 0)
		return -1;
	/* After a - the peer did not understand c, and so it may be sent again. */
	for (unsigned i = 0; event == RSP_NAK && i < rsp->limits.attempts; i++) {
		if (rsp_link_send(&rsp->link, question.body, clock_ms() + rsp->limits.reply) != 0)
			return rsp_refused(rsp, fail_closed(rsp, &question), NULL);
		event = rsp->no_ack ? RSP_ACK : await_ack(rsp);
	}
	if (event == RSP_ACK)
		return watch(rsp, &question);
	return target_fail(rsp->request,
			   "the stub did not acknowledge c: the processor may run or not");
}
