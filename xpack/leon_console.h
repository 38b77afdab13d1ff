/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * leon_console: what a LEON board prints on a UART of its own, read through the debug link, and
 * what is typed, put in as if it had come by the UART's line (GRLIB IP Core User's Manual, APBUART,
 * FIFO debug mode; that a UART without FIFOs has it too, for its one byte, and that only a design
 * with flow control takes what is typed, is in the sources: GRLIB, apbuart.vhd).
 *
 * While it is on nothing leaves by the UART's line.  A program that sets up its UART turns it off:
 * it is turned on again at once, and what was printed in between went by the line.  Drivers of
 * Gaisler's (RTEMS, BCC) leave it on where flow control is on as well, so that is turned on too.
 */
#ifndef XPACK_LEON_CONSOLE_H
#define XPACK_LEON_CONSOLE_H

#include "dsu.h"

struct leon_console {
	struct buslink *link;
	uint32_t uart;   /* its address */
	uint32_t debug;  /* those bits of its control register, as found */
	bool is_changed; /* they were set */
};

/* Of the UARTs in the tables the one at that address, or with 0 the first; nothing is changed.
 * Reports target: there is none. */
int leon_console_find(struct leon_console *console, struct buslink *link,
		      const struct plugplay *found, uint32_t uart)
	__attribute__((warn_unused_result));

/* That UART is in debug mode from now on. */
int leon_console_begin(struct leon_console *console) __attribute__((warn_unused_result));

/* Print on stdout and read stdin until SIGINT, which is taken then, another signal that ends the
 * process, or the processor's end, of which a note tells.  Signals are held (interrupt.h). */
int leon_console_run(struct leon_console *console, struct dsu *dsu)
	__attribute__((warn_unused_result));

/* The UART's mode as found; a note tells when it is not.  Nothing to do when it was not changed. */
int leon_console_end(struct leon_console *console) __attribute__((warn_unused_result));

#endif
