/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spinor: a serial NOR flash chip behind a board's SPI controller, by its own description (JESD216,
 * "SFDP"): size, pages, which pieces are erased by which command, how long that may take.
 *
 * Offsets are the chip's.  Whether a command was taken is asked of the status register before it
 * (write enable) and after it (busy), and what came of it is looked at through the board's memory,
 * where the processor will see it.  What a bad line may have spoilt is tried again, within limits;
 * what cannot be told is left to whoever reads back and compares.
 *
 * Between calls the memory is there, not user mode.  All report target, and return 0 or -1.
 */
#ifndef XPACK_SPINOR_H
#define XPACK_SPINOR_H

#include "spimctrl.h"
#include "spinor_bus.h"

#define SPINOR_MAX_PAGE 4096u
#define SPINOR_MAX_BLOCK 65536u
#define SPINOR_MAX_ANSWER 64u
#define SPINOR_ERASES 4u
#define SPINOR_MAX_MAP 128u

/* What becomes of a second status register when the first is written. */
enum spinor_second {
	SPINOR_ALONE,      /* there is none, or it is left alone */
	SPINOR_WITH_FIRST, /* it is written with it */
	SPINOR_BY_ITSELF,  /* it has a command of its own */
	SPINOR_UNREADABLE, /* nothing is written */
};

struct spinor_protection {
	uint8_t bits[2]; /* of both registers, that protect blocks when they are on */
	enum spinor_second second;
	bool is_lost; /* when only the first is written, the second is cleared */
};

struct spinor_erase {
	uint32_t size; /* of a block; 0: there is none */
	uint8_t command;
	int most_ms;
};

struct spinor {
	struct spimctrl *ctrl;
	const struct spinor_bus *bus;
	struct agent agent; /* for spinor_bus_agent */
	uint8_t id[3];      /* manufacturer, and two of the device */
	uint64_t size;
	uint32_t page;        /* bytes that one command programs */
	uint32_t block;       /* bytes that one command erases */
	unsigned n_address;   /* bytes of an address: 3 or 4 */
	uint8_t read_command; /* with one byte between address and data */
	uint8_t program_command;
	uint8_t erase_command;
	int program_ms, erase_ms; /* limits */
	struct spinor_erase erases[SPINOR_ERASES];
	uint32_t map[SPINOR_MAX_MAP]; /* the description's words about where they are valid */
	size_t n_map;
	struct spinor_protection protection;
	uint8_t status[2];   /* the registers before protection was opened */
	bool is_late;        /* not ready within a limit, when it was asked last */
	bool is_known;       /* what they were, and are to be again */
	bool is_unprotected; /* that was done */
};

/* Ask the chip.  Its contents and its registers do not change.  Reports that it has no commands for
 * the last byte that is wanted. */
int spinor_find(struct spinor *nor, struct spimctrl *ctrl, uint64_t reach)
	__attribute__((warn_unused_result));
/* Choose how blocks are erased that hold these bytes: the smallest of all that are valid there. */
int spinor_choose(struct spinor *nor, uint64_t offset, uint64_t size)
	__attribute__((warn_unused_result));
/* How many bytes, from the chip's beginning on, the commands reach. */
uint64_t spinor_reach(const struct spinor *nor);
/* Compare n bytes there, SPINOR_MAX_ANSWER at most, with what the chip itself reads.  Returns 1:
 * equal, 0, or -1. */
int spinor_holds(struct spinor *nor, uint32_t offset, const uint8_t *bytes, size_t n)
	__attribute__((warn_unused_result));
/* Have the program on the board, where that can be, for which its processors stand still; and open
 * the protection of blocks, where there is one. */
int spinor_open(struct spinor *nor) __attribute__((warn_unused_result));
int spinor_erase(struct spinor *nor, uint32_t offset, uint64_t size)
	__attribute__((warn_unused_result));
int spinor_program(struct spinor *nor, uint32_t offset, struct span bytes)
	__attribute__((warn_unused_result));
/* Wait for what was begun, and show the contents. */
int spinor_recover(struct spinor *nor);
/* Protect the blocks again, and let the processors go on.  Also after errors. */
int spinor_restore(struct spinor *nor);
/* "SPI chip ef4018 of 16777216 bytes, blocks of 4096 bytes", in the arena. */
const char *spinor_text(const struct spinor *nor);

/* For spinor_find(): in user mode, SPINOR_MAX_ANSWER bytes at most that
 * the chip answers, until two answers agree. */
int spinor_ask(struct spinor *nor, struct span command, uint8_t *to, size_t n)
	__attribute__((warn_unused_result));
/* In user mode, open what protects blocks; and close it again, which needs a chip that nothing else
 * works with, and begins user mode.  When it stays open, that is reported. */
int spinor_unprotect(struct spinor *nor) __attribute__((warn_unused_result));
int spinor_protect(struct spinor *nor, bool is_free);
/* By the identification and the description's basic table. */
struct spinor_protection spinor_protection(const uint8_t *id, const uint32_t *basic,
					   size_t n_basic);
/* Is the map about this chip? */
bool spinor_map_is_sound(const struct spinor *nor);
/* The chip's description. */
int spinor_describe(struct spinor *nor, uint64_t reach) __attribute__((warn_unused_result));

#endif
