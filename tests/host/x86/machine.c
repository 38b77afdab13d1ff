/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: a PC as machine.h wants it, but for the timer, the UART and the traps.
 */
#include "../machine.h"

#include <xpack/start.h>

#include "../console.h"
#include "cpu.h"
#include "loader/span.h"
#include "mmu.h"
#include "segments.h"
#include "timer.h"
#include "traps.h"
#include "uart.h"

#define FLAGS 0x202u /* EFLAGS: interrupts on, and a bit that is always set; SDM 1, 3.4.3 */

/* From the linker script: the host's code, in pages of its own. */
extern const uint8_t __text_start[];
extern const uint8_t __text_end[];

static uint32_t exit_port; /* of the emulator; 0: there is none */

const char *machine_init(const struct system *system)
{
	const struct device *console = system_device(system, "ns16550");
	const struct device *exit = system_device(system, "isa-debug-exit");

	if (console != NULL && console->is_port)
		uart_init(console->addr);
	if (exit != NULL && exit->is_port)
		exit_port = exit->addr;
	if (system_device(system, "i8254") == NULL || system_device(system, "i8259") == NULL)
		return "no i8254 or no i8259";
	if (!mmu_exists())
		return "the processor has no physical address extension";
	if (!mmu_can_forbid_execution())
		console_text("xhost: this processor cannot forbid the execution of data\n");
	segments_init();
	timer_init();
	return NULL;
}

static bool map_range(uint32_t space, uint32_t start, uint32_t end, uint32_t access)
{
	return mmu_map(space, start, end - start, access);
}

/* The host's own code is not writable, not even by the host, and nothing else is executable but
 * what partitions may call. */
static bool map_host_area(uint32_t space, const struct area *area)
{
	uint32_t text = (uint32_t)(uintptr_t)__text_start;
	uint32_t text_end = (uint32_t)(uintptr_t)__text_end;
	uint32_t end = area->addr + area->size;

	if (area->addr % MACHINE_PAGE_SIZE != 0 || area->size % MACHINE_PAGE_SIZE != 0)
		return false;
	if (area->is_callable)
		return map_range(space, area->addr, end, MMU_USER | MMU_EXECUTE);
	if (text < area->addr || text_end > end)
		return map_range(space, area->addr, end, MMU_WRITE);
	return map_range(space, area->addr, text, MMU_WRITE) &&
	       map_range(space, text, text_end, MMU_EXECUTE) &&
	       map_range(space, text_end, end, MMU_WRITE);
}

/* What every address space has: the host, out of reach of partitions but for what they call. */
static bool new_space(const struct system *system, uint32_t space)
{
	bool is_good = true;

	for (uint32_t i = 0; i < system->host.n; i++)
		is_good = is_good && map_host_area(space, &system->host.list[i]);
	return is_good;
}

static bool map_area(uint32_t space, const struct area *area)
{
	uint32_t access = MMU_USER;

	if (area->access == 0)
		return true;
	if ((area->access & ACCESS_WRITE) != 0)
		access |= MMU_WRITE;
	if ((area->access & ACCESS_EXECUTE) != 0)
		access |= MMU_EXECUTE;
	return mmu_map(space, area->addr, area->size, access);
}

/* Ports are not given away. */
static bool map_device(uint32_t space, const struct device *device)
{
	uint32_t start = device->addr & ~(MACHINE_PAGE_SIZE - 1);
	uint64_t end = align_up((uint64_t)device->addr + device->size, MACHINE_PAGE_SIZE);

	return !device->is_port &&
	       mmu_map(space, start, (uint32_t)(end - start), MMU_USER | MMU_WRITE | MMU_DEVICE);
}

bool machine_partition_init(struct machine_partition *partition, const struct system *system,
			    uint32_t index)
{
	const struct description *description = &system->partitions[index];
	uint32_t space = MMU_HOST_SPACE + 1 + index;
	bool is_good = new_space(system, space) && map_area(space, &description->tree);

	for (uint32_t i = 0; i < description->areas.n; i++)
		is_good = is_good && map_area(space, &description->areas.list[i]);
	for (uint32_t i = 0; i < description->devices.n; i++)
		is_good = is_good && map_device(space, &description->devices.list[i]);
	partition->address_space = space;
	return is_good;
}

void machine_partition_start(struct machine_partition *partition,
			     const struct description *description)
{
	partition->context = (struct context){ .gs = USER_DATA,
					       .fs = USER_DATA,
					       .es = USER_DATA,
					       .ds = USER_DATA,
					       .ss = USER_DATA,
					       .cs = USER_CODE,
					       .eflags = FLAGS,
					       .eip = description->entry,
					       .eax = XPACK_START_MAGIC,
					       .ebx = description->tree.addr };
}

void machine_enter(const struct machine_partition *partition)
{
	mmu_switch(partition->address_space);
}

uint32_t machine_pc(const struct machine_partition *partition)
{
	return partition->context.eip;
}

bool machine_protect(const struct system *system)
{
	if (!new_space(system, MMU_HOST_SPACE))
		return false;
	mmu_enable();
	return true;
}

void machine_result(struct machine_partition *partition, uint32_t value)
{
	partition->context.eax = value;
}

void machine_result_long(struct machine_partition *partition, uint64_t value)
{
	partition->context.eax = (uint32_t)value;
	partition->context.edx = (uint32_t)(value >> 32);
}

void machine_resume(struct machine_partition *partition)
{
	machine_enter(partition);
	segments_trap_to(&partition->context);
	traps_resume(&partition->context);
}

/* An emulator may have a device to end it; otherwise the processor sleeps for ever. */
void machine_stop(void)
{
	if (exit_port != 0)
		cpu_out(exit_port, 0);
	for (;;)
		__asm__ volatile("cli\n\thlt");
}
