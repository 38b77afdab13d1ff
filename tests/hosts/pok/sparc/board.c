/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * board: LEON3.  A context of the MMU for every partition, in which its RAM lies at 0, and the
 * kernel and the devices where they are, out of its reach.
 *
 * traps.S, windows.c, mmu.c and uart.c are those of the reference host.
 */
#include "../board.h"

#include <stddef.h>

#include "../../../host/sparc/cpu.h"
#include "../../../host/sparc/mmu.h"
#include "../../../host/sparc/traps.h"
#include "../../../host/sparc/uart.h"
#include "../../../host/sparc/windows.h"
#include "../services.h"

#define RAM 0x40000000u
#define RAM_SIZE 0x1000000u /* as much as the kernel maps, and no more is used */
#define UART 0x80000100u
#define DEVICES 0x80000000u
#define ALIGNMENT 0x40000u /* 256 KiB, a page of level 2 (SPARC V8 manual, appendix H) */

/* SPARC V8 manual, table 7-1.  `ta n` is trap 0x80 + n. */
#define TRAP_WINDOW_OVERFLOW 0x05u
#define TRAP_WINDOW_UNDERFLOW 0x06u
#define TRAP_FLUSH_WINDOWS 0x83u /* ta 3 */
#define TRAP_SERVICE 0x82u       /* ta 2 */

_Noreturn void machine_stop(void); /* traps.S */

const char *board_init(const void *info)
{
	(void)info;
	uart_init(UART);
	return cpu_n_windows() == CONTEXT_N_WINDOWS ? NULL : "not 8 register windows";
}

uint32_t board_alignment(void)
{
	return ALIGNMENT;
}

static bool new_space(uint32_t space)
{
	return mmu_new_space(space) && mmu_map(space, RAM, RAM_SIZE, MMU_HOST_RWX, false) &&
	       mmu_map(space, DEVICES, MACHINE_PAGE_SIZE, MMU_HOST_RWX, true);
}

bool board_partition_init(struct slot_of *slot, uint32_t index)
{
	uint32_t space = MMU_HOST_SPACE + 1 + index;

	slot->partition.machine.context =
		(struct context){ .psr = PSR_S,
				  .pc = slot->description.entry,
				  .npc = slot->description.entry + sizeof(uint32_t),
				  .invalid = 1 };
	slot->partition.machine.address_space = space;
	return new_space(space) &&
	       mmu_map_to(space, 0, slot->base, slot->size, MMU_USER_RWX, false);
}

bool board_protect(void)
{
	if (!new_space(MMU_HOST_SPACE))
		return false;
	mmu_enable();
	return true;
}

void board_result(struct slot_of *slot, uint32_t value)
{
	context_outs(&slot->partition.machine.context)[0] = value;
}

void board_resume(struct slot_of *slot, uint32_t index)
{
	(void)index;
	mmu_switch(slot->partition.machine.address_space);
	traps_resume(&slot->partition.machine.context);
}

void board_stop(void)
{
	machine_stop();
}

/* The number is in %o0, arguments follow it. */
static void serve(struct context *context)
{
	const uint32_t *outs = context_outs(context);
	uint32_t arguments[SERVICES_MAX_ARGUMENTS];
	uint32_t pc = context->pc;

	for (uint32_t i = 0; i < SERVICES_MAX_ARGUMENTS; i++)
		arguments[i] = outs[1 + i];
	context->pc = context->npc;
	context->npc += (uint32_t)sizeof(uint32_t);
	services_call(outs[0], SERVICES_ANY_COUNT, arguments, pc);
}

static const char *fault_name(uint32_t type)
{
	switch (type) {
	case 0x01u:
		return "instruction access fault";
	case 0x02u:
		return "illegal instruction";
	case 0x03u:
		return "privileged instruction";
	case 0x09u:
		return "data access fault";
	default:
		return "unexpected trap";
	}
}

void traps_handle(struct context *context, uint32_t type)
{
	struct partition *partition = &kernel_current()->partition;
	uint32_t sp = 0;

	cpu_flush_caches(); /* tagged with the partition's addresses; the kernel uses others */
	windows_enter(context);
	if (type == TRAP_SERVICE)
		serve(context);
	else if (!(type == TRAP_WINDOW_OVERFLOW && windows_spill(partition, &sp)) &&
		 !(type == TRAP_WINDOW_UNDERFLOW && windows_fill(partition, &sp)) &&
		 !(type == TRAP_FLUSH_WINDOWS && windows_flush(partition, &sp)))
		kernel_fault(fault_name(type), context->pc);
	else if (type == TRAP_FLUSH_WINDOWS) {
		context->pc = context->npc;
		context->npc += (uint32_t)sizeof(uint32_t);
	}
	kernel_resume();
}
