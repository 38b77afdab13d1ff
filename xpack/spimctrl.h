/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spimctrl: the controller that shows an SPI flash chip as memory of a LEON board (GRLIB IP Core
 * User's Manual, SPIMCTRL: registers for configuration, control, status, receive, transmit).
 *
 * Its memory can only be read.  Everything else goes through user mode: chip select by a bit, bytes
 * through two registers.  Meanwhile the memory must not be read, which would be an error on the
 * bus, also for a program that runs there.  Whoever began user mode ends it, whatever happens.
 *
 * All report target, and return 0 or -1.
 */
#ifndef XPACK_SPIMCTRL_H
#define XPACK_SPIMCTRL_H

#include "plugplay.h"

struct spimctrl {
	struct buslink *link;
	const struct plugplay *found; /* the board, for whoever works with it */
	uint32_t registers;           /* address */
	uint32_t memory;              /* address */
	uint64_t size;                /* of the memory, bytes */
	uint32_t offset;  /* where in the chip the memory begins: fixed in the board's design */
	uint32_t control; /* as it was found, for the memory to be shown */
	bool alternate;   /* user mode with the other clock than the one that was found */
	bool is_user;
	bool is_slow; /* once a byte was not through when it was asked for */
};

/* The controller whose memory holds addr, or NULL. */
const struct plugplay_device *spimctrl_device(const struct plugplay *found, uint32_t addr);
/* Only reads.  Also reports: it is not ready. */
int spimctrl_find(struct spimctrl *ctrl, struct buslink *link, const struct plugplay *found,
		  uint32_t addr) __attribute__((warn_unused_result));
int spimctrl_begin(struct spimctrl *ctrl) __attribute__((warn_unused_result));
/* The memory is there again.  Also after errors, and again after it failed; is_user tells whether
 * it did in the end. */
int spimctrl_end(struct spimctrl *ctrl);

/* The address of its status register. */
uint32_t spimctrl_status(const struct spimctrl *ctrl);
/* In user mode: select the chip, send, get what it answers, let go. */
int spimctrl_transfer(struct spimctrl *ctrl, struct span send, uint8_t *get, size_t n)
	__attribute__((warn_unused_result));
/* A command, and much behind it.  What follows a command that the line may have spoilt is not sent,
 * but a byte without zeros, and nothing comes of it. */
int spimctrl_send(struct spimctrl *ctrl, struct span command, struct span bytes)
	__attribute__((warn_unused_result));
/* The chip's contents at an offset of the chip, through the memory. */
int spimctrl_show(const struct spimctrl *ctrl, uint32_t offset, uint8_t *to, size_t n)
	__attribute__((warn_unused_result));

#endif
