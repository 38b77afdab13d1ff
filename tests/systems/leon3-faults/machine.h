/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: what the programs of this system say in assembler, for SPARC.
 */
#ifndef FAULTS_MACHINE_H
#define FAULTS_MACHINE_H

/* Sets the stack pointer and uses up the register windows: the first to be stored goes there. */
#define MACHINE_USE_STACK(addr)                                                                    \
	__asm__ volatile("set %0, %%sp\n\t"                                                        \
			 "save %%sp, 0, %%sp\n\tsave %%sp, 0, %%sp\n\tsave %%sp, 0, %%sp\n\t"      \
			 "save %%sp, 0, %%sp\n\tsave %%sp, 0, %%sp\n\tsave %%sp, 0, %%sp\n\t"      \
			 "save %%sp, 0, %%sp\n\tsave %%sp, 0, %%sp"                                \
			 :                                                                         \
			 : "i"(addr)                                                               \
			 : "memory")

/* clang-format off */
#define MACHINE_RETURN { 0x81c3e008u, 0x01000000u } /* retl; nop */
/* clang-format on */

#define MACHINE_TRAPS_OFF() __asm__ volatile("wr %%g0, %%psr" : : : "memory")

#define MACHINE_ILLEGAL() __asm__ volatile("unimp 0")

#define MACHINE_UNKNOWN_SERVICE()                                                                  \
	__asm__ volatile("mov 99, %%g1\n\tta 0x70" : : : "g1", "o0", "o1", "memory")

#define MACHINE_FLUSH_WINDOWS() __asm__ volatile("ta 3" : : : "memory")

#endif
