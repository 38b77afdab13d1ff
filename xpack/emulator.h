/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * emulator: boots an image in QEMU and watches its console.
 *
 * Each board that QEMU emulates has one entry in a table; the console is the board's first UART,
 * and what it prints goes to stdout as it comes.
 */
#ifndef XPACK_EMULATOR_H
#define XPACK_EMULATOR_H

#include "arena.h"
#include "diag.h"
#include "loader/span.h"

#define EMULATOR_GDB_PORT "1234" /* where it waits for one: QEMU's usual port */

enum verdict {
	VERDICT_ENDED,       /* the machine stopped by itself after the host was started */
	VERDICT_TIMEOUT,     /* the time ran out after the host was started */
	VERDICT_REFUSED,     /* the loader refused the container */
	VERDICT_NOT_STARTED, /* the machine stopped or the time ran out before the host started */
	VERDICT_CRASHED      /* QEMU ended with an error status */
};

struct emulation {
	struct location at;     /* the image, for messages */
	struct span board;      /* the container's board */
	uint64_t ram_size;      /* bytes; 0: the emulator's default */
	const char *boot_image; /* a file */
	unsigned timeout;       /* seconds; 0: none */
	bool silent;            /* the loader has no console: whatever appears is of the host */
	bool debug;             /* wait for a debugger before the first instruction */
};

/*
 * Boot and wait for the end.  Reports: emulator-board (no emulator for this board, exit 1),
 * emulator (QEMU is not installed or cannot be started, exit 4).  Returns 0 and the verdict, or
 * -1.
 */
int emulator_run(struct arena *arena, struct diag *diag, const struct emulation *emulation,
		 enum verdict *verdict) __attribute__((warn_unused_result));

#endif
