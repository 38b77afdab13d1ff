/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ask: how fast a board answers over its Ethernet debug link, to somebody who does nothing but ask.
 *
 *	ask ADDRESS PORT REQUESTS
 *
 * Each request reads 242 words, as many as xpack asks for, and goes off when the answer to the one
 * before is there: the link knows no more than one.  The board answers from another port than it
 * is asked at.  Prints the seconds of all of them.
 */

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define WORDS 242u
#define HEADER_SIZE 10u
#define FIRST_SEQUENCE 7u /* of the tests' board */
#define RAM 0x40000000u

static double now(void)
{
	struct timespec time;

	if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
		err(4, "clock_gettime");
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void put_be32(uint8_t *to, uint32_t word)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(word >> (24 - 8 * i));
}

static void ask(int link, const struct sockaddr_in *board, uint32_t sequence)
{
	uint8_t request[HEADER_SIZE] = { 0 }, answer[2048];

	put_be32(request + 2, (sequence & 0x3fff) << 18 | WORDS * 4 << 7);
	put_be32(request + 6, RAM);
	if (sendto(link, request, sizeof(request), 0, (const struct sockaddr *)(const void *)board,
		   sizeof(*board)) != (ssize_t)sizeof(request))
		err(4, "send");
	if (recv(link, answer, sizeof(answer), 0) != HEADER_SIZE + WORDS * 4)
		errx(1, "a wrong answer");
}

int main(int argc, char **argv)
{
	/* Of one address only: the board binds the same port of its own. */
	struct sockaddr_in self = { .sin_family = AF_INET };
	struct sockaddr_in board = { .sin_family = AF_INET };
	uint32_t requests;
	double begin;
	int link = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (argc != 4)
		errx(2, "usage: ask ADDRESS PORT REQUESTS");
	board.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
	if (inet_pton(AF_INET, argv[1], &board.sin_addr) != 1)
		errx(2, "no address: %s", argv[1]);
	self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	requests = (uint32_t)strtoul(argv[3], NULL, 10);
	if (link < 0 || bind(link, (const struct sockaddr *)(const void *)&self, sizeof(self)) != 0)
		err(4, "socket");
	begin = now();
	for (uint32_t i = 0; i < requests; i++)
		ask(link, &board, FIRST_SEQUENCE + i);
	printf("%.6f\n", now() - begin);
	return 0;
}
