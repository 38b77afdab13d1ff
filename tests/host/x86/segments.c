/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "segments.h"

#include "traps.h"

/* SDM 3, 3.4.5 "segment descriptors" and 7.2.2 "TSS descriptor", upper and lower word; all are
 * present, code and data reach from 0 to the end of the address space. */
#define FLAT_LOW 0x0000ffffu
#define FLAT_CODE 0x00cf9a00u
#define FLAT_DATA 0x00cf9200u
#define RING_3 0x00006000u
#define TASK 0x00008900u

/* SDM 3, 6.11: 32-bit interrupt gate, present, which also turns interrupts off. */
#define GATE 0x00008e00u
#define GATE_HIGH_MASK 0xffff0000u
#define GATE_LOW_MASK 0x0000ffffu

#define TASK_SIZE                                                                                  \
	104u /* SDM 3, figure 7-2; what lies behind its end is a port that may not be used */
#define TASK_ESP0 1u /* index of a word */
#define TASK_SS0 2u
#define TASK_IO_MAP 25u
#define TASK_IO_MAP_SHIFT 16

struct descriptor {
	uint32_t low, high;
};

/* What LGDT and LIDT take. */
struct table {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static uint32_t task[TASK_SIZE / sizeof(uint32_t)];
static struct descriptor vectors[TRAPS_N_VECTORS];
static struct descriptor segments[] = {
	{ 0, 0 },
	[HOST_CODE / 8] = { FLAT_LOW, FLAT_CODE },
	[HOST_DATA / 8] = { FLAT_LOW, FLAT_DATA },
	[USER_CODE / 8] = { FLAT_LOW, FLAT_CODE | RING_3 },
	[USER_DATA / 8] = { FLAT_LOW, FLAT_DATA | RING_3 },
	[HOST_TASK / 8] = { 0, 0 },
};

static void init_task(void)
{
	uint32_t base = (uint32_t)(uintptr_t)task;
	struct descriptor *descriptor = &segments[HOST_TASK / 8];

	task[TASK_SS0] = HOST_DATA;
	task[TASK_IO_MAP] = TASK_SIZE << TASK_IO_MAP_SHIFT;
	descriptor->low = (base & 0xffff) << 16 | (TASK_SIZE - 1);
	descriptor->high = (base & 0xff000000) | TASK | (base >> 16 & 0xff);
}

static void init_vectors(void)
{
	for (uint32_t i = 0; i < TRAPS_N_VECTORS; i++) {
		uint32_t code = (uint32_t)(uintptr_t)&traps_vectors[i * TRAPS_VECTOR_SIZE];

		vectors[i].low = HOST_CODE << 16 | (code & GATE_LOW_MASK);
		vectors[i].high = (code & GATE_HIGH_MASK) | GATE;
	}
	vectors[TRAPS_SERVICE].high |= RING_3;
}

void segments_init(void)
{
	struct table gdt = { sizeof(segments) - 1, (uint32_t)(uintptr_t)segments };
	struct table idt = { sizeof(vectors) - 1, (uint32_t)(uintptr_t)vectors };

	init_task();
	init_vectors();
	__asm__ volatile("lgdt %0\n\t"
			 "ljmp %2, $1f\n"
			 "1:\tmov %3, %%ds\n\t"
			 "mov %3, %%es\n\t"
			 "mov %3, %%fs\n\t"
			 "mov %3, %%gs\n\t"
			 "mov %3, %%ss\n\t"
			 "lidt %1\n\t"
			 "ltr %w4"
			 :
			 : "m"(gdt), "m"(idt), "i"(HOST_CODE), "r"(HOST_DATA), "r"(HOST_TASK)
			 : "memory");
}

void segments_trap_to(struct context *context)
{
	task[TASK_ESP0] = (uint32_t)(uintptr_t)(context + 1);
}
