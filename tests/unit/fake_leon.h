/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_leon: a LEON board behind a link: two processors and their debug support unit, interrupt
 * controller, timers, a UART with FIFOs or without, a little RAM (GRLIB IP Core User's Manual:
 * DSU3, IRQMP, GPTIMER, APBUART).
 *
 * Any single access can be made to fail, or a signal to come with it.  What is written is put down
 * in the order in which it came.
 */
#ifndef XPACK_TESTS_FAKE_LEON_H
#define XPACK_TESTS_FAKE_LEON_H

#include "fixture.h"
#include "xpack/dsu.h"

#define LEON_CPUS 2u
#define LEON_TIMERS 2u
#define LEON_REGISTERS 128u
#define LEON_RAM 0x40000000u
#define LEON_RAM_WORDS 4096u
#define LEON_UART 0x80000100u
#define LEON_DSU 0x90000000u
#define LEON_MCFG1 0x80000000u
#define LEON_FIFO 32u

/* Of the unit's control register. */
#define LEON_DM (1u << 6)
#define LEON_PE (1u << 9)
#define LEON_HL (1u << 10)
#define LEON_PW (1u << 11)
/* Of the UART's. */
#define LEON_UART_FLOW (1u << 6)
#define LEON_UART_DEBUG (1u << 11)
#define LEON_UART_FIFOS (1u << 31)

struct fake_leon {
	struct buslink link;
	struct target_request request;
	struct plugplay_device devices[8];
	struct plugplay found;

	size_t n_calls;        /* of the link */
	size_t fails_at;       /* that call, from 1 on, fails; 0: none */
	bool dies;             /* and all that follow */
	uint32_t failed_write; /* that call's address; 0: it was no write */
	size_t signal_at;      /* with that call a signal comes; 0: never */
	int signal;            /* that one */
	unsigned deaf;         /* writes, the next ones, that do not arrive */
	unsigned wrong;        /* readings of RAM, the next ones, with a wrong last word */
	uint32_t hole;         /* of RAM, which keeps nothing there; 0: none */
	bool stays;            /* a break, once it is set */
	bool never_cleans;     /* a flush of the caches does not end */
	struct buf written;    /* a line for every call: "40000000 x32", "80000000 = 00000001" */

	uint32_t control[LEON_CPUS], breaks;
	struct {
		uint32_t addr, word;
	} registers[LEON_REGISTERS]; /* in the unit, but for those */
	size_t n_registers;
	bool has_run[LEON_CPUS]; /* from another address than before */
	uint32_t pc;             /* of the first, when it was let go */
	void (*runs)(struct fake_leon *fake);

	uint32_t ram[LEON_RAM_WORDS];
	uint32_t masks[LEON_CPUS], forced[LEON_CPUS], pending, broadcast;
	uint32_t timers[LEON_TIMERS];
	unsigned stubborn; /* writes to timers, the next ones, that they do not heed */
	uint32_t mcfg1;

	uint32_t uart, scaler; /* the UART's control register, and */
	bool is_silent;        /* nothing leaves it by its line */
	uint8_t sent[256];     /* by the program, in the order in which it sends */
	size_t n_sent, n_taken;
	size_t n_wire; /* of those that were taken: gone by the line */
	uint8_t typed[64];
	size_t n_typed;
	bool is_full;     /* the receiver */
	bool comes_round; /* the count of bytes is 0 always */
	void (*looked)(struct fake_leon *fake);
	void (*asked)(struct fake_leon *fake); /* how the first processor is */
	unsigned n_looks;                      /* at the UART's status */
};

/* Both processors run: what they did is known, and 16 words of RAM hold 0x5a5a5a5a. */
void fake_leon_begin(struct fake_leon *fake, void **state, bool is_sure);
void fake_leon_end(struct fake_leon *fake);

/* A register in the unit, of that processor. */
uint32_t *fake_leon_register(struct fake_leon *fake, unsigned cpu, uint32_t offset);
/* What was written, as a text. */
const char *fake_leon_written(struct fake_leon *fake);
/* Is a register in debug mode as at first? */
bool fake_leon_is_as_before(struct fake_leon *fake);

#endif
