/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * context: the registers of a partition while the host runs, for C and assembler.
 *
 * They are in the order in which a trap from ring 3 stores them: the processor finds the end of
 * the running partition's context in the task state segment, as if it were a stack, and stores SS
 * to EIP and an error code; traps.S stores the rest.  So the host never depends on the partition's
 * stack.
 */
#ifndef XHOST_X86_CONTEXT_H
#define XHOST_X86_CONTEXT_H

#define CONTEXT_CS 60

/* Selectors: descriptor times 8, and the ring. */
#define HOST_CODE 0x08
#define HOST_DATA 0x10
#define USER_CODE 0x1b
#define USER_DATA 0x23
#define HOST_TASK 0x28

#define RING_MASK 3

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

#define MACHINE_PAGE_SIZE 4096u

struct context {
	uint32_t gs, fs, es, ds;
	uint32_t edi, esi, ebp, unused, ebx, edx, ecx, eax; /* as pusha stores them */
	uint32_t vector, error;
	uint32_t eip, cs, eflags, esp, ss;
};

_Static_assert(offsetof(struct context, cs) == CONTEXT_CS, "context.h");

/* What machine.h asks for. */
struct machine_partition {
	struct context context;
	uint32_t address_space; /* number, see mmu.h */
};

#endif

#endif
