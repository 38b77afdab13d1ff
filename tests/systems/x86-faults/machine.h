/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: what the programs of this system say in assembler, for x86.
 */
#ifndef FAULTS_MACHINE_H
#define FAULTS_MACHINE_H

/* The first word that is pushed goes below the address. */
#define MACHINE_USE_STACK(addr)                                                                    \
	__asm__ volatile("mov %0, %%esp\n\tpush %%eax" : : "i"((addr) + 4) : "memory")

/* clang-format off */
#define MACHINE_RETURN { 0x909090c3u, 0x90909090u } /* ret; nop... */
/* clang-format on */

#define MACHINE_TRAPS_OFF() __asm__ volatile("cli" : : : "memory")

#define MACHINE_ILLEGAL() __asm__ volatile("ud2")

#define MACHINE_UNKNOWN_SERVICE()                                                                  \
	__asm__ volatile("mov $99, %%eax\n\tint $0x70" : : : "eax", "edx", "memory")

/* There are none. */
#define MACHINE_FLUSH_WINDOWS() ((void)0)

#endif
