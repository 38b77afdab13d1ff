/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "partition.h"

#include <stddef.h>

#include "loader/span.h"
#include "ports.h"
#include "pristine.h"

static struct partition partitions[SYSTEM_MAX_PARTITIONS];
static uint32_t n_partitions;
static const struct system *partition_system;

static bool area_holds(const struct area *area, uint32_t addr, uint32_t size, uint32_t access)
{
	return (area->access & access) == access && addr >= area->addr &&
	       range_fits(area->size, addr - area->addr, size);
}

/* The device shares a page with something that is not the partition's: mapping it would give
 * away more than the device. */
static bool shares_page(const struct system *system, const struct description *partition,
			const struct device *device)
{
	uint32_t mask = MACHINE_PAGE_SIZE - 1;
	uint64_t start = device->addr & ~mask;
	uint64_t end = align_up((uint64_t)device->addr + device->size, MACHINE_PAGE_SIZE);

	for (uint32_t i = 0; i < system->devices.n; i++) {
		const struct device *other = &system->devices.list[i];
		bool own = other->is_port;

		for (uint32_t k = 0; k < partition->devices.n; k++)
			own = own || partition->devices.list[k].addr == other->addr;
		if (!own && ranges_meet(start, end - start, other->addr, other->size))
			return true;
	}
	return false;
}

/* Would the partition reach the host?  The packer refuses that; a host must not rely on it. */
static bool meets_host(const struct system *system, const struct area *area)
{
	for (uint32_t i = 0; i < system->host.n; i++)
		if (ranges_meet(area->addr, area->size, system->host.list[i].addr,
				system->host.list[i].size))
			return true;
	return false;
}

/* Partitions are given a callable area whole: nothing of the host itself may be in it. */
static const char *check_callable(const struct system *system)
{
	for (uint32_t i = 0; i < system->host.n; i++) {
		const struct area *area = &system->host.list[i];

		if (!area->is_callable)
			continue;
		if ((area->access & (ACCESS_WRITE | ACCESS_EXECUTE)) != ACCESS_EXECUTE)
			return "a callable area can be written, or not executed";
		if (area_holds(area, (uint32_t)(uintptr_t)partitions, 1, 0) ||
		    area_holds(area, (uint32_t)(uintptr_t)check_callable, 1, 0))
			return "the host itself lies in a callable area";
	}
	return NULL;
}

static const char *check(const struct system *system, const struct description *partition)
{
	for (uint32_t i = 0; i < partition->areas.n; i++) {
		const struct area *area = &partition->areas.list[i];

		if (area->addr % MACHINE_PAGE_SIZE != 0 || area->size % MACHINE_PAGE_SIZE != 0)
			return "an area of a partition does not consist of whole pages";
		if (meets_host(system, area))
			return "an area of a partition lies over the host";
	}
	if (partition->tree.addr % MACHINE_PAGE_SIZE != 0 ||
	    partition->tree.size % MACHINE_PAGE_SIZE != 0 || meets_host(system, &partition->tree))
		return "a partition's device tree does not lie in pages of its own";
	for (uint32_t i = 0; i < partition->devices.n; i++)
		if (shares_page(system, partition, &partition->devices.list[i]))
			return "a partition's device shares a page with another device";
	return NULL;
}

const char *partition_init(const struct system *system)
{
	const char *unsafe = check_callable(system);

	if (unsafe != NULL)
		return unsafe;
	partition_system = system;
	for (uint32_t i = 0; i < system->n_partitions; i++) {
		const char *wrong = check(system, &system->partitions[i]);

		if (wrong != NULL)
			return wrong;
		partitions[i].description = &system->partitions[i];
		if (!machine_partition_init(&partitions[i].machine, system, i))
			return "the memory of a partition cannot be mapped";
		machine_partition_start(&partitions[i].machine, &system->partitions[i]);
	}
	n_partitions = system->n_partitions;
	return NULL;
}

uint32_t partition_count(void)
{
	return n_partitions;
}

struct partition *partition_get(uint32_t index)
{
	return &partitions[index];
}

struct partition *partition_find(uint32_t id)
{
	for (uint32_t i = 0; i < n_partitions; i++)
		if (partitions[i].description->id == id)
			return &partitions[i];
	return NULL;
}

bool partition_may(const struct partition *partition, uint32_t addr, uint32_t size, uint32_t access)
{
	const struct description *description = partition->description;

	for (uint32_t i = 0; i < description->areas.n; i++)
		if (area_holds(&description->areas.list[i], addr, size, access))
			return true;
	return area_holds(&description->tree, addr, size, access);
}

bool partition_all_stopped(void)
{
	for (uint32_t i = 0; i < n_partitions; i++)
		if (partitions[i].status.state != XH_STOPPED)
			return false;
	return true;
}

void partition_restart(struct partition *partition)
{
	machine_enter(&partition->machine);
	pristine_restore(partition_system, (uint32_t)(partition - partitions));
	machine_partition_start(&partition->machine, partition->description);
	ports_restart(partition);
	partition->status.state = XH_WAITING;
	partition->is_interrupted = true;
	partition->health.n_restarts++;
}
