/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "place.h"

#include <elf.h>
#include <inttypes.h>

#include "devtree.h"
#include "extents.h"
#include "loader/params.h"
#include "setup.h"

/* What place() works with; the table grows in here. */
struct placing {
	struct arena *arena;
	struct diag *diag;
	const struct place_input *input;
	struct extents taken;  /* areas, trees, work area: not free */
	struct extents solid;  /* what will be loaded, and trees and work area: never free */
	struct extents filled; /* what images fill, for zero areas */
	struct load_table table;
};

static size_t add_image(struct placing *placing, struct load_image image)
{
	struct load_table *table = &placing->table;

	table->images =
		arena_grow(placing->arena, table->images, table->n_images, sizeof(*table->images));
	table->images[table->n_images] = image;
	extents_add(&placing->filled, image.load, image.mem_size);
	return table->n_images++;
}

/* Where the entry, a virtual address, lies in physical memory. */
static uint32_t physical_entry(const struct elf *elf)
{
	const struct elf_segment *segment = elf_segment_of(elf, elf->entry, 1);

	return (uint32_t)(elf->entry - segment->vaddr + segment->paddr);
}

static void add_segments(struct placing *placing, const char *owner, const struct elf *elf,
			 const struct linked *linked, bool is_host)
{
	for (size_t i = 0; i < linked->n_segments; i++) {
		const struct elf_segment *segment = linked->segments[i].segment;
		struct load_image image = {
			.name = arena_printf(placing->arena, "%s.segment-%zu", owner, i),
			.owner = owner,
			.description = arena_printf(placing->arena, "%s, segment %zu", owner, i),
			.kind = segment->file_size == 0 ? IMAGE_ZERO : IMAGE_SEGMENT,
			.load = (uint32_t)segment->paddr,
			.mem_size = (uint32_t)segment->mem_size,
			.data = { linked->segments[i].bytes, (size_t)segment->file_size },
		};

		if (is_host && segment == elf_segment_of(elf, elf->entry, 1)) {
			image.has_entry = true;
			image.entry = physical_entry(elf);
			placing->table.kernel = placing->table.n_images;
		}
		add_image(placing, image);
	}
}

/* The highest whole pages of RAM outside the set. */
static bool highest_pages(const struct board *board, struct extents *set, uint64_t size,
			  struct extent *extent)
{
	bool found = false;

	for (size_t i = 0; i < board->n_memories; i++) {
		const struct memory *memory = &board->memories[i];
		struct extents_item within = { memory->start.value,
					       memory->start.value + memory->size.value };
		uint64_t start;

		if (memory->kind != MEMORY_RAM ||
		    !extents_highest_gap(set, within, size, PLACE_PAGE_SIZE, &start))
			continue;
		if (!found || start > extent->start)
			*extent = (struct extent){ (uint32_t)start, (uint32_t)size };
		found = true;
	}
	return found;
}

/* Pages for what must not be in an area, unless that is allowed and there is no other place. */
static int find_pages(struct placing *placing, const char *what, uint64_t size, bool in_area,
		      struct extent *extent)
{
	const struct board *board = &placing->input->system->board;

	size = align_up(size, PLACE_PAGE_SIZE);
	if (!highest_pages(board, &placing->taken, size, extent) &&
	    !(in_area && highest_pages(board, &placing->solid, size, extent))) {
		diag_error(placing->diag, board->at, "place-no-room",
			   "no free RAM of %" PRIu64 " KiB for %s", size / 1024, what);
		diag_help(placing->diag, board->at,
			  "declare more Memory of kind ram, or make areas smaller");
		return -1;
	}
	extents_add(&placing->taken, extent->start, extent->size);
	extents_add(&placing->solid, extent->start, extent->size);
	return 0;
}

static struct load_image tree_image(struct placing *placing, const char *owner, struct extent at,
				    const struct buf *tree)
{
	char *copy = arena_text(placing->arena, (const char *)tree->data, tree->size);

	return (struct load_image){
		.name = arena_printf(placing->arena, "%s.dtb", owner),
		.owner = owner,
		.description = arena_printf(placing->arena, "%s, device tree", owner),
		.kind = IMAGE_DTB,
		.load = at.start,
		.mem_size = at.size,
		.data = { (const uint8_t *)copy, tree->size },
	};
}

static bool trees_in_areas(const struct system *system)
{
	return system->host.protocol == PROTOCOL_RAW;
}

/* Pages for every partition's tree, its bytes in *trees. */
static int place_partition_trees(struct placing *placing, struct buf *trees,
				 struct devtree_partition *places)
{
	const struct system *system = placing->input->system;

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];
		const char *what = arena_printf(placing->arena, "the device tree of partition '%s'",
						partition->name.value);

		places[i].entry = physical_entry(&placing->input->partitions[i]);
		trees[i] = devtree_partition(system, partition);
		if (find_pages(placing, what, trees[i].size, trees_in_areas(system),
			       &places[i].tree) != 0)
			return -1;
	}
	return 0;
}

/*
 * Pages for the host's tree and for the work area.  The trees come first: they must not be in an
 * area, the work area may.  The host's tree names the places of all others, its size does not
 * depend on them.
 */
static int place_host_tree(struct placing *placing, const struct devtree_partition *places,
			   struct buf *tree, struct extent *at)
{
	const struct system *system = placing->input->system;
	struct load_table *table = &placing->table;

	*tree = devtree_system(system, places, table->work);
	if (find_pages(placing, "the host's device tree", tree->size, trees_in_areas(system), at) !=
		    0 ||
	    find_pages(placing, "the loader's work area", params_work_size(table->manifest_cap),
		       true, &table->work) != 0)
		return -1;
	buf_free(tree);
	*tree = devtree_system(system, places, table->work);
	return 0;
}

/* trees: of each partition, then the host's; zeroed by the caller, who frees them. */
static int place_images(struct placing *placing, struct buf *trees)
{
	const struct place_input *input = placing->input;
	const struct system *system = input->system;
	const char *host = system->host.name.value;
	size_t n = system->n_partitions;
	struct devtree_partition *places = arena_array(placing->arena, n, sizeof(*places));
	struct extent at;

	if (place_partition_trees(placing, trees, places) != 0 ||
	    place_host_tree(placing, places, &trees[n], &at) != 0)
		return -1;
	add_segments(placing, host, input->host, input->host_linked, true);
	placing->table.fdt = add_image(placing, tree_image(placing, host, at, &trees[n]));
	for (size_t i = 0; i < n; i++) {
		const char *owner = system->partitions[i].name.value;

		add_segments(placing, owner, &input->partitions[i], &input->linked[i], false);
		add_image(placing, tree_image(placing, owner, places[i].tree, &trees[i]));
	}
	return 0;
}

static void add_zero(struct placing *placing, const char *owner, const struct area *area,
		     struct extents_item rest, unsigned number)
{
	add_image(placing,
		  (struct load_image){
			  .name = arena_printf(placing->arena, "%s.zero-%u", owner, number),
			  .owner = owner,
			  .description = arena_printf(placing->arena, "%s, rest of area %s", owner,
						      area->name.value),
			  .kind = IMAGE_ZERO,
			  .load = (uint32_t)rest.start,
			  .mem_size = (uint32_t)(rest.end - rest.start),
		  });
}

/* One zero image for every part of an area that no image fills.  Numbered by owner: with the area
 * in it a name could be longer than the container allows. */
static void zero_areas(struct placing *placing, const char *owner, const struct area *areas,
		       size_t n)
{
	unsigned number = 0;

	for (size_t i = 0; i < n; i++) {
		struct extents_item within = { areas[i].start.value,
					       areas[i].start.value + areas[i].size.value };
		struct extents_item rest;
		uint64_t from = within.start;

		while (areas[i].zero && extents_next_free(&placing->filled, within, from, &rest)) {
			add_zero(placing, owner, &areas[i], rest, number++);
			from = rest.end;
		}
	}
}

static void take(struct placing *placing, const struct area *areas, size_t n, const struct elf *elf)
{
	for (size_t i = 0; i < n; i++) {
		extents_add(&placing->taken, areas[i].start.value, areas[i].size.value);
		if (areas[i].zero)
			extents_add(&placing->solid, areas[i].start.value, areas[i].size.value);
	}
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf->segments[i].type == PT_LOAD)
			extents_add(&placing->solid, elf->segments[i].paddr,
				    elf->segments[i].mem_size);
}

int place(struct arena *arena, struct diag *diag, const struct place_input *input,
	  struct load_table *table)
{
	const struct system *system = input->system;
	struct placing placing = {
		.arena = arena,
		.diag = diag,
		.input = input,
		.taken = { .arena = arena },
		.solid = { .arena = arena },
		.filled = { .arena = arena },
		.table = { .fdt = SIZE_MAX, .manifest_cap = setup_manifest_cap(system) },
	};
	struct buf *trees = arena_array(arena, system->n_partitions + 1, sizeof(*trees));
	int result;

	take(&placing, system->host.areas, system->host.n_areas, input->host);
	for (size_t i = 0; i < system->n_partitions; i++)
		take(&placing, system->partitions[i].areas, system->partitions[i].n_areas,
		     &input->partitions[i]);
	result = place_images(&placing, trees);
	for (size_t i = 0; i <= system->n_partitions; i++)
		buf_free(&trees[i]);
	if (result != 0)
		return -1;
	zero_areas(&placing, system->host.name.value, system->host.areas, system->host.n_areas);
	for (size_t i = 0; i < system->n_partitions; i++)
		zero_areas(&placing, system->partitions[i].name.value, system->partitions[i].areas,
			   system->partitions[i].n_areas);
	*table = placing.table;
	return 0;
}
