/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * nor_bus: what the command sets of flash chips say to the chips: scripts of cycles on their bus.
 *
 * A script is done by one of two: on a bus of 32 bits each cycle is a word on the debug link
 * (nor_direct.c); on narrower ones, where a word would become several cycles, a program on the
 * board does all of it (nor_agent.c).  Operations are those of xpack/agent/layout.h, with units of
 * the bus's width.
 */
#ifndef XPACK_NOR_BUS_H
#define XPACK_NOR_BUS_H

#include "agent.h"

#define NOR_MAX_OPS (AGENT_SCRIPT_WORDS / 4 - 1)

/* What came of a command. */
enum nor_result {
	NOR_DONE,
	NOR_SUSPECT, /* the chips did not understand: the line, most likely */
	NOR_LATE,    /* not ready within their own limit */
	NOR_FAILED,  /* the chips say so */
	NOR_LOCKED,
	NOR_LINK, /* reported */
};

struct nor_op {
	uint32_t code, addr, mask, value;
};

struct nor_script {
	struct nor_op ops[NOR_MAX_OPS];
	size_t n;
	uint32_t at;       /* where the data go */
	struct span bytes; /* data, whole units */
	int limit_ms;      /* of each wait */
	uint32_t value;    /* that was read last, when it is done */
};

struct nor;

struct nor_bus {
	/* Bytes that one script best programs, a power of two; 0: as many as the chips do at
	 * once. */
	uint32_t burst;
	/* NOR_FAILED: a test did not hold, or the chips gave up. */
	enum nor_result (*run)(struct nor *nor, struct nor_script *script);
};

extern const struct nor_bus nor_bus_direct;
extern const struct nor_bus nor_bus_agent;

void nor_script_add(struct nor_script *script, uint32_t code, uint32_t addr, uint32_t mask,
		    uint32_t value);
/* One cycle. */
void nor_script_put(struct nor_script *script, uint32_t addr, uint32_t value);

/* What those that run a script note of a wait. */
struct nor_wait {
	int64_t until;
	unsigned n_failed;
	bool is_last; /* reading: then it is late */
};

struct nor_wait nor_wait_begin(const struct nor_script *script);
/* Before each reading. */
void nor_wait_look(struct nor_wait *wait);
/* After one that had not what the operation waits for: NOR_DONE means go on. */
enum nor_result nor_wait_judge(struct nor_wait *wait, const struct nor *nor,
			       const struct nor_op *op, uint32_t wanted, uint32_t value);

#endif
