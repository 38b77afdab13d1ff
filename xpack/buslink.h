/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * buslink: words of a LEON board's AMBA bus, read and written through one of its debug links, which
 * need no program on the board.
 *
 * A kind of link is one file: ahbuart.c (serial) and edcl.c (UDP).  It moves whole words,
 * big-endian on the bus, at addresses that are multiples of 4; repeats what was lost, within
 * limits; and counts in `doubts` how often it could not tell what arrived.  A link without checks
 * (is_sure false) may also hand over a wrong word, or put one down, and nobody notices: what
 * matters is read twice (buslink_read_sure), and what was written is read back.
 *
 * Facts: GRLIB IP Core User's Manual, AHBUART and GRETH (section on EDCL).
 *
 * Every operation returns 0, or -1 after it reported target (exit 5), once for a link that is
 * dead.  A signal that waits (interrupt.h) fails every operation but those after buslink_finish().
 */
#ifndef XPACK_BUSLINK_H
#define XPACK_BUSLINK_H

#include "target.h"

struct buslink;
struct plugplay;

struct buslink_kind {
	const char *name; /* for reports: "serial line" */
	size_t most;      /* words in one request, of any board */
	bool is_sure;     /* what is damaged is lost, never taken */
	int (*read)(struct buslink *link, uint32_t addr, uint32_t *words, size_t n);
	int (*write)(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n);
	/* NULL: there is nothing to adapt. */
	int (*adapt)(struct buslink *link, const struct plugplay *found);
	void (*close)(struct buslink *link);
};

/* Each kind's own begins with it. */
struct buslink {
	const struct buslink_kind *kind;
	const struct target_request *request;
	size_t most;       /* words in one request, of this board */
	size_t burst;      /* words in one call of read or write, which may be many requests */
	int reply_ms;      /* that an answer may take, beside its time on the line */
	unsigned faults;   /* that were noticed, also mended ones */
	unsigned allowed;  /* so many are too many */
	unsigned doubts;   /* how often it is not known whether what was written arrived */
	unsigned repeats;  /* how often writing or reading again helped */
	bool is_finishing; /* signals wait until all is in order */
	bool is_dead;      /* no answer, which was reported: nothing more is tried */
};

#define BUSLINK_ATTEMPTS 5u /* for one request */
#define BUSLINK_FAULTS 400u /* in all */

/* Open by what stands behind the scheme's colon: DEVICE,BAUD and ADDRESS or ADDRESS:PORT.  The
 * request outlives the link.  NULL after an error. */
struct buslink *ahbuart_open(const struct target_request *request);
struct buslink *edcl_open(const struct target_request *request);
void buslink_close(struct buslink *link);

/* Now that it is known what is on the board: move more words at once, where it can. */
int buslink_adapt(struct buslink *link, const struct plugplay *found)
	__attribute__((warn_unused_result));

/* Any number of words. */
int buslink_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
	__attribute__((warn_unused_result));
int buslink_write(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
	__attribute__((warn_unused_result));
/* Any bytes; of the words at the ends what is beside them is read too. */
int buslink_read_bytes(struct buslink *link, uint32_t addr, uint8_t *to, size_t n)
	__attribute__((warn_unused_result));
/* Until two readings in a row agree, where the link has no checks. */
int buslink_read_sure(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
	__attribute__((warn_unused_result));
/* One word. */
int buslink_get(struct buslink *link, uint32_t addr, uint32_t *word)
	__attribute__((warn_unused_result));
int buslink_put(struct buslink *link, uint32_t addr, uint32_t word)
	__attribute__((warn_unused_result));
/* A register that keeps the bits of the mask: written until they read so.  What: "the UART's
 * register", for the report. */
int buslink_set(struct buslink *link, const char *what, uint32_t addr, uint32_t word, uint32_t mask)
	__attribute__((warn_unused_result));

/* From here on signals are not heeded: what was changed is being put back, for which there may be
 * as many faults again. */
void buslink_finish(struct buslink *link);

/* Signals wait from here on until it is let go, with what this returned: what was begun is not
 * divided. */
bool buslink_hold(struct buslink *link);
void buslink_let_go(struct buslink *link, bool was_held);

/* For kinds: the members that they share; whether to go on: -1 when the link is dead, or a signal
 * waits; a fault happened: -1 when there were too many. */
int buslink_begin(struct buslink *link, const struct buslink_kind *kind,
		  const struct target_request *request, int reply_ms);
int buslink_test_signals(const struct buslink *link);
int buslink_fault(struct buslink *link, const char *what);
/* The board does not answer: reported; always -1. */
int buslink_die(struct buslink *link, const char *doing, uint32_t addr);

#endif
