/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cpu: the instructions of 32-bit x86 that C has no words for.  Intel 64 and IA-32 Architectures
 * Software Developer's Manual ("SDM"), volumes 2 and 3.
 */
#ifndef XHOST_X86_CPU_H
#define XHOST_X86_CPU_H

#include <stdint.h>

/* SDM 3, 2.5 "control registers". */
#define CR0_PROTECTION 0x00000001u
#define CR0_NO_FPU 0x00000004u     /* EM: every use of the FPU is a trap */
#define CR0_WRITE_PROTECT 0x10000u /* WP: pages that cannot be written cannot by the host either */
#define CR0_ALIGNMENT 0x00040000u  /* AM: partitions may ask for alignment traps */
#define CR0_PAGING 0x80000000u
#define CR4_PAE 0x20u

#define MSR_EFER 0xc0000080u /* SDM 3, 2.2.1 */
#define EFER_NO_EXECUTE 0x800u

/* SDM 2, CPUID. */
#define CPUID_FEATURES 1u
#define CPUID_FEATURES_PAE 0x40u /* EDX */
#define CPUID_MAX_EXTENDED 0x80000000u
#define CPUID_EXTENDED 0x80000001u
#define CPUID_EXTENDED_NO_EXECUTE 0x00100000u /* EDX */

static inline void cpu_out(uint32_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %w1" : : "a"(value), "d"(port));
}

static inline uint8_t cpu_in(uint32_t port)
{
	uint8_t value;

	__asm__ volatile("inb %w1, %0" : "=a"(value) : "d"(port));
	return value;
}

static inline void cpu_write_cr0(uint32_t value)
{
	__asm__ volatile("mov %0, %%cr0" : : "r"(value) : "memory");
}

/* The address that could not be accessed. */
static inline uint32_t cpu_read_cr2(void)
{
	uint32_t value;

	__asm__ volatile("mov %%cr2, %0" : "=r"(value));
	return value;
}

static inline uint32_t cpu_read_cr3(void)
{
	uint32_t value;

	__asm__ volatile("mov %%cr3, %0" : "=r"(value));
	return value;
}

/* Also forgets all translations. */
static inline void cpu_write_cr3(uint32_t value)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(value) : "memory");
}

static inline void cpu_write_cr4(uint32_t value)
{
	__asm__ volatile("mov %0, %%cr4" : : "r"(value) : "memory");
}

static inline void cpu_write_msr(uint32_t msr, uint32_t low)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"(low), "d"(0));
}

struct cpu_id {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpu_id cpu_id(uint32_t leaf)
{
	struct cpu_id id;

	__asm__ volatile("cpuid"
			 : "=a"(id.eax), "=b"(id.ebx), "=c"(id.ecx), "=d"(id.edx)
			 : "0"(leaf), "2"(0));
	return id;
}

#endif
