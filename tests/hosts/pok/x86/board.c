/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * board: a PC.  A partition's segments begin where its RAM does, so that it sees that at 0; there
 * is no paging.
 *
 * traps.S, segments.c and uart.c are those of the reference host; its flat segments for partitions,
 * and which vector they may name, are changed here, in the tables that the processor was given.
 */
#include "../board.h"

#include <stddef.h>

#include "../../../host/console.h"
#include "../../../host/x86/cpu.h"
#include "../../../host/x86/segments.h"
#include "../../../host/x86/traps.h"
#include "../../../host/x86/uart.h"
#include "../services.h"
#include "loader/multiboot.h"

#define UART 0x3f8u
#define EXIT_PORT 0xf4u    /* of the emulator */
#define ALIGNMENT 0x1000u  /* 4 KiB */
#define FLAGS 0x202u       /* EFLAGS: interrupts on, and a bit that is always set; SDM 1, 3.4.3 */
#define VECTOR_SERVICE 42u /* int $42 */
#define BLOCK_WORDS (1u + SERVICES_MAX_ARGUMENTS)

/* SDM 3, 3.4.5: present, ring 3, 32-bit, limit in bytes; and 6.11: ring 3 may name the vector. */
#define SEGMENT_CODE 0x0040fa00u
#define SEGMENT_DATA 0x0040f200u
#define RING_3 0x00006000u
#define DESCRIPTOR_INDEX(selector) ((selector) / 8u)

/* The interrupt controllers, all requests off; Intel 8259A, "OCW1". */
#define PIC_MASTER_MASK 0x21u
#define PIC_SLAVE_MASK 0xa1u
#define PIC_NONE 0xffu

struct descriptor {
	uint32_t low, high;
};

struct table {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static struct descriptor *segments(void)
{
	struct table table;

	__asm__ volatile("sgdt %0" : "=m"(table));
	return (struct descriptor *)(uintptr_t)table.base;
}

static struct descriptor *vectors(void)
{
	struct table table;

	__asm__ volatile("sidt %0" : "=m"(table));
	return (struct descriptor *)(uintptr_t)table.base;
}

static void set_segment(uint32_t selector, uint32_t kind, const struct slot_of *slot)
{
	struct descriptor *descriptor = &segments()[DESCRIPTOR_INDEX(selector)];
	uint32_t limit = slot->size - 1;

	descriptor->low = slot->base << 16 | (limit & 0xffff);
	descriptor->high =
		(slot->base & 0xff000000) | (limit & 0x000f0000) | kind | (slot->base >> 16 & 0xff);
}

/* It must be readable, and say that there is RAM for the partitions. */
static const char *check_memory(const uint8_t *info)
{
	uint32_t flags = *(const uint32_t *)(const void *)(info + MULTIBOOT_INFO_AT_FLAGS);
	uint32_t upper = *(const uint32_t *)(const void *)(info + MULTIBOOT_INFO_AT_UPPER);

	if ((flags & MULTIBOOT_INFO_MEMORY) == 0 || upper == 0)
		return "no Multiboot information";
	return NULL;
}

const char *board_init(const void *info)
{
	uart_init(UART);
	cpu_out(PIC_MASTER_MASK, PIC_NONE);
	cpu_out(PIC_SLAVE_MASK, PIC_NONE);
	segments_init();
	vectors()[TRAPS_SERVICE].high &= ~RING_3;
	vectors()[VECTOR_SERVICE].high |= RING_3;
	return check_memory(info);
}

uint32_t board_alignment(void)
{
	return ALIGNMENT;
}

bool board_partition_init(struct slot_of *slot, uint32_t index)
{
	(void)index;
	slot->partition.machine.context = (struct context){ .gs = USER_DATA,
							    .fs = USER_DATA,
							    .es = USER_DATA,
							    .ds = USER_DATA,
							    .ss = USER_DATA,
							    .cs = USER_CODE,
							    .eflags = FLAGS,
							    .eip = slot->description.entry };
	return true;
}

bool board_protect(void)
{
	return true;
}

void board_result(struct slot_of *slot, uint32_t value)
{
	slot->partition.machine.context.eax = value;
}

void board_resume(struct slot_of *slot, uint32_t index)
{
	(void)index;
	set_segment(USER_CODE, SEGMENT_CODE, slot);
	set_segment(USER_DATA, SEGMENT_DATA, slot);
	segments_trap_to(&slot->partition.machine.context);
	traps_resume(&slot->partition.machine.context);
}

void board_stop(void)
{
	cpu_out(EXIT_PORT, 0);
	for (;;)
		__asm__ volatile("cli\n\thlt");
}

/* The number is in %eax, and %ebx points to how many arguments there are and to five words. */
static void serve(struct slot_of *slot, const struct context *context)
{
	const uint32_t *block =
		kernel_bytes(slot, context->ebx, BLOCK_WORDS * (uint32_t)sizeof(uint32_t));

	if (block == NULL)
		kernel_fault("bad block of arguments", context->eip);
	else
		services_call(context->eax, block[0], &block[1], context->eip);
}

static const char *fault_name(uint32_t vector)
{
	switch (vector) {
	case 6:
		return "illegal instruction";
	case 12:
		return "stack fault";
	case 13:
		return "general protection fault";
	default:
		return "unexpected trap";
	}
}

void traps_handle(struct context *context)
{
	if (context->vector == VECTOR_SERVICE)
		serve(kernel_current(), context);
	else
		kernel_fault(fault_name(context->vector), context->eip);
	kernel_resume();
}

void traps_host(const struct context *context)
{
	console_text("pok: trapped itself, pc ");
	console_hex(context->eip);
	console_text("\n");
	kernel_halt(fault_name(context->vector));
}
