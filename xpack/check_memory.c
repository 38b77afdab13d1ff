/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of the board's memory, of areas and of device registers. */

#include <inttypes.h>
#include <stdlib.h>

#include "arch.h"
#include "check.h"
#include "extents.h"
#include "place.h"
#include "quantity.h"

#define ADDRESS_SPACE ((uint64_t)1 << 32) /* LEON3 and IA-32 physical addresses */
#define PORT_SPACE ((uint64_t)1 << 16) /* IA-32 software developer's manual, volume 1, chapter 19 */

/* A declared range: what a message needs to speak of it. */
struct region {
	const char *name; /* "partition 'nav' area 'main'" */
	struct number start;
	uint64_t size;
	struct location size_at;
	struct location at;
	bool bad; /* start or size was refused already */
	size_t order;
};

struct regions {
	const struct check_context *context;
	uint64_t space; /* addresses there are */
	struct region *items;
	size_t n;
};

static void add_region(struct regions *regions, const char *name, struct number start,
		       struct number size)
{
	regions->items = arena_grow(regions->context->arena, regions->items, regions->n,
				    sizeof(*regions->items));
	regions->items[regions->n] = (struct region){
		.name = name,
		.start = start,
		.size = size.value,
		.size_at = size.at,
		.at = start.at,
		.bad = start.bad || size.bad,
		.order = regions->n,
	};
	regions->n++;
}

/* A range without bytes, or one that leaves its space, means nothing to any other check. */
static bool is_sound(const struct regions *regions, const struct region *region)
{
	return !region->bad && region->size != 0 &&
	       range_fits(regions->space, region->start.value, region->size);
}

static uint64_t last(const struct region *region)
{
	return region->start.value + region->size - 1;
}

static void add_areas(struct regions *regions, const char *owner, const struct area *areas,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_region(regions,
			   arena_printf(regions->context->arena, "%s area '%s'", owner,
					areas[i].name.value),
			   areas[i].start, areas[i].size);
}

/* What takes RAM: areas of all owners, and shared memories. */
static struct regions all_areas(const struct check_context *context)
{
	const struct system *system = context->system;
	struct regions regions = { context, ADDRESS_SPACE, NULL, 0 };

	add_areas(&regions, arena_printf(context->arena, "host '%s'", system->host.name.value),
		  system->host.areas, system->host.n_areas);
	for (size_t i = 0; i < system->n_shared_memories; i++)
		add_region(&regions,
			   arena_printf(context->arena, "shared memory '%s'",
					system->shared_memories[i].name.value),
			   system->shared_memories[i].start, system->shared_memories[i].size);
	for (size_t i = 0; i < system->n_partitions; i++)
		add_areas(&regions,
			  arena_printf(context->arena, "partition '%s'",
				       system->partitions[i].name.value),
			  system->partitions[i].areas, system->partitions[i].n_areas);
	return regions;
}

static struct regions all_memories(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	struct regions regions = { context, ADDRESS_SPACE, NULL, 0 };

	for (size_t i = 0; i < board->n_memories; i++)
		add_region(
			&regions,
			arena_printf(context->arena, "memory '%s'", board->memories[i].name.value),
			board->memories[i].start, board->memories[i].size);
	return regions;
}

static struct regions all_devices(const struct check_context *context, enum device_space space)
{
	const struct board *board = &context->system->board;
	struct regions regions = { context, space == SPACE_PORT ? PORT_SPACE : ADDRESS_SPACE, NULL,
				   0 };

	for (size_t i = 0; i < board->n_devices; i++)
		if (board->devices[i].space == space)
			add_region(&regions,
				   arena_printf(context->arena, "device '%s'",
						board->devices[i].name.value),
				   board->devices[i].start, board->devices[i].size);
	return regions;
}

static void report_unsound(struct regions regions)
{
	for (size_t i = 0; i < regions.n; i++) {
		const struct region *region = &regions.items[i];

		if (region->bad)
			continue;
		if (region->size == 0)
			diag_error(regions.context->diag, region->size_at, "range",
				   "%s has no bytes", region->name);
		else if (!is_sound(&regions, region))
			diag_error(regions.context->diag, region->size_at, "range",
				   "%s leaves the %s: start 0x%08" PRIx64 ", size 0x%" PRIx64,
				   region->name,
				   regions.space == PORT_SPACE ? "16-bit I/O address space"
							       : "32-bit address space",
				   region->start.value, region->size);
	}
}

static void check_ranges(const struct check_context *context)
{
	report_unsound(all_memories(context));
	report_unsound(all_devices(context, SPACE_MEMORY));
	report_unsound(all_devices(context, SPACE_PORT));
	report_unsound(all_areas(context));
}

static int by_start(const void *a, const void *b)
{
	const struct region *x = a;
	const struct region *y = b;

	if (x->start.value != y->start.value)
		return x->start.value < y->start.value ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* What areas take of the address space. */
static struct extents taken_by(const struct regions *areas)
{
	struct extents taken = { .arena = areas->context->arena, .align = PLACE_PAGE_SIZE };

	for (size_t i = 0; i < areas->n; i++)
		if (is_sound(areas, &areas->items[i]))
			extents_add(&taken, areas->items[i].start.value, areas->items[i].size);
	return taken;
}

/* "the next free 1 MiB starts at ...": RAM that no area lies in. */
static void suggest_place(const struct check_context *context, const struct extents *taken,
			  const struct region *region)
{
	const struct board *board = &context->system->board;
	for (size_t i = 0; i < board->n_memories; i++) {
		const struct memory *memory = &board->memories[i];
		struct extents_item within = { memory->start.value,
					       memory->start.value + memory->size.value };
		uint64_t start;

		if (memory->kind != MEMORY_RAM ||
		    !extents_lowest_gap(taken, within, region->size, &start))
			continue;
		diag_help(context->diag, region->at, "the next free %s start at 0x%08" PRIx64,
			  quantity_text(context->arena, QUANTITY_SIZE, region->size), start);
		return;
	}
}

/* The later one in the document is the one to be told. */
static void report_overlap(const struct check_context *context, const char *id,
			   const struct region *a, const struct region *b,
			   const struct extents *taken)
{
	const struct region *later = a->order > b->order ? a : b;
	const struct region *earlier = a->order > b->order ? b : a;

	diag_error(context->diag, later->at, id, "%s 0x%08" PRIx64 "..0x%08" PRIx64 " overlaps %s",
		   later->name, later->start.value, last(later), earlier->name);
	diag_note(context->diag, earlier->at,
		  "%s 0x%08" PRIx64 "..0x%08" PRIx64 " is declared here", earlier->name,
		  earlier->start.value, last(earlier));
	if (taken != NULL)
		suggest_place(context, taken, later);
}

/* Sorted by start, a region can meet only those before it that reach furthest. */
static void report_overlaps(struct regions regions, const char *id, bool suggest)
{
	struct extents taken = { 0 };
	const struct region *reaching = NULL;

	if (regions.n == 0)
		return;
	qsort(regions.items, regions.n, sizeof(*regions.items), by_start);
	for (size_t i = 0; i < regions.n; i++) {
		const struct region *region = &regions.items[i];

		if (!is_sound(&regions, region))
			continue;
		if (reaching != NULL && region->start.value <= last(reaching)) {
			if (suggest && taken.root == NULL)
				taken = taken_by(&regions);
			report_overlap(regions.context, id, reaching, region,
				       suggest ? &taken : NULL);
		}
		if (reaching == NULL || last(region) > last(reaching))
			reaching = region;
	}
}

static void check_memory_overlap(const struct check_context *context)
{
	report_overlaps(all_memories(context), "memory-overlap", false);
}

static void check_device_overlap(const struct check_context *context)
{
	report_overlaps(all_devices(context, SPACE_MEMORY), "device-overlap", false);
	report_overlaps(all_devices(context, SPACE_PORT), "device-overlap", false);
}

static void check_area_overlap(const struct check_context *context)
{
	report_overlaps(all_areas(context), "area-overlap", true);
}

static bool lies_in(const struct board *board, enum memory_kind kind, const struct region *region)
{
	for (size_t i = 0; i < board->n_memories; i++) {
		const struct memory *memory = &board->memories[i];

		if (memory->kind == kind && region->start.value >= memory->start.value &&
		    range_fits(memory->size.value, region->start.value - memory->start.value,
			       region->size))
			return true;
	}
	return false;
}

/* A memory whose numbers were refused might have held everything. */
static bool memories_known(const struct board *board)
{
	for (size_t i = 0; i < board->n_memories; i++)
		if (board->memories[i].start.bad || board->memories[i].size.bad)
			return false;
	return true;
}

static void report_outside(struct regions regions, enum memory_kind kind, const char *id,
			   const char *kind_name)
{
	const struct check_context *context = regions.context;
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < regions.n; i++) {
		const struct region *region = &regions.items[i];

		if (!is_sound(&regions, region) || !memories_known(board) ||
		    lies_in(board, kind, region))
			continue;
		diag_error(context->diag, region->at, id,
			   "%s 0x%08" PRIx64 "..0x%08" PRIx64
			   " is not inside one %s memory of board "
			   "'%s'",
			   region->name, region->start.value, last(region), kind_name,
			   board->name.value);
		for (size_t j = 0; j < board->n_memories; j++)
			if (board->memories[j].kind == kind && board->memories[j].size.value != 0)
				diag_note(context->diag, board->memories[j].at,
					  "memory '%s' is 0x%08" PRIx64 "..0x%08" PRIx64,
					  board->memories[j].name.value,
					  board->memories[j].start.value,
					  board->memories[j].start.value +
						  board->memories[j].size.value - 1);
	}
}

static void check_area_in_ram(const struct check_context *context)
{
	report_outside(all_areas(context), MEMORY_RAM, "area-outside-ram", "ram");
}

static void check_device_in_io(const struct check_context *context)
{
	report_outside(all_devices(context, SPACE_MEMORY), MEMORY_IO, "device-outside-io", "io");
}

/* A page is what the memory management unit can protect: two owners cannot share one. */
static void check_area_alignment(const struct check_context *context)
{
	struct regions areas = all_areas(context);

	for (size_t i = 0; i < areas.n; i++) {
		const struct region *area = &areas.items[i];
		bool start_off = area->start.value % PLACE_PAGE_SIZE != 0;

		if (!is_sound(&areas, area) || (!start_off && area->size % PLACE_PAGE_SIZE == 0))
			continue;
		diag_error(context->diag, start_off ? area->at : area->size_at, "area-alignment",
			   "%s 0x%08" PRIx64 "..0x%08" PRIx64
			   " is not made of whole pages of %u bytes",
			   area->name, area->start.value, last(area), PLACE_PAGE_SIZE);
		diag_help(context->diag, start_off ? area->at : area->size_at,
			  "a memory management unit protects whole pages; start and size must be "
			  "multiples of 4KiB");
	}
}

static void check_device_spaces(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	if (arch_traits(board->arch)->has_ports)
		return;
	for (size_t i = 0; i < board->n_devices; i++)
		if (board->devices[i].space == SPACE_PORT)
			diag_error(context->diag, board->devices[i].space_name.at, "device-space",
				   "device '%s' is in I/O space, which boards of arch '%s' do not "
				   "have",
				   board->devices[i].name.value, board->arch_name.value);
}

const struct check check_memory[] = {
	{
		.id = "range",
		.title = "memories, devices and areas have bytes and lie in 32 bits",
		.run = check_ranges,
	},
	{
		.id = "memory-overlap",
		.title = "the board's memories do not overlap",
		.run = check_memory_overlap,
	},
	{
		.id = "device-overlap",
		.title = "device registers do not overlap",
		.run = check_device_overlap,
	},
	{
		.id = "device-outside-io",
		.title = "device registers lie inside io memory",
		.run = check_device_in_io,
	},
	{
		.id = "device-space",
		.title = "the board has the address space of its devices",
		.run = check_device_spaces,
	},
	{
		.id = "area-outside-ram",
		.title = "areas lie inside the board's RAM",
		.run = check_area_in_ram,
	},
	{
		.id = "area-overlap",
		.title = "areas of host and partitions do not overlap",
		.run = check_area_overlap,
	},
	{
		.id = "area-alignment",
		.title = "areas are made of whole pages",
		.run = check_area_alignment,
	},
	{ .id = NULL },
};
