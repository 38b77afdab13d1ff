/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mctrl: the memory controller of a LEON board, as far as its PROM goes (GRLIB IP Core User's
 * Manual, MCTRL and FTMCTRL: MCFG1, MCFG3).
 *
 * Until a bit of MCFG1 lets writes to the PROM through, the controller answers them with an error
 * on the bus, of which the debug links say nothing.  Whoever sets it puts the register back as it
 * was, whatever happens in between.  The other fields stay as they were found, wait states of
 * writes among them: a board whose flash needs more of those shows that in what is read back.
 */
#ifndef XPACK_MCTRL_H
#define XPACK_MCTRL_H

#include "plugplay.h"

struct mctrl {
	struct buslink *link;
	const struct plugplay *found;
	uint32_t registers; /* address */
	uint32_t prom_start;
	uint64_t prom_size;
	unsigned width;   /* of the PROM's bus, bytes: 1, 2 or 4 */
	uint32_t mcfg1;   /* as it was found */
	bool is_writable; /* MCFG1 was changed */
};

/* The controller whose memory holds addr.  Reports target: there is none of a kind that is known,
 * or the PROM has check bytes.  Returns 0 or -1. */
int mctrl_find(struct mctrl *mctrl, struct buslink *link, const struct plugplay *found,
	       uint32_t addr) __attribute__((warn_unused_result));
int mctrl_unlock(struct mctrl *mctrl) __attribute__((warn_unused_result));
/* Also after errors, and again after it failed.  Returns 0, or -1 when MCFG1 could not be put back,
 * which is reported. */
int mctrl_restore(struct mctrl *mctrl);

#endif
