/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * context: the registers of a partition while the host runs, for C and assembler.
 *
 * A trap saves every register window, not only the current one, so the host never depends on the
 * partition's stack.  Windows are counted from the partition's current one: window 0 is current,
 * window 1 its caller's, and window 7 the one that the trap used.  A window holds its locals and
 * ins; the outs of window k are the ins of window k - 1, so the current outs are the ins of 7.
 * `invalid` is the window whose bit was set in WIM, 1..7.
 */
#ifndef XHOST_SPARC_CONTEXT_H
#define XHOST_SPARC_CONTEXT_H

#define CONTEXT_N_WINDOWS 8 /* of LEON3 as configured here; machine_init() checks */
#define CONTEXT_PSR 0
#define CONTEXT_PC 4
#define CONTEXT_NPC 8
#define CONTEXT_Y 12
#define CONTEXT_WIM 16
#define CONTEXT_INVALID 20
#define CONTEXT_GLOBALS 24
#define CONTEXT_WINDOWS 56
#define CONTEXT_WINDOW_SIZE 64

/* PSR; SPARC V8 manual, 4.2. */
#define PSR_S 0x80
#define PSR_CWP 0x1f

#define MIN_FRAME 96 /* System V ABI, SPARC supplement: what a callee may write above %sp */

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

#define MACHINE_PAGE_SIZE 4096u

struct window {
	uint32_t locals[8];
	uint32_t ins[8]; /* [6]: frame pointer, which is the caller's stack pointer */
};

struct context {
	uint32_t psr;
	uint32_t pc;
	uint32_t npc;
	uint32_t y;
	uint32_t wim; /* as the trap found it */
	uint32_t invalid;
	uint32_t globals[8];
	struct window windows[CONTEXT_N_WINDOWS];
};

_Static_assert(offsetof(struct context, wim) == CONTEXT_WIM, "context.h");
_Static_assert(offsetof(struct context, invalid) == CONTEXT_INVALID, "context.h");
_Static_assert(offsetof(struct context, globals) == CONTEXT_GLOBALS, "context.h");
_Static_assert(offsetof(struct context, windows) == CONTEXT_WINDOWS, "context.h");
_Static_assert(sizeof(struct window) == CONTEXT_WINDOW_SIZE, "context.h");

/* What machine.h asks for. */
struct machine_partition {
	struct context context;
	uint32_t address_space; /* number of the MMU context */
} __attribute__((aligned(8)));

/* The outs of the current window: arguments and results. */
static inline uint32_t *context_outs(struct context *context)
{
	return context->windows[CONTEXT_N_WINDOWS - 1].ins;
}

#endif

#endif
