/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * replay: send to a board's Ethernet debug link what somebody else sent to one, and nothing else:
 * the yardstick of links.py.
 *
 *	replay ADDRESS PORT FILE
 *
 * The file has each request with 16 bits before it, its size, and 16 more, the answer's (meter.py).
 * Requests for words in a row go off as many at a time as the board's buffer takes, all others when
 * the answer to the one before is there: they may depend on it.
 * The board answers from another port than it is asked at.
 */

#include <arpa/inet.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define MAX_SIZE 2048u
#define HEADER_SIZE 10u
#define WINDOW 4u /* of a buffer of 2 KiB */
#define WRITE_BIT (1u << 17)
#define SIZE_SHIFT 7
#define SIZE_MASK 0x3ffu
#define WAIT_S 10

static int open_link(const char *address, const char *port, struct sockaddr_in *board)
{
	/* Of one address only: the board binds the same port of its own. */
	struct sockaddr_in self = { .sin_family = AF_INET };
	const struct timeval wait = { .tv_sec = WAIT_S };
	int link = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	*board = (struct sockaddr_in){ .sin_family = AF_INET };
	board->sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	if (inet_pton(AF_INET, address, &board->sin_addr) != 1)
		errx(2, "no address: %s", address);
	self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (link < 0 ||
	    bind(link, (const struct sockaddr *)(const void *)&self, sizeof(self)) != 0 ||
	    setsockopt(link, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) != 0)
		err(4, "socket");
	return link;
}

/* All of the file before the first request goes off. */
static uint8_t *load(const char *path, size_t *size)
{
	FILE *from = fopen(path, "rb");
	uint8_t *bytes;
	long end;

	if (from == NULL || fseek(from, 0, SEEK_END) != 0 || (end = ftell(from)) < 0)
		err(4, "%s", path);
	rewind(from);
	*size = (size_t)end;
	bytes = malloc(*size + 1);
	if (bytes == NULL || fread(bytes, 1, *size, from) != *size)
		err(4, "%s", path);
	fclose(from);
	return bytes;
}

static size_t get_be16(const uint8_t *from)
{
	return (size_t)from[0] << 8 | from[1];
}

/* What is on the way. */
struct way {
	int link;
	struct sockaddr_in board;
	size_t wanted[WINDOW]; /* sizes of answers, a ring */
	unsigned first, n;
	uint32_t control, end; /* of the last request */
};

static void take_one(struct way *way)
{
	uint8_t answer[MAX_SIZE];
	ssize_t n = recv(way->link, answer, sizeof(answer), 0);

	if (n != (ssize_t)way->wanted[way->first])
		errx(1, "an answer of %zd bytes, not %zu", n, way->wanted[way->first]);
	way->first = (way->first + 1) % WINDOW;
	way->n--;
}

/* Does it go on where the last one ended, in the same direction? */
static bool goes_on(struct way *way, const uint8_t *bytes)
{
	uint32_t control = (uint32_t)(get_be16(bytes + 2) << 16 | get_be16(bytes + 4));
	uint32_t addr = (uint32_t)(get_be16(bytes + 6) << 16 | get_be16(bytes + 8));
	bool does = ((control ^ way->control) & WRITE_BIT) == 0 && addr == way->end;

	way->control = control;
	way->end = addr + (control >> SIZE_SHIFT & SIZE_MASK);
	return does;
}

static void ask(struct way *way, const uint8_t *bytes, size_t size, size_t wanted)
{
	bool waits = !goes_on(way, bytes);

	while (way->n > 0 && (waits || way->n == WINDOW))
		take_one(way);
	if (sendto(way->link, bytes, size, 0, (const struct sockaddr *)(const void *)&way->board,
		   sizeof(way->board)) != (ssize_t)size)
		err(4, "send");
	way->wanted[(way->first + way->n++) % WINDOW] = wanted;
}

int main(int argc, char **argv)
{
	struct way way = { 0 };
	uint8_t *bytes;
	size_t size, n;

	if (argc != 4)
		errx(2, "usage: replay ADDRESS PORT FILE");
	way.link = open_link(argv[1], argv[2], &way.board);
	bytes = load(argv[3], &size);
	for (size_t at = 0; at + 4 <= size; at += 4 + n) {
		n = get_be16(bytes + at);
		if (n > size - at - 4 || n < HEADER_SIZE)
			errx(1, "%s is cut", argv[3]);
		ask(&way, bytes + at + 4, n, get_be16(bytes + at + 2));
	}
	while (way.n > 0)
		take_one(&way);
	free(bytes);
	return 0;
}
