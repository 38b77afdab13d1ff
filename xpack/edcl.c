/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * How many words a datagram may have follows from the size of the board's buffer: behind that it
 * writes what is left in the buffer, and answers nothing.  So until the buffer is known, from the
 * control register of the GRETH, no request is longer than the smallest buffer takes, and one is on
 * the way at a time.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "edcl.h"
#include "memory.h"
#include "plugplay.h"

#define SIZE_SHIFT 7
#define SIZE_MASK 0x3ffu
#define HAS_EDCL 0x80000000u /* in a GRETH's control register */
#define BUFFER_SHIFT 28
#define BUFFER_MASK 7u
#define REPLY_MS 200
#define DEFAULT_PORT "8000" /* the board looks at none */
#define BURST 64u           /* datagrams between two looks for signals */

/* What came of one datagram. */
enum answer {
	ANSWER_NONE, /* not in time */
	ANSWER_STRAY,
	ANSWER_DONE,
	/* The board is one further: it has taken this request before.  It may have dropped it all
	 * the same, when another frame began just then; what was written is read back. */
	ANSWER_WAS_DONE,
	ANSWER_REFUSED, /* the board expects another number, which was adopted */
};

static struct edcl *self_of(struct buslink *link)
{
	return (struct edcl *)(void *)link;
}

int edcl_send(struct edcl *edcl, const struct edcl_request *request, uint32_t sequence)
{
	uint8_t bytes[EDCL_HEADER_SIZE + EDCL_MAX_WORDS * 4] = { 0 };
	size_t size = EDCL_HEADER_SIZE + (request->to == NULL ? request->size : 0);
	uint32_t control = sequence << EDCL_SEQUENCE_SHIFT | request->size << SIZE_SHIFT |
			   (request->to == NULL ? EDCL_REFUSED : 0);
	ssize_t n;

	put_be32(bytes + EDCL_AT_CONTROL, control);
	put_be32(bytes + EDCL_AT_ADDRESS, request->addr);
	for (size_t i = 0; request->to == NULL && i < request->size / 4; i++)
		put_be32(bytes + EDCL_HEADER_SIZE + i * 4, request->from[i]);
	trace_sent(edcl->base.request->trace, (struct span){ bytes, size });
	n = sendto(edcl->fd, bytes, size, 0, (const struct sockaddr *)(const void *)&edcl->board,
		   sizeof(edcl->board));
	if (n == (ssize_t)size || errno == ECONNREFUSED || errno == ENOBUFS || errno == EAGAIN)
		return 0; /* what was not sent is as good as lost */
	edcl->base.is_dead = true;
	return target_fail(edcl->base.request, "cannot send to the board: %s", strerror(errno));
}

bool edcl_take(const struct edcl_request *request, const uint8_t *bytes, size_t size)
{
	uint32_t told = get_be32(bytes + EDCL_AT_CONTROL) >> SIZE_SHIFT & SIZE_MASK;

	if (get_be32(bytes + EDCL_AT_ADDRESS) != request->addr)
		return false;
	if (request->to == NULL)
		return true;
	if (told != request->size || size < EDCL_HEADER_SIZE + told)
		return false;
	for (size_t i = 0; i < told / 4; i++)
		request->to[i] = get_be32(bytes + EDCL_HEADER_SIZE + i * 4);
	return true;
}

static enum answer judge(struct edcl *edcl, const struct edcl_request *request,
			 const uint8_t *bytes, size_t size)
{
	uint32_t control = get_be32(bytes + EDCL_AT_CONTROL);
	uint32_t sequence = control >> EDCL_SEQUENCE_SHIFT;
	uint32_t next = (edcl->sequence + 1) & EDCL_SEQUENCE_MASK;

	if ((control & EDCL_REFUSED) == 0) {
		if (sequence != edcl->sequence || !edcl_take(request, bytes, size))
			return ANSWER_STRAY;
		edcl->sequence = next;
		edcl->is_known = true;
		return ANSWER_DONE;
	}
	/* The answer to an older one that came twice: it says what is known. */
	if (sequence == edcl->sequence)
		return ANSWER_STRAY;
	if (sequence == next && !request->is_repeated)
		return ANSWER_STRAY; /* the network doubled this one: its answer is on the way */
	if (edcl->is_known && ((edcl->sequence - sequence) & EDCL_SEQUENCE_MASK) <= EDCL_MAX_LATE)
		return ANSWER_STRAY; /* it was late: to adopt it could write twice */
	edcl->sequence = sequence;
	edcl->is_known = true;
	return sequence == next ? ANSWER_WAS_DONE : ANSWER_REFUSED;
}

int edcl_receive(struct edcl *edcl, uint8_t *bytes, size_t room, int64_t until)
{
	struct sockaddr_in from = { 0 };
	socklen_t from_size = sizeof(from);
	struct pollfd ready = { .fd = edcl->fd, .events = POLLIN };
	int64_t left = until - clock_ms();
	int n_ready = poll(&ready, 1, left > 0 ? (int)left : 0);
	ssize_t n;

	if (n_ready <= 0)
		return n_ready < 0 && errno == EINTR ? -1 : 0;
	n = recvfrom(edcl->fd, bytes, room, 0, (struct sockaddr *)(void *)&from, &from_size);
	if (n < 0)
		return -1; /* a router's word that nobody is there; or nothing */
	trace_received(edcl->base.request->trace, (struct span){ bytes, (size_t)n });
	if ((size_t)n < EDCL_HEADER_SIZE || from.sin_addr.s_addr != edcl->board.sin_addr.s_addr)
		return -1;
	return (int)n;
}

static enum answer await_answer(struct edcl *edcl, const struct edcl_request *request)
{
	int64_t until = clock_ms() + edcl->base.reply_ms;
	enum answer answer = ANSWER_STRAY;
	uint8_t bytes[2048];

	for (unsigned i = 0; answer == ANSWER_STRAY && i < EDCL_MAX_STRAY; i++) {
		int size = edcl_receive(edcl, bytes, sizeof(bytes), until);

		if (size == 0)
			return ANSWER_NONE;
		if (size > 0)
			answer = judge(edcl, request, bytes, (size_t)size);
	}
	return answer == ANSWER_STRAY ? ANSWER_NONE : answer;
}

static int exchange(struct edcl *edcl, struct edcl_request *request)
{
	for (unsigned i = 0; i < 2 * BUSLINK_ATTEMPTS; i++) {
		enum answer answer;

		if (edcl_send(edcl, request, edcl->sequence) != 0)
			return -1;
		answer = await_answer(edcl, request);
		if (answer == ANSWER_DONE || (answer == ANSWER_WAS_DONE && request->to == NULL))
			return 0;
		request->is_repeated = answer == ANSWER_NONE;
		if (buslink_fault(&edcl->base, answer == ANSWER_NONE
						       ? "no answer in time"
						       : "another number expected") != 0)
			return -1;
	}
	return buslink_die(&edcl->base, request->to == NULL ? "write" : "read", request->addr);
}

/* Until the numbers of those requests are used up, by reading what is always there: an old one that
 * comes late, or its answer, could else be taken for that of another. */
static int settle(struct edcl *edcl)
{
	uint32_t ignored;

	for (; edcl->unsettled > 0; edcl->unsettled--) {
		struct edcl_request request = { .addr = PLUGPLAY_AHB, .size = 4, .to = &ignored };

		if (exchange(edcl, &request) != 0)
			return -1;
	}
	return 0;
}

static int move(struct buslink *link, uint32_t addr, uint32_t *to, const uint32_t *from, size_t n)
{
	struct edcl *edcl = self_of(link);
	struct edcl_request request = {
		.addr = addr, .size = (uint32_t)n * 4, .to = to, .from = from
	};
	const bool is_one = n <= link->most;
	const unsigned on_the_way = is_one ? 1 : edcl->window;
	int code;

	if (settle(edcl) != 0)
		return -1;
	code = is_one ? exchange(edcl, &request) : edcl_move(edcl, addr, to, from, n);
	if (code != 0)
		edcl->unsettled = on_the_way;
	return code;
}

static int edcl_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	return move(link, addr, words, NULL, n);
}

static int edcl_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	return move(link, addr, NULL, words, n);
}

/* Of a datagram, and how many of them at a time. */
struct room {
	uint8_t words, requests;
};

/* By the control register: bit 31 is set where the GRETH has an EDCL, and bits 30 to 28 are the
 * logarithm of its buffer in KiB (section "EDCL buffer size").  A packet has 13 words of headers,
 * and its last one stays unused. */
static struct room room_of(uint32_t control)
{
	static const struct room rooms[] = {
		{ EDCL_MIN_WORDS, 4 },
		{ 114, 4 },
		{ 114, 8 },
		{ EDCL_MAX_WORDS, 8 },
		{ EDCL_MAX_WORDS, 16 },
		{ EDCL_MAX_WORDS, 32 },
		{ EDCL_MAX_WORDS, 64 },
	};
	uint32_t size = control >> BUFFER_SHIFT & BUFFER_MASK;

	return rooms[size < sizeof(rooms) / sizeof(rooms[0]) ? size : 0];
}

/* Which one is asked is not known, so it is the one with the smallest buffer. */
static int edcl_adapt(struct buslink *link, const struct plugplay *found)
{
	const struct plugplay_device *device;
	struct room least = { UINT8_MAX, UINT8_MAX };
	struct edcl *edcl = self_of(link);
	uint32_t control;

	for (size_t i = 0;
	     (device = plugplay_find(found, "APB", VENDOR_GAISLER, GAISLER_ETHMAC, i)) != NULL;
	     i++) {
		struct room room;

		if (buslink_get(link, device->ranges[0].start, &control) != 0)
			return -1;
		room = room_of(control);
		if ((control & HAS_EDCL) != 0 && room.words <= least.words &&
		    room.requests <= least.requests)
			least = room;
	}
	if (least.words == UINT8_MAX)
		return 0;
	edcl->window = least.requests < EDCL_MAX_WINDOW ? least.requests : EDCL_MAX_WINDOW;
	link->most = least.words;
	link->burst = BURST * link->most;
	return 0;
}

static void edcl_close(struct buslink *link)
{
	struct edcl *edcl = self_of(link);

	if (edcl->fd >= 0)
		close(edcl->fd);
	free(edcl);
}

static const struct buslink_kind edcl_kind = {
	.name = "Ethernet link",
	.most = EDCL_MIN_WORDS,
	.is_sure = true,
	.read = edcl_read,
	.write = edcl_write,
	.adapt = edcl_adapt,
	.close = edcl_close,
};

/* ADDRESS or ADDRESS:PORT. */
static int find_board(struct edcl *edcl, const struct target_request *request)
{
	const struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM };
	const char *colon = strchr(request->rest, ':');
	const char *port = colon == NULL ? DEFAULT_PORT : colon + 1;
	const char *host = request->rest;
	struct addrinfo *found;
	int code;

	if (colon != NULL)
		host = arena_text(request->arena, host, (size_t)(colon - host));
	if (host[0] == '\0' || port[0] == '\0')
		return target_fail(request, "'%s' is not ADDRESS or ADDRESS:PORT", request->rest);
	code = getaddrinfo(host, port, &hints, &found);
	if (code != 0)
		return target_fail(request, "cannot find '%s': %s", host, gai_strerror(code));
	memcpy(&edcl->board, found->ai_addr, sizeof(edcl->board));
	freeaddrinfo(found);
	return 0;
}

/* Only on the address from which the board is reached: a socket that is connected for a moment
 * tells it.  One that stays connected would drop the answers, for the port that they come from. */
static int bind_near(struct edcl *edcl)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	socklen_t size = sizeof(here);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int code = -1;

	if (fd >= 0 && connect(fd, (const struct sockaddr *)(const void *)&edcl->board,
			       sizeof(edcl->board)) == 0)
		code = getsockname(fd, (struct sockaddr *)(void *)&here, &size);
	if (fd >= 0)
		close(fd);
	here.sin_port = 0;
	return code == 0 ? bind(edcl->fd, (const struct sockaddr *)(const void *)&here, size) : -1;
}

static int begin(struct edcl *edcl, const struct target_request *request)
{
	if (buslink_begin(&edcl->base, &edcl_kind, request, REPLY_MS) != 0 ||
	    find_board(edcl, request) != 0)
		return -1;
	edcl->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (edcl->fd >= 0 && bind_near(edcl) == 0)
		return 0;
	return target_fail(request, "cannot reach '%s': %s", request->rest, strerror(errno));
}

struct buslink *edcl_open(const struct target_request *request)
{
	struct edcl *edcl = memory_alloc(sizeof(*edcl));

	edcl->fd = -1;
	edcl->window = 1;
	if (begin(edcl, request) == 0)
		return &edcl->base;
	edcl_close(&edcl->base);
	return NULL;
}
