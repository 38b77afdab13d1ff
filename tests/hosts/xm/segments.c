/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "segments.h"

#include "entry.h"

/* SDM 3, 3.4.5 "segment descriptors", 7.2.2 "TSS descriptor", 5.8.3 "call gates" and 6.11 "IDT
 * descriptors": lower and upper word, all present. */
#define FLAT_LOW 0x0000ffffu
#define FLAT_CODE 0x00cf9a00u
#define FLAT_DATA 0x00cf9200u
#define RING_3 0x00006000u
#define TASK 0x00008900u
#define CALL_GATE 0x00008c00u /* no words are copied from one stack to the other */
#define INTERRUPT_GATE 0x00008e00u
#define LOW_HALF 0x0000ffffu
#define HIGH_HALF 0xffff0000u

#define TASK_WORDS 26 /* SDM 3, figure 7-2 */
#define TASK_ESP0 1
#define TASK_SS0 2
#define TASK_IO_MAP 25 /* upper half: behind the end, so no port may be used */

struct descriptor {
	uint32_t low, high;
};

/* What LGDT and LIDT take. */
struct table {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static uint32_t task[TASK_WORDS];
static struct descriptor vectors[SEGMENTS_N_EXCEPTIONS];
static struct descriptor segments[XTRATUM_SELECTOR / 8 + 1];

static struct descriptor gate_to(const char *code, uint32_t type)
{
	uint32_t address = (uint32_t)code;

	return (struct descriptor){ SEGMENTS_HOST_CODE << 16 | (address & LOW_HALF),
				    (address & HIGH_HALF) | type };
}

static void init_segments(void)
{
	uint32_t base = (uint32_t)task;

	segments[SEGMENTS_HOST_CODE / 8] = (struct descriptor){ FLAT_LOW, FLAT_CODE };
	segments[SEGMENTS_HOST_DATA / 8] = (struct descriptor){ FLAT_LOW, FLAT_DATA };
	segments[SEGMENTS_USER_CODE / 8] = (struct descriptor){ FLAT_LOW, FLAT_CODE | RING_3 };
	segments[SEGMENTS_USER_DATA / 8] = (struct descriptor){ FLAT_LOW, FLAT_DATA | RING_3 };
	segments[SEGMENTS_TASK / 8] =
		(struct descriptor){ base << 16 | (sizeof(task) - 1),
				     (base & 0xff000000) | TASK | (base >> 16 & 0xff) };
	segments[XTRATUM_SELECTOR / 8] = gate_to(entry_gate, CALL_GATE | RING_3);
	task[TASK_ESP0] = (uint32_t)entry_stack;
	task[TASK_SS0] = SEGMENTS_HOST_DATA;
	task[TASK_IO_MAP] = sizeof(task) << 16;
}

void segments_init(void)
{
	struct table gdt = { sizeof(segments) - 1, (uint32_t)segments };
	struct table idt = { sizeof(vectors) - 1, (uint32_t)vectors };

	init_segments();
	for (uint32_t i = 0; i < SEGMENTS_N_EXCEPTIONS; i++)
		vectors[i] = gate_to(entry_vectors + i * SEGMENTS_VECTOR_SIZE, INTERRUPT_GATE);
	__asm__ volatile("lgdt %0\n\t"
			 "ljmp %2, $1f\n"
			 "1:\tmov %3, %%ds\n\t"
			 "mov %3, %%es\n\t"
			 "mov %3, %%ss\n\t"
			 "lidt %1\n\t"
			 "ltr %w4"
			 :
			 : "m"(gdt), "m"(idt), "i"(SEGMENTS_HOST_CODE), "r"(SEGMENTS_HOST_DATA),
			   "r"(SEGMENTS_TASK)
			 : "memory");
}
