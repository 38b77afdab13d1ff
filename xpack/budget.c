/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "budget.h"

#include <stdlib.h>

#include "regions.h"
#include "setup.h"

/* An entry before it has its place among the others. */
struct item {
	struct budget_entry entry;
	bool idle;   /* free again once the host runs: does not count as use of an area */
	bool placed; /* a part that lies in an area */
	size_t order;
};

struct items {
	struct item *items;
	size_t n;
};

struct making {
	struct arena *arena;
	const struct pack *pack;
	struct regions areas;
	struct regions memories;
	struct items tops, parts;
	struct budget budget;
};

static void add(struct making *making, struct items *items, struct item item)
{
	item.order = items->n;
	items->items = arena_grow(making->arena, items->items, items->n, sizeof(*items->items));
	items->items[items->n++] = item;
}

static struct budget_entry entry_of(const struct region *region, enum budget_kind kind,
				    struct arena *arena)
{
	return (struct budget_entry){
		.kind = kind,
		.text = region_name(arena, region),
		.start = region->start.value,
		.size = region->size.value,
	};
}

static bool owner_is_read(const struct making *making, const void *owner)
{
	const struct system *system = making->pack->system;

	if (owner == &system->host)
		return making->pack->host.path != NULL;
	return making->pack->partitions != NULL &&
	       making->pack->partitions[(const struct partition *)owner - system->partitions]
			       .path != NULL;
}

/* Areas and shared memories. */
static void add_areas(struct making *making)
{
	for (size_t i = 0; i < making->areas.n; i++) {
		const struct region *region = &making->areas.items[i];
		bool is_area = region->owner.item != NULL;
		struct item item = { .idle = false };

		if (!region->sound)
			continue;
		item.entry = entry_of(region, is_area ? BUDGET_AREA : BUDGET_SHARED, making->arena);
		item.entry.area = is_area ? region->item : NULL;
		item.entry.owner = region->owner.item;
		item.entry.used_known = is_area && owner_is_read(making, item.entry.owner);
		add(making, &making->tops, item);
	}
}

static void add_devices(struct making *making)
{
	struct regions devices =
		regions_of_devices(making->arena, &making->pack->system->board, SPACE_MEMORY);

	for (size_t i = 0; i < devices.n; i++) {
		struct item item = { .idle = false };

		if (!devices.items[i].sound)
			continue;
		item.entry = entry_of(&devices.items[i], BUDGET_DEVICE, making->arena);
		item.entry.used = item.entry.size;
		item.entry.used_known = true;
		add(making, &making->tops, item);
	}
}

static void add_part(struct making *making, const void *owner, const char *text, uint64_t start,
		     uint64_t size)
{
	if (size == 0 || !range_fits(REGIONS_MEMORY, start, size))
		return;
	add(making, &making->parts,
	    (struct item){
		    .entry = { .kind = BUDGET_PART,
			       .owner = owner,
			       .text = text,
			       .start = start,
			       .size = size,
			       .used = size,
			       .used_known = true },
	    });
}

static void add_segments(struct making *making, const void *owner, const struct elf *elf)
{
	for (size_t i = 0; elf->path != NULL && i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]))
			add_part(making, owner,
				 arena_printf(making->arena, "segment %u of '%s'",
					      elf->segments[i].index, elf->path),
				 elf->segments[i].paddr, elf->segments[i].mem_size);
}

static void add_blobs(struct making *making, const void *owner, const struct blob *blobs,
		      const struct span *files, size_t n)
{
	for (size_t i = 0; files != NULL && i < n; i++)
		if (number_given(blobs[i].address))
			add_part(making, owner,
				 arena_printf(making->arena, "blob '%s'", blobs[i].name.value),
				 blobs[i].address.value, files[i].size);
}

/* What lies in the areas of partitions: nothing that has places in the board's memory, when they
 * are in spaces of their own. */
static void add_partitions(struct making *making)
{
	const struct pack *pack = making->pack;
	const struct system *system = pack->system;

	for (size_t i = 0; !model_own_spaces(system) && i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		if (pack->partitions != NULL)
			add_segments(making, partition, &pack->partitions[i]);
		if (pack->partition_blobs != NULL)
			add_blobs(making, partition, partition->blobs, pack->partition_blobs[i],
				  partition->n_blobs);
	}
}

/* What was found room for: of its own, or where that was scarce in somebody's area. */
static void add_found(struct making *making, enum budget_kind kind, const char *text,
		      struct extent at, uint64_t used, bool idle)
{
	struct item item = {
		.idle = idle,
		.entry = { .kind = kind,
			   .text = text,
			   .start = at.start,
			   .size = at.size,
			   .used = used,
			   .used_known = used != 0 },
	};
	const struct region *area;

	if (at.size == 0)
		return;
	area = regions_holding(&making->areas, at.start, at.size);
	item.entry.owner = area == NULL ? NULL : area->owner.item;
	add(making, area == NULL ? &making->tops : &making->parts, item);
}

static void add_placed(struct making *making)
{
	const struct load_table *table = &making->pack->table;
	bool in_rom = setup_region(making->pack->system) != NULL;

	for (size_t i = 0; i < table->n_images; i++) {
		const struct load_image *image = &table->images[i];

		if (image->kind == IMAGE_DTB || image->kind == IMAGE_MODULE)
			add_found(making, BUDGET_IMAGE, image->description,
				  (struct extent){ image->load, image->mem_size }, image->data.size,
				  false);
	}
	if (table->n_images == 0)
		return;
	add_found(making, BUDGET_LOADER, "loader's work area", table->work, table->work.size, true);
	add_found(making, BUDGET_LOADER, "loader's staging", table->staging, table->staging.size,
		  true);
	add_found(making, BUDGET_LOADER, "loader and container", table->region,
		  in_rom ? making->pack->boot_image_size : table->region.size, true);
	add_found(making, BUDGET_LOADER, "Multiboot information", table->boot, table->boot.size,
		  false);
}

static void collect(struct making *making)
{
	const struct pack *pack = making->pack;
	const struct system *system = pack->system;

	add_areas(making);
	add_devices(making);
	add_segments(making, &system->host, &pack->host);
	add_blobs(making, &system->host, system->host.blobs, pack->blobs, system->host.n_blobs);
	add_partitions(making);
	add_placed(making);
}

static int by_start(const void *a, const void *b)
{
	const struct item *x = a;
	const struct item *y = b;

	if (x->entry.start != y->entry.start)
		return x->entry.start < y->entry.start ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Parts of one owner together, ascending. */
static int by_owner(const void *a, const void *b)
{
	const struct item *x = a;
	const struct item *y = b;

	if (x->entry.owner != y->entry.owner)
		return (uintptr_t)x->entry.owner < (uintptr_t)y->entry.owner ? -1 : 1;
	return by_start(a, b);
}

static void sort(struct items *items, int (*compare)(const void *a, const void *b))
{
	if (items->n > 1)
		qsort(items->items, items->n, sizeof(*items->items), compare);
}

/* Index of the first part of the owner that starts at the address or behind it. */
static size_t first_part(const struct items *parts, const void *owner, uint64_t start)
{
	const struct item wanted = { .entry = { .owner = owner, .start = start } };
	size_t low = 0;
	size_t high = parts->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_owner(&parts->items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_part_of(const struct item *area, const struct item *part)
{
	return part->entry.owner == area->entry.owner &&
	       part->entry.start - area->entry.start < area->entry.size;
}

/* How much of an area its parts fill, each byte once; they are marked. */
static void use_area(const struct items *parts, struct item *area)
{
	uint64_t end = area->entry.start + area->entry.size;
	uint64_t filled = area->entry.start; /* up to here everything is counted */

	for (size_t i = first_part(parts, area->entry.owner, area->entry.start);
	     i < parts->n && is_part_of(area, &parts->items[i]); i++) {
		struct item *part = &parts->items[i];
		uint64_t start = part->entry.start > filled ? part->entry.start : filled;
		uint64_t stop = part->entry.start + part->entry.size;

		part->placed = true;
		stop = stop < end ? stop : end;
		if (stop <= start || part->idle)
			continue;
		area->entry.used += stop - start;
		filled = stop;
	}
}

static void place_parts(struct making *making)
{
	sort(&making->parts, by_owner);
	for (size_t i = 0; i < making->tops.n; i++)
		if (making->tops.items[i].entry.area != NULL)
			use_area(&making->parts, &making->tops.items[i]);
	for (size_t i = 0; i < making->parts.n; i++)
		if (!making->parts.items[i].placed)
			add(making, &making->tops, making->parts.items[i]);
	sort(&making->tops, by_start);
}

static void put(struct making *making, struct budget_memory *memory, struct budget_entry entry)
{
	memory->entries =
		arena_grow(making->arena, memory->entries, memory->n, sizeof(*memory->entries));
	memory->entries[memory->n++] = entry;
}

static void put_free(struct making *making, struct budget_memory *memory, uint64_t start,
		     uint64_t end)
{
	if (start < end)
		put(making, memory,
		    (struct budget_entry){ .kind = BUDGET_FREE,
					   .text = "free",
					   .start = start,
					   .size = end - start,
					   .used_known = true });
}

static void put_top(struct making *making, struct budget_memory *memory, const struct item *top)
{
	put(making, memory, top->entry);
	memory->used += top->entry.used;
	if (top->entry.area == NULL)
		return;
	for (size_t i = first_part(&making->parts, top->entry.owner, top->entry.start);
	     i < making->parts.n && is_part_of(top, &making->parts.items[i]); i++) {
		making->parts.items[i].entry.inside = true;
		put(making, memory, making->parts.items[i].entry);
	}
}

/* Lay out those of the tops, from *next on, that start in the memory. */
static void lay_out(struct making *making, struct budget_memory *memory, uint64_t start,
		    uint64_t end, size_t *next)
{
	uint64_t at = start;

	for (; *next < making->tops.n; ++*next) {
		const struct item *top = &making->tops.items[*next];
		uint64_t stop = top->entry.start + top->entry.size;

		if (top->entry.start >= end)
			break;
		put_free(making, memory, at, top->entry.start);
		put_top(making, memory, top);
		stop = stop < end ? stop : end;
		if (stop <= at)
			continue;
		memory->taken += stop - (top->entry.start > at ? top->entry.start : at);
		at = stop;
	}
	put_free(making, memory, at, end);
}

/* Up to `end` there is no memory: that goes to `outside`. */
static void skip_to(struct making *making, struct budget_memory *outside, uint64_t end,
		    size_t *next)
{
	for (; *next < making->tops.n && making->tops.items[*next].entry.start < end; ++*next) {
		put_top(making, outside, &making->tops.items[*next]);
		outside->taken += making->tops.items[*next].entry.size;
	}
}

struct budget budget_make(struct arena *arena, const struct pack *pack)
{
	struct making making = {
		.arena = arena,
		.pack = pack,
		.areas = regions_of_areas(arena, pack->system),
		.memories = regions_of_memories(arena, &pack->system->board, REGIONS_ALL_KINDS),
	};
	struct budget_memory outside = { 0 };
	size_t next = 0;

	collect(&making);
	place_parts(&making);
	regions_sort(&making.memories);
	making.budget.memories = arena_array(arena, making.memories.cover.n + 1, sizeof(outside));
	for (size_t i = 0; i < making.memories.cover.n; i++) {
		const struct region *memory = regions_by_start(&making.memories, i);
		struct budget_memory *to = &making.budget.memories[making.budget.n++];

		to->memory = memory->item;
		skip_to(&making, &outside, memory->start.value, &next);
		lay_out(&making, to, memory->start.value, region_last(memory) + 1, &next);
	}
	skip_to(&making, &outside, UINT64_MAX, &next);
	if (outside.n != 0)
		making.budget.memories[making.budget.n++] = outside;
	return making.budget;
}
