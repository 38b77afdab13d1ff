/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * entry: what entry.S offers, and what it wants.
 */
#ifndef XM_ENTRY_H
#define XM_ENTRY_H

#include <stdint.h>

/* A partition's registers as they lie on the host's stack, from the last pushed on: PUSHA, and what
 * a call gate to an inner ring stores (SDM 2, PUSHA; SDM 3, 5.8.5). */
struct context {
	uint32_t edi, esi, ebp, unused_esp, ebx, edx, ecx, eax;
	uint32_t eip, cs, esp, ss;
};

extern uint32_t xm_header[];
extern char __bss_end[];
extern uint32_t __module_0[];

extern char entry_gate[];
extern char entry_vectors[];
extern char entry_stack[]; /* where the processor's stack for calls from a partition ends */

_Noreturn void entry_resume(const struct context *context);

/* What it calls. */
_Noreturn void main(uint32_t flags, uint32_t cr0, uint32_t bss_dirty);
void services_call(struct context *context);
_Noreturn void partition_fault(uint32_t vector, uint32_t error, uint32_t eip, uint32_t cs);

#endif
