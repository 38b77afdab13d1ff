/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spinor_bus: how commands that change something get to a serial flash chip, and what came of them.
 *
 * By one of two: each byte is a request on the debug link (spinor_direct.c); or a program on the
 * board does many commands at a time (spinor_agent.c), where the board can have it (agent_try()).
 * Around each command are those that every chip wants: it must not be busy, takes a write enable,
 * says that it did, and is waited for.
 *
 * The controller is in user mode meanwhile.
 */
#ifndef XPACK_SPINOR_BUS_H
#define XPACK_SPINOR_BUS_H

#include "agent.h"

#define SPINOR_WRITE_ENABLE 0x06u
#define SPINOR_READ_STATUS 0x05u
#define SPINOR_BUSY 0x01u
#define SPINOR_ENABLED 0x02u

#define SPINOR_MAX_COMMAND 6u
#define SPINOR_MAX_CHANGES 64u /* that a caller has at once */

/* What came of a command. */
enum spinor_outcome {
	SPINOR_DONE,
	SPINOR_REFUSED, /* it was not taken: the line, or protection */
	SPINOR_LATE,    /* not ready within the chip's own limit */
	SPINOR_LINK,    /* reported */
};

struct spinor_change {
	uint8_t command[SPINOR_MAX_COMMAND]; /* with the address */
	size_t size;
	struct span bytes; /* behind it */
};

struct spinor;

struct spinor_bus {
	uint32_t most; /* bytes behind one command */
	/* How many commands with so many bytes behind them are best given at once. */
	size_t (*count)(uint32_t bytes);
	/* *n, one after the other, until one fails: then *n are those before it.  All have the same
	 * sizes. */
	enum spinor_outcome (*change)(struct spinor *nor, const struct spinor_change *changes,
				      size_t *n, int limit_ms);
};

extern const struct spinor_bus spinor_bus_direct;
extern const struct spinor_bus spinor_bus_agent;

/* Until the chip is not busy. */
enum spinor_outcome spinor_await(struct spinor *nor, int limit_ms);

#endif
