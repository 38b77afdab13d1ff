/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: LEON3 as machine.h wants it, but for the timer, the UART and the traps.
 */
#include "../machine.h"

#include "cpu.h"
#include "loader/span.h"
#include "mmu.h"
#include "timer.h"
#include "traps.h"
#include "uart.h"

/* From the linker script: the host's code, in pages of its own. */
extern const uint8_t __text_start[];
extern const uint8_t __text_end[];

static const char *const host_devices[] = { "apbuart", "gptimer", "irqmp" };

const char *machine_init(const struct system *system)
{
	const struct device *console = system_device(system, "apbuart");

	if (console != NULL)
		uart_init(console->addr);
	if (cpu_n_windows() != CONTEXT_N_WINDOWS)
		return "the processor does not have 8 register windows";
	return timer_init(system_device(system, "gptimer"), system_device(system, "irqmp"),
			  system->clock);
}

static bool map_range(uint32_t space, uint32_t start, uint32_t end, enum mmu_access access)
{
	return mmu_map(space, start, end - start, access, false);
}

/* The host's own code is not writable, not even by the host. */
static bool map_host_area(uint32_t space, const struct area *area)
{
	uint32_t text = (uint32_t)(uintptr_t)__text_start;
	uint32_t text_end = (uint32_t)(uintptr_t)__text_end;
	uint32_t end = area->addr + area->size;

	if (area->addr % MACHINE_PAGE_SIZE != 0 || area->size % MACHINE_PAGE_SIZE != 0)
		return false;
	if (area->is_callable)
		return map_range(space, area->addr, end, MMU_USER_RX);
	if (text < area->addr || text_end > end)
		return map_range(space, area->addr, end, MMU_HOST_RWX);
	return map_range(space, area->addr, text, MMU_HOST_RWX) &&
	       map_range(space, text, text_end, MMU_HOST_RX) &&
	       map_range(space, text_end, end, MMU_HOST_RWX);
}

static bool map_device(uint32_t space, const struct device *device, enum mmu_access access)
{
	uint32_t start = device->addr & ~(MACHINE_PAGE_SIZE - 1);
	uint64_t end = align_up((uint64_t)device->addr + device->size, MACHINE_PAGE_SIZE);

	return mmu_map(space, start, (uint32_t)(end - start), access, true);
}

/* What every address space has: the host, out of reach of partitions but for what they call. */
static bool new_space(const struct system *system, uint32_t space)
{
	bool is_good = mmu_new_space(space);

	for (uint32_t i = 0; i < system->host.n; i++)
		is_good = is_good && map_host_area(space, &system->host.list[i]);
	for (uint32_t i = 0; i < sizeof(host_devices) / sizeof(host_devices[0]); i++)
		is_good = is_good &&
			  map_device(space, system_device(system, host_devices[i]), MMU_HOST_RWX);
	return is_good;
}

/* ACCESS_... -> what the MMU can do.  Write without read, and write with execute but without
 * read, do not exist there: such an area can also be read. */
static enum mmu_access mmu_access(uint32_t access)
{
	static const enum mmu_access accesses[] = { MMU_USER_R,   MMU_USER_R,  MMU_USER_RW,
						    MMU_USER_RW,  MMU_USER_X,  MMU_USER_RX,
						    MMU_USER_RWX, MMU_USER_RWX };

	return accesses[access];
}

static bool map_area(uint32_t space, const struct area *area)
{
	return area->access == 0 ||
	       mmu_map(space, area->addr, area->size, mmu_access(area->access), false);
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
		is_good = is_good && map_device(space, &description->devices.list[i], MMU_USER_RW);
	partition->address_space = space;
	return is_good;
}

void machine_partition_start(struct machine_partition *partition,
			     const struct description *description)
{
	partition->context = (struct context){ .psr = PSR_S,
					       .pc = description->entry,
					       .npc = description->entry + sizeof(uint32_t),
					       .invalid = 1 };
	context_outs(&partition->context)[0] = description->tree.addr;
	cpu_flush_caches(); /* its code may have been written */
}

void machine_enter(const struct machine_partition *partition)
{
	mmu_switch(partition->address_space);
}

uint32_t machine_pc(const struct machine_partition *partition)
{
	return partition->context.pc;
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
	context_outs(&partition->context)[0] = value;
}

void machine_result_long(struct machine_partition *partition, uint64_t value)
{
	context_outs(&partition->context)[0] = (uint32_t)(value >> 32);
	context_outs(&partition->context)[1] = (uint32_t)value;
}

void machine_resume(struct machine_partition *partition)
{
	machine_enter(partition);
	traps_resume(&partition->context);
}
