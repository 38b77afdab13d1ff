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
 * The board's buffer has room for some requests at a time ("Go-Back-N").  Many words in a row are
 * asked for by as many at once (edcl_window.c); all else by one after the other.
 */
#ifndef XPACK_EDCL_H
#define XPACK_EDCL_H

#include <netinet/in.h>

#include "buslink.h"

#define EDCL_MIN_WORDS 50u /* of a datagram, that every buffer takes */
#define EDCL_MAX_WORDS 242u
#define EDCL_MAX_WINDOW 16u
#define EDCL_HEADER_SIZE 10u
#define EDCL_MAX_STRAY 1000u /* datagrams that are not the answer, for one request */
#define EDCL_MAX_LATE 1024u  /* requests that an answer may be late: many bursts */

#define EDCL_AT_CONTROL 2u
#define EDCL_AT_ADDRESS 6u
#define EDCL_SEQUENCE_SHIFT 18
#define EDCL_SEQUENCE_MASK 0x3fffu
#define EDCL_REFUSED (1u << 17) /* in an answer; in a request: a write */

struct edcl {
	struct buslink base;
	int fd;
	struct sockaddr_in board;
	uint32_t sequence; /* that the board expects, as far as is known */
	bool is_known;     /* the board has told it once */
	unsigned window;   /* requests that are on the way at a time */
	/* After an error, requests that may be on the way, and done or answered only now. */
	unsigned unsettled;
};

struct edcl_request {
	uint32_t addr;
	uint32_t size;        /* bytes */
	uint32_t *to;         /* NULL: it is a write */
	const uint32_t *from; /* of a write */
	bool is_repeated;
};

/* Send it with this number.  -1: the socket is of no use, which was reported. */
int edcl_send(struct edcl *edcl, const struct edcl_request *request, uint32_t sequence)
	__attribute__((warn_unused_result));
/* One datagram of the board, if one comes until then (clock.h): its size; 0, none did; -1, it was
 * something else. */
int edcl_receive(struct edcl *edcl, uint8_t *bytes, size_t room, int64_t until)
	__attribute__((warn_unused_result));
/* Take the words of an answer; false: it is to another request. */
bool edcl_take(const struct edcl_request *request, const uint8_t *bytes, size_t size);

/* Any number of words, read (to) or written (from, else to is NULL). */
int edcl_move(struct edcl *edcl, uint32_t addr, uint32_t *to, const uint32_t *from, size_t n)
	__attribute__((warn_unused_result));

#endif
