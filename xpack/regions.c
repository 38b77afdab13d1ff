/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "regions.h"

#include <inttypes.h>
#include <stdlib.h>

#include "loader/span.h"

void regions_add(struct regions *regions, struct region region)
{
	region.order = regions->n;
	region.sound = !region.start.bad && !region.size.bad && region.size.value != 0 &&
		       range_fits(regions->space, region.start.value, region.size.value);
	regions->items =
		arena_grow(regions->arena, regions->items, regions->n, sizeof(*regions->items));
	regions->items[regions->n++] = region;
}

static void add_areas(struct regions *regions, struct region_owner owner, const struct area *areas,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		regions_add(regions, (struct region){
					     .owner = owner,
					     .kind = "area",
					     .name = areas[i].name.value,
					     .start = areas[i].start,
					     .size = areas[i].size,
					     .at = areas[i].at,
					     .item = &areas[i],
				     });
}

static void add_shared_memories(struct regions *regions, const struct system *system)
{
	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];

		regions_add(regions, (struct region){
					     .kind = "shared memory",
					     .name = memory->name.value,
					     .start = memory->start,
					     .size = memory->size,
					     .at = memory->at,
					     .item = memory,
				     });
	}
}

static void add_host_areas(struct regions *regions, const struct host *host)
{
	add_areas(regions, (struct region_owner){ "host", host->name.value, host }, host->areas,
		  host->n_areas);
}

static void add_areas_of(struct regions *regions, const struct partition *partition)
{
	add_areas(regions, (struct region_owner){ "partition", partition->name.value, partition },
		  partition->areas, partition->n_areas);
}

/* In spaces of their own they are none of the board's. */
static void add_partition_areas(struct regions *regions, const struct system *system)
{
	for (size_t i = 0; !model_own_spaces(system) && i < system->n_partitions; i++)
		add_areas_of(regions, &system->partitions[i]);
}

struct regions regions_of_partition(struct arena *arena, const struct partition *partition)
{
	struct regions regions = { .arena = arena, .space = REGIONS_MEMORY };

	add_areas_of(&regions, partition);
	return regions;
}

struct regions regions_of_areas(struct arena *arena, const struct system *system)
{
	struct regions regions = { .arena = arena, .space = REGIONS_MEMORY };

	add_host_areas(&regions, &system->host);
	add_shared_memories(&regions, system);
	add_partition_areas(&regions, system);
	return regions;
}

static void add_memories(struct regions *regions, const struct board *board, unsigned kinds)
{
	for (size_t i = 0; i < board->n_memories; i++) {
		const struct memory *memory = &board->memories[i];

		if ((kinds >> memory->kind & 1u) != 0)
			regions_add(regions, (struct region){
						     .kind = "memory",
						     .name = memory->name.value,
						     .start = memory->start,
						     .size = memory->size,
						     .at = memory->at,
						     .item = memory,
					     });
	}
}

struct regions regions_of_memories(struct arena *arena, const struct board *board, unsigned kinds)
{
	struct regions regions = { .arena = arena, .space = REGIONS_MEMORY };

	add_memories(&regions, board, kinds);
	return regions;
}

static void add_devices(struct regions *regions, const struct board *board, enum device_space space)
{
	for (size_t i = 0; i < board->n_devices; i++) {
		const struct device *device = &board->devices[i];

		if (device->space == space)
			regions_add(regions, (struct region){
						     .kind = "device",
						     .name = device->name.value,
						     .start = device->start,
						     .size = device->size,
						     .at = device->at,
						     .item = device,
					     });
	}
}

struct regions regions_of_devices(struct arena *arena, const struct board *board,
				  enum device_space space)
{
	struct regions regions = { .arena = arena,
				   .space = space == SPACE_PORT ? REGIONS_PORTS : REGIONS_MEMORY };

	add_devices(&regions, board, space);
	return regions;
}

struct regions regions_of_owned(struct arena *arena, const struct system *system)
{
	struct regions regions = { .arena = arena, .space = REGIONS_MEMORY };

	add_host_areas(&regions, &system->host);
	add_partition_areas(&regions, system);
	add_devices(&regions, &system->board, SPACE_MEMORY);
	add_memories(&regions, &system->board, 1u << MEMORY_ROM | 1u << MEMORY_IO);
	return regions;
}

bool region_same_owner(const struct region *a, const struct region *b)
{
	return a->owner.item != NULL && a->owner.item == b->owner.item;
}

const char *region_name(struct arena *arena, const struct region *region)
{
	if (region->owner.kind == NULL)
		return arena_printf(arena, "%s '%s'", region->kind, region->name);
	return arena_printf(arena, "%s '%s' %s '%s'", region->owner.kind, region->owner.name,
			    region->kind, region->name);
}

const char *region_text(struct arena *arena, const struct region *region)
{
	return arena_printf(arena, "%s 0x%08" PRIx64 "..0x%08" PRIx64, region_name(arena, region),
			    region->start.value, region_last(region));
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void regions_sort(struct regions *regions)
{
	if (regions->ends != NULL)
		return;
	regions->cover.arena = regions->arena;
	regions->ends = arena_array(regions->arena, regions->n + 1, sizeof(*regions->ends));
	for (size_t i = 0; i < regions->n; i++) {
		const struct region *region = &regions->items[i];

		if (!region->sound)
			continue;
		regions->ends[regions->cover.n] = region_last(region);
		cover_add(&regions->cover, region->start.value, region->size.value, i);
	}
	qsort(regions->ends, regions->cover.n, sizeof(*regions->ends), by_value);
	cover_sort(&regions->cover);
}

const struct region *regions_by_start(const struct regions *regions, size_t i)
{
	return &regions->items[regions->cover.items[i].number];
}

/* How many end in front of the address. */
static size_t n_ending(const struct regions *regions, uint64_t address)
{
	size_t low = 0;
	size_t high = regions->cover.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (regions->ends[middle] < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct region *regions_holding(struct regions *regions, uint64_t start, uint64_t size)
{
	size_t i;

	regions_sort(regions);
	return cover_holds(&regions->cover, start, size, &i) ? &regions->items[i] : NULL;
}

const struct region *regions_meeting(struct regions *regions, uint64_t start, uint64_t size)
{
	size_t i;

	regions_sort(regions);
	return cover_meets(&regions->cover, start, size, &i) ? &regions->items[i] : NULL;
}

size_t regions_all_meeting(struct regions *regions, uint64_t start, uint64_t size,
			   const struct region **found, size_t max)
{
	const struct cover_item *items;
	size_t n_found = 0;

	if (regions_meeting(regions, start, size) == NULL)
		return 0;
	items = regions->cover.items;
	for (size_t n = cover_n_up_to(&regions->cover, start + (size - 1));
	     n > 0 && n_found < max && items[items[n - 1].furthest].last >= start; n--)
		if (items[n - 1].last >= start)
			found[n_found++] = regions_by_start(regions, n - 1);
	return n_found;
}

/* Those that reach furthest, first the one that does most; there are n of them. */
struct reaching {
	const struct region *items[REGIONS_MAX_PARTNERS];
	size_t n;
};

static void reach(struct reaching *reaching, const struct region *region)
{
	size_t i = reaching->n;

	if (i == REGIONS_MAX_PARTNERS) {
		if (region_last(region) <= region_last(reaching->items[i - 1]))
			return;
		i--;
	} else {
		reaching->n++;
	}
	for (; i > 0 && region_last(region) > region_last(reaching->items[i - 1]); i--)
		reaching->items[i] = reaching->items[i - 1];
	reaching->items[i] = region;
}

/* Of the i regions in front of one, those meet it whose end does not lie in front of its start: all
 * that end there start in front of it too. */
void regions_overlaps(struct regions *regions,
		      void (*tell)(void *context, const struct region *region,
				   const struct region *const *partners, size_t n, size_t n_more),
		      void *context)
{
	struct reaching reaching = { .n = 0 };

	regions_sort(regions);
	for (size_t i = 0; i < regions->cover.n; i++) {
		const struct region *region = regions_by_start(regions, i);
		size_t n_meeting = i - n_ending(regions, region->start.value);
		size_t n = n_meeting < reaching.n ? n_meeting : reaching.n;

		if (n != 0)
			tell(context, region, reaching.items, n, n_meeting - n);
		reach(&reaching, region);
	}
}
