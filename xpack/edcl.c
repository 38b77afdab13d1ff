/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * edcl: the Ethernet debug link (GRLIB IP Core User's Manual, GRETH, "Ethernet Debug Communication
 * Link").
 *
 * One datagram asks, one answers: 16 bits of padding; a word with the sequence number (bits 31 to
 * 18), write or, in an answer, not acknowledged (17) and the number of bytes (16 to 7); the
 * address; words.  A request is taken when it has the number that the board expects,
 * which then counts up; any other one is answered with the number that it expects, and not
 * acknowledged.  The answer comes from the port that asked, as the manual says, so only the
 * address of the sender is looked at.  Ethernet's checksum loses what is damaged.
 *
 * How many words a datagram may have follows from the size of the board's buffer: behind that it
 * writes what is left in the buffer, and answers nothing.  So until the buffer is known, from the
 * control register of the GRETH, no request is longer than the smallest buffer takes.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buslink.h"
#include "clock.h"
#include "memory.h"
#include "plugplay.h"

#define MIN_WORDS 50u /* that every buffer takes */
#define MAX_WORDS 242u
#define HEADER_SIZE 10u
#define AT_CONTROL 2u
#define AT_ADDRESS 6u
#define SEQUENCE_SHIFT 18
#define SEQUENCE_MASK 0x3fffu
#define WRITE_BIT (1u << 17) /* in an answer: not acknowledged */
#define SIZE_SHIFT 7
#define SIZE_MASK 0x3ffu
#define HAS_EDCL 0x80000000u /* in a GRETH's control register */
#define BUFFER_SHIFT 28
#define BUFFER_MASK 7u
#define REPLY_MS 200
#define DEFAULT_PORT "8000" /* the board looks at none */
#define MAX_STRAY 1000u     /* datagrams that are not the answer, for one request */
#define MAX_LATE 64u        /* requests that an answer may be late */

struct edcl {
	struct buslink base;
	int fd;
	struct sockaddr_in board;
	uint32_t sequence; /* that the board expects, as far as is known */
	bool is_known;     /* the board has told it once */
};

/* What came of one datagram. */
enum answer {
	ANSWER_NONE, /* not in time */
	ANSWER_STRAY,
	ANSWER_DONE,
	/* The board is one further: it has taken this request before.  It may have dropped it all
	 * the same, when another frame began just then; what was written is read back. */
	ANSWER_WAS_DONE,
	ANSWER_REFUSED, /* the board expects another number, which was adopted */
	ANSWER_FAILED,  /* reported */
};

struct request {
	uint32_t addr;
	uint32_t size; /* bytes */
	uint32_t *to;  /* NULL: it is a write */
	uint8_t bytes[HEADER_SIZE + MAX_WORDS * 4];
	size_t n_bytes;
	bool is_repeated;
};

static struct edcl *self_of(struct buslink *link)
{
	return (struct edcl *)(void *)link;
}

static int send_request(struct edcl *edcl, struct request *request)
{
	uint32_t control = edcl->sequence << SEQUENCE_SHIFT | request->size << SIZE_SHIFT |
			   (request->to == NULL ? WRITE_BIT : 0);
	ssize_t n;

	request->bytes[0] = 0;
	request->bytes[1] = 0;
	put_be32(request->bytes + AT_CONTROL, control);
	put_be32(request->bytes + AT_ADDRESS, request->addr);
	trace_sent(edcl->base.request->trace, (struct span){ request->bytes, request->n_bytes });
	n = sendto(edcl->fd, request->bytes, request->n_bytes, 0,
		   (const struct sockaddr *)(const void *)&edcl->board, sizeof(edcl->board));
	if (n == (ssize_t)request->n_bytes || errno == ECONNREFUSED || errno == ENOBUFS ||
	    errno == EAGAIN)
		return 0; /* what was not sent is as good as lost */
	edcl->base.is_dead = true;
	return target_fail(edcl->base.request, "cannot send to the board: %s", strerror(errno));
}

static enum answer take_words(const struct request *request, const uint8_t *bytes, size_t size)
{
	uint32_t told = get_be32(bytes + AT_CONTROL) >> SIZE_SHIFT & SIZE_MASK;

	if (request->to == NULL)
		return ANSWER_DONE;
	if (told != request->size || size < HEADER_SIZE + told ||
	    get_be32(bytes + AT_ADDRESS) != request->addr)
		return ANSWER_STRAY;
	for (size_t i = 0; i < told / 4; i++)
		request->to[i] = get_be32(bytes + HEADER_SIZE + i * 4);
	return ANSWER_DONE;
}

static enum answer judge(struct edcl *edcl, const struct request *request, const uint8_t *bytes,
			 size_t size)
{
	uint32_t control = get_be32(bytes + AT_CONTROL);
	uint32_t sequence = control >> SEQUENCE_SHIFT;
	uint32_t next = (edcl->sequence + 1) & SEQUENCE_MASK;
	enum answer answer;

	if ((control & WRITE_BIT) == 0) {
		if (sequence != edcl->sequence)
			return ANSWER_STRAY;
		answer = take_words(request, bytes, size);
		if (answer == ANSWER_DONE) {
			edcl->sequence = next;
			edcl->is_known = true;
		}
		return answer;
	}
	/* The answer to an older one that came twice: it says what is known. */
	if (sequence == edcl->sequence)
		return ANSWER_STRAY;
	if (sequence == next && !request->is_repeated)
		return ANSWER_STRAY; /* the network doubled this one: its answer is on the way */
	if (edcl->is_known && ((edcl->sequence - sequence) & SEQUENCE_MASK) <= MAX_LATE)
		return ANSWER_STRAY; /* it was late: to adopt it could write twice */
	edcl->sequence = sequence;
	edcl->is_known = true;
	return sequence == next ? ANSWER_WAS_DONE : ANSWER_REFUSED;
}

/* One datagram, if one comes until then. */
static enum answer receive(struct edcl *edcl, const struct request *request, int64_t until)
{
	uint8_t bytes[2048];
	struct sockaddr_in from = { 0 };
	socklen_t from_size = sizeof(from);
	struct pollfd ready = { .fd = edcl->fd, .events = POLLIN };
	int64_t left = until - clock_ms();
	ssize_t n;

	if (poll(&ready, 1, left > 0 ? (int)left : 0) <= 0)
		return ANSWER_NONE;
	n = recvfrom(edcl->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)(void *)&from,
		     &from_size);
	if (n < 0)
		return ANSWER_STRAY; /* a router's word that nobody is there; or nothing */
	trace_received(edcl->base.request->trace, (struct span){ bytes, (size_t)n });
	if ((size_t)n < HEADER_SIZE || from.sin_addr.s_addr != edcl->board.sin_addr.s_addr)
		return ANSWER_STRAY;
	return judge(edcl, request, bytes, (size_t)n);
}

static enum answer await_answer(struct edcl *edcl, const struct request *request)
{
	int64_t until = clock_ms() + edcl->base.reply_ms;

	for (unsigned i = 0; i < MAX_STRAY; i++) {
		enum answer answer = receive(edcl, request, until);

		if (answer != ANSWER_STRAY)
			return answer;
	}
	return ANSWER_NONE;
}

static int exchange(struct edcl *edcl, struct request *request)
{
	for (unsigned i = 0; i < 2 * BUSLINK_ATTEMPTS; i++) {
		enum answer answer;

		if (send_request(edcl, request) != 0)
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

static int edcl_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	struct request request = {
		.addr = addr, .size = (uint32_t)n * 4, .to = words, .n_bytes = HEADER_SIZE
	};

	return exchange(self_of(link), &request);
}

static int edcl_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	struct request request = { .addr = addr,
				   .size = (uint32_t)n * 4,
				   .n_bytes = HEADER_SIZE + n * 4 };

	for (size_t i = 0; i < n; i++)
		put_be32(request.bytes + HEADER_SIZE + i * 4, words[i]);
	return exchange(self_of(link), &request);
}

/* By the control register: bit 31 is set where the GRETH has an EDCL, and bits 30 to 28 are the
 * logarithm of its buffer in KiB.  A buffer is divided into at least four packets of at most 1 KiB,
 * of which 13 words are headers and the last one stays unused. */
static size_t words_of(uint32_t control)
{
	static const uint8_t words[] = { MIN_WORDS, 114,       114,      MAX_WORDS,
					 MAX_WORDS, MAX_WORDS, MAX_WORDS };
	uint32_t size = control >> BUFFER_SHIFT & BUFFER_MASK;

	return size < sizeof(words) ? words[size] : MIN_WORDS;
}

/* Which one is asked is not known, so it is the one with the smallest buffer. */
static int edcl_adapt(struct buslink *link, const struct plugplay *found)
{
	const struct plugplay_device *device;
	size_t most = 0;
	uint32_t control;

	for (size_t i = 0;
	     (device = plugplay_find(found, "APB", VENDOR_GAISLER, GAISLER_ETHMAC, i)) != NULL;
	     i++) {
		if (buslink_get(link, device->ranges[0].start, &control) != 0)
			return -1;
		if ((control & HAS_EDCL) == 0)
			continue;
		if (most == 0 || words_of(control) < most)
			most = words_of(control);
	}
	if (most != 0)
		link->most = most;
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
	.most = MIN_WORDS,
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
	if (begin(edcl, request) == 0)
		return &edcl->base;
	edcl_close(&edcl->base);
	return NULL;
}
