/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * rsp_parts: what the two files of module rsp share: rsp.c asks and waits, rsp_memory.c knows what
 * to ask.  Nobody else includes it.
 */
#ifndef XPACK_RSP_PARTS_H
#define XPACK_RSP_PARTS_H

#include "rsp.h"
#include "rsp_link.h"

#define RSP_DEFAULT_PACKET ((size_t)400) /* bytes of a body, when the peer does not say */
#define RSP_MIN_PACKET 64u
#define RSP_MAX_PACKET ((size_t)64 << 10)
#define RSP_SHOWN ((size_t)32) /* bytes of a body in a message */
#define RSP_MAX_DRAINED 1000u  /* events that are thrown away at once */

struct rsp {
	const struct target_request *request;
	struct rsp_limits limits;
	struct rsp_link link; /* its body is the last answer */
	size_t packet_size;   /* bytes of a body that the peer takes, and is asked for */
	bool no_ack;
	bool offers_no_ack, offers_features, offers_memory_map;
	bool offers_physical, sees_physical;
	bool reads_binary;              /* x */
	bool was_probed, writes_binary; /* X */
	unsigned faults;                /* packets lost or damaged so far */
	const char *stray;              /* the last that answered nothing, for a message, or NULL */
	size_t registers_size;          /* bytes; 0: not known yet */
	size_t recent[RSP_RECENT];      /* bytes that were read last */
	unsigned n_recent;
};

enum rsp_reply {
	RSP_ANSWERED,
	RSP_REFUSED, /* Enn or E.text */
	RSP_UNKNOWN, /* the empty answer: it does not know the request */
	RSP_FAILED,  /* reported */
	RSP_AGAIN    /* not yet */
};

struct rsp_question {
	struct span body;
	const char *name; /* for messages */
	/* Could that be the answer?  Never asked about empty ones and errors. */
	bool (*fits)(const struct rsp_question *question, struct span body);
	size_t size;   /* bytes that are asked for, where that counts */
	bool is_flash; /* it may take long */
};

/* Ask until it is answered.  link.body has the answer. */
enum rsp_reply rsp_ask(struct rsp *rsp, const struct rsp_question *question);
/* Whether reading goes past the MMU, where the peer can. */
int rsp_see_physical(struct rsp *rsp, bool wanted);
/* Wait until nothing comes any more. */
int rsp_settle(struct rsp *rsp);
/* Report an answer that is none; nothing when that was done.  Always -1. */
int rsp_refused(struct rsp *rsp, enum rsp_reply reply, const char *doing);

bool rsp_fits_ok(const struct rsp_question *question, struct span body);
struct span rsp_text(const char *text);

#endif
