/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * rsp_link: bytes to and from a debugger's stub, and the frames that they make (GDB manual,
 * appendix "GDB Remote Serial Protocol", sections "Overview" and "Packet Acknowledgment").
 *
 * A frame is $BODY#XX, where XX is the sum of the body's bytes; single + and - acknowledge one.
 * What comes in is fed to a small state machine, so a frame may arrive in any pieces, and a wait
 * that ends in the middle of one loses nothing.  What is no frame is passed over: lines are noisy,
 * and servers print.  Notifications (%BODY#XX) are passed over too.
 *
 * Nothing waits longer than it is told to, and nothing that comes in takes more memory than
 * RSP_MAX_BODY.  Everything goes to the trace.
 */
#ifndef XPACK_RSP_LINK_H
#define XPACK_RSP_LINK_H

#include "buf.h"
#include "trace.h"

#define RSP_MAX_BODY ((size_t)256 << 10) /* bytes of a frame's body, run lengths expanded */

enum rsp_event {
	RSP_ACK,
	RSP_NAK,
	RSP_FRAME,   /* whole and right: body has it */
	RSP_DAMAGED, /* one that is not: why says what is wrong */
	RSP_TIMEOUT,
	RSP_CLOSED /* by the peer, or the connection broke */
};

enum rsp_state { RSP_BETWEEN, RSP_BODY, RSP_SUM_HIGH, RSP_SUM_LOW };

struct rsp_link {
	int fd; /* a stream socket that does not block */
	struct trace *trace;
	struct buf body; /* of the last frame, its run lengths expanded */
	const char *why; /* of the last damaged one */
	/* of the frame that comes in */
	enum rsp_state state;
	bool is_notification;
	uint8_t sum, wanted;
	struct buf raw;
	/* received, not yet looked at */
	uint8_t in[4096];
	size_t n, at;
};

/* Takes the descriptor. */
void rsp_link_open(struct rsp_link *link, int fd, struct trace *trace);
void rsp_link_close(struct rsp_link *link);

/* The body in a frame.  deadline as clock_ms() has it.  0, or -1 when it does not go out by then or
 * the connection is broken. */
int rsp_link_send(struct rsp_link *link, struct span body, int64_t deadline)
	__attribute__((warn_unused_result));
/* A single + or -. */
int rsp_link_send_byte(struct rsp_link *link, char byte, int64_t deadline)
	__attribute__((warn_unused_result));

/* What comes next.  A deadline that is over only looks at what is there. */
enum rsp_event rsp_link_next(struct rsp_link *link, int64_t deadline);

/* The value of a hexadecimal digit, or -1. */
static inline int rsp_digit(uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

#endif
