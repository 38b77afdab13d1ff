/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cpu: the instructions of SPARC V8 and LEON3 that C has no words for.
 */
#ifndef XHOST_SPARC_CPU_H
#define XHOST_SPARC_CPU_H

#include <stdint.h>

/* Address space identifiers; GRLIB IP Core User's Manual, LEON3, "ASI assignments". */
#define ASI_FLUSH_DATA_CACHE 0x11
#define ASI_FLUSH_TLB 0x18
#define ASI_MMU_REGISTERS 0x19

/* Registers behind ASI_MMU_REGISTERS; SPARC V8 manual, appendix H. */
#define MMU_CONTROL 0x000u
#define MMU_CONTEXT_TABLE 0x100u
#define MMU_CONTEXT 0x200u
#define MMU_FAULT_STATUS 0x300u
#define MMU_FAULT_ADDRESS 0x400u

static inline uint32_t cpu_read_mmu(uint32_t reg)
{
	uint32_t value;

	__asm__ volatile("lda [%1] %2, %0" : "=r"(value) : "r"(reg), "i"(ASI_MMU_REGISTERS));
	return value;
}

static inline void cpu_write_mmu(uint32_t reg, uint32_t value)
{
	__asm__ volatile("sta %0, [%1] %2"
			 :
			 : "r"(value), "r"(reg), "i"(ASI_MMU_REGISTERS)
			 : "memory");
}

/* The caches are tagged with virtual addresses; what lies in them is the previous context's. */
static inline void cpu_flush_caches(void)
{
	__asm__ volatile("flush %%g0\n\tsta %%g0, [%%g0] %0"
			 :
			 : "i"(ASI_FLUSH_DATA_CACHE)
			 : "memory");
}

static inline void cpu_flush_tlb(void)
{
	const uint32_t entire = 0x400; /* appendix H, "flush and probe": type 4, all */

	__asm__ volatile("sta %%g0, [%0] %1" : : "r"(entire), "i"(ASI_FLUSH_TLB) : "memory");
}

static inline uint32_t cpu_n_windows(void)
{
	uint32_t asr17;

	__asm__("rd %%asr17, %0" : "=r"(asr17));
	return (asr17 & 0x1f) + 1; /* GRLIB, LEON3, "processor configuration register" */
}

/* A device register. */
static inline uint32_t cpu_read(uint32_t addr)
{
	return *(volatile uint32_t *)(uintptr_t)addr;
}

static inline void cpu_write(uint32_t addr, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)addr = value;
}

#endif
