/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * rsp_peer: a peer of rsp that follows a script, in a process of its own: in each step it waits
 * for exactly what is wanted, then says its part.
 *
 * In both, <body> stands for a frame; in the peer's part ~ for a pause that is longer than an
 * answer may take, ^ for one that is shorter, and ! for closing.
 */
#ifndef XPACK_TESTS_RSP_PEER_H
#define XPACK_TESTS_RSP_PEER_H

#include <sys/types.h>

#include "fixture.h"
#include "xpack/rsp.h"

struct peer_step {
	const char *wanted;
	const char *said;
};

struct peer {
	struct fixture *fixture;
	struct target_request request;
	struct rsp *rsp;
	pid_t pid;
};

/* So short that tests of what is never answered are. */
extern const struct rsp_limits peer_limits;

/* The steps outlive the peer.  trace may be NULL. */
void peer_start_traced(struct peer *peer, void **state, const struct peer_step *steps, size_t n,
		       struct trace *trace);
void peer_start(struct peer *peer, void **state, const struct peer_step *steps, size_t n);
/* Fails unless the peer was sent all that the steps want, and nothing else. */
void peer_stop(struct peer *peer);

/* The text with its frames; returns the size. */
size_t peer_expand(const char *text, char *to);
struct span peer_bytes(const char *text);

/* Fails unless the memory at 0x100 reads as the text. */
void peer_expect_read(struct peer *peer, const char *text);
/* Fails unless reading there fails with that report and exit 5. */
void peer_fails_to_read(struct peer *peer, size_t size, const char *report);

/* A whole conversation: begin, read the text there, and stop. */
void peer_reads(void **state, const struct peer_step *steps, size_t n, const char *text);

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define PEER_START(peer, state, steps) peer_start(peer, state, steps, N(steps))
#define PEER_READS(state, steps, text) peer_reads(state, steps, N(steps), text)

/* The beginning of most scripts: a peer that can nothing besides. */
#define HELLO(features)                                                                            \
	{ "+<qSupported>", "+<" features ">" }, { "+<?>", "+<S05>" },                              \
	{                                                                                          \
		"+<qqemu.PhyMemMode>", "+<>"                                                       \
	}
/* The same without acknowledging. */
#define HELLO_QUIET(features)                                                                      \
	{ "+<qSupported>", "+<" features ";QStartNoAckMode+>" },                                   \
		{ "+<QStartNoAckMode>", "+<OK>" }, { "+<?>", "<T05thread:01;>" },                  \
	{                                                                                          \
		"<qqemu.PhyMemMode>", "<>"                                                         \
	}
#define NO_X(addr)                                                                                 \
	{                                                                                          \
		"+<X" addr ",0:>", "+<>"                                                           \
	}

#endif
