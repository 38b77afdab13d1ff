/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "place.h"

#include <string.h>

#include "bootimage.h"
#include "loader/multiboot.h"
#include "loader/params.h"
#include "place_parts.h"
#include "setup.h"

#define FIRST_MIB 0x100000u
#define FRAME_ROOM 40u     /* bytes: header, one block's length, end mark, and the padding behind */
#define LOW_START 0x10000u /* below it boot sectors and firmware keep what hosts may ask them for */

/* Hosts under the other protocols read none. */
static bool trees_in_areas(const struct system *system)
{
	return system->host.protocol != PROTOCOL_XPACK;
}

/* Pages for every partition's tree, its bytes in *trees. */
static int place_partition_trees(struct placing *placing, struct buf *trees,
				 struct devtree_partition *places)
{
	const struct system *system = placing->input->system;

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];
		struct room_request request = {
			.what = arena_printf(placing->arena, "the device tree of partition '%s'",
					     partition->name.value),
			.in_area = trees_in_areas(system),
		};

		places[i].entry = place_physical_entry(&placing->input->partitions[i]);
		if (model_partitions_are_files(system))
			continue;
		trees[i] = devtree_partition(system, partition);
		request.size = trees[i].size;
		if (room_find(&placing->room, &request, &places[i].tree) != 0)
			return -1;
	}
	return 0;
}

static int place_module(struct placing *placing, const char *name, struct span file,
			struct extent *at)
{
	struct room_request request = {
		.what = arena_printf(placing->arena, "module '%s'", name),
		.size = file.size,
	};

	return room_find(&placing->room, &request, at);
}

/* Blobs with an address have their place. */
static int place_modules(struct placing *placing)
{
	const struct place_input *input = placing->input;
	const struct host *host = &input->system->host;

	placing->blobs = arena_array(placing->arena, host->n_blobs, sizeof(*placing->blobs));
	placing->modules =
		arena_array(placing->arena, input->system->n_partitions, sizeof(*placing->modules));
	for (size_t i = 0; i < host->n_blobs; i++) {
		const struct blob *blob = &host->blobs[i];

		if (number_given(blob->address))
			placing->blobs[i] = (struct extent){ (uint32_t)blob->address.value,
							     (uint32_t)input->blobs[i].size };
		else if (place_module(placing, blob->name.value, input->blobs[i],
				      &placing->blobs[i]) != 0)
			return -1;
	}
	for (size_t i = 0;
	     model_partitions_are_modules(input->system) && i < input->system->n_partitions; i++)
		if (place_module(placing, input->system->partitions[i].name.value,
				 input->partition_files[i], &placing->modules[i]) != 0)
			return -1;
	return 0;
}

/* What a multiboot host is told, beside what is always the same (loader/multiboot.h). */
static uint64_t boot_information_size(const struct system *system)
{
	const struct host *host = &system->host;
	uint64_t size = MULTIBOOT_ROOM + 1;

	if (text_given(host->bootargs))
		size += strlen(host->bootargs.value);
	for (size_t i = 0; i < host->n_blobs; i++)
		size += MULTIBOOT_MODULE_SIZE +
			strlen(place_module_string(host->blobs[i].module, host->blobs[i].name)) + 1;
	for (size_t i = 0; model_partitions_are_modules(system) && i < system->n_partitions; i++)
		size += MULTIBOOT_MODULE_SIZE +
			strlen(place_module_string(system->partitions[i].module,
						   system->partitions[i].name)) +
			1;
	return size;
}

static int place_boot_information(struct placing *placing)
{
	const struct system *system = placing->input->system;
	struct room_request request = {
		.what = "what a multiboot host is told, below 640 KiB",
		.start = LOW_START,
		.end = MULTIBOOT_LOW_END,
		.lowest = true,
	};

	if (system->host.protocol != PROTOCOL_MULTIBOOT)
		return 0;
	request.size = boot_information_size(system);
	return room_find(&placing->room, &request, &placing->table.boot);
}

static uint64_t size_of_files(const struct span *files, size_t n)
{
	uint64_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += align_up(files[i].size, CONTAINER_ALIGN);
	return size;
}

static uint64_t size_of_segments(const struct linked *linked)
{
	uint64_t size = 0;

	for (size_t i = 0; i < linked->n_segments; i++)
		size += align_up(linked->segments[i].size, CONTAINER_ALIGN);
	return size;
}

/* As many bytes as the data of all images has in the container. */
static uint64_t payload_size(const struct placing *placing, const struct buf *trees)
{
	const struct place_input *input = placing->input;
	const struct system *system = input->system;
	uint64_t size = size_of_files(input->blobs, system->host.n_blobs) +
			size_of_segments(input->host_linked);

	for (size_t i = 0; i <= system->n_partitions; i++)
		size += align_up(trees[i].size, CONTAINER_ALIGN);
	if (model_partitions_are_modules(system))
		size += size_of_files(input->partition_files, system->n_partitions);
	for (size_t i = 0; !model_partitions_are_files(system) && i < system->n_partitions; i++)
		size += size_of_segments(&input->linked[i]) +
			size_of_files(input->partition_blobs == NULL ? NULL
								     : input->partition_blobs[i],
				      system->partitions[i].n_blobs);
	return size;
}

/* What payload_size() may become where bytes are compressed although that makes them longer: by a
 * frame's header, and by a word for each block of 4 MiB. */
static uint64_t compressed_size(const struct placing *placing, uint64_t size)
{
	if (!setup_has_staging(placing->input->system))
		return size;
	return size + (size >> 16) + params_max_images(placing->table.manifest_cap) * FRAME_ROOM;
}

/* Region and work area of a loader that runs from RAM: one piece. */
static int place_in_ram(struct placing *placing, const struct buf *trees)
{
	struct load_table *table = &placing->table;
	uint64_t work = align_up(params_work_size(table->manifest_cap, 1) + PLACE_PAGE_SIZE,
				 PLACE_PAGE_SIZE);
	uint64_t region = align_up(BOOTIMAGE_LOADER_ROOM + table->manifest_cap +
					   compressed_size(placing, payload_size(placing, trees)),
				   PLACE_PAGE_SIZE);
	struct room_request request = {
		.what = "loader, container and work area",
		.size = region + work,
		.start = FIRST_MIB,
		.lowest = true,
	};

	if (room_find(&placing->room, &request, &table->region) != 0)
		return -1;
	table->work = (struct extent){ table->region.start + (uint32_t)region, (uint32_t)work };
	table->region.size = (uint32_t)region;
	return 0;
}

static int place_loader(struct placing *placing, const struct buf *trees)
{
	const struct system *system = placing->input->system;
	const struct memory *rom = setup_region(system);
	struct load_table *table = &placing->table;
	struct room_request request = {
		.what = "the loader's work area",
		.size = params_work_size(table->manifest_cap, setup_n_containers(system)),
		.in_area = true,
	};

	if (rom == NULL)
		return place_in_ram(placing, trees);
	table->region = (struct extent){ (uint32_t)rom->start.value, (uint32_t)rom->size.value };

	return room_find(&placing->room, &request, &table->work);
}

/*
 * Pages for the host's tree, and for all that the loader needs.  The trees come first: they must
 * not be in an area, the work area may.  The host's tree names the places of all others, which
 * are written into it at the end.
 */
static int place_host_tree(struct placing *placing, const struct devtree_partition *places,
			   struct buf *trees, struct extent *at)
{
	const struct system *system = placing->input->system;
	struct load_table *table = &placing->table;
	struct buf *tree = &trees[system->n_partitions];
	struct room_request request = {
		.what = "the host's device tree",
		.in_area = trees_in_areas(system),
	};

	if (place_boot_information(placing) != 0)
		return -1;
	*tree = devtree_system(system, places, &(struct devtree_loader){ .boot = table->boot });
	request.size = tree->size;
	if (room_find(&placing->room, &request, at) != 0 || place_loader(placing, trees) != 0)
		return -1;
	devtree_set_loader(
		tree, &(struct devtree_loader){ .work = table->work, .region = table->region });
	return 0;
}

/* trees: of each partition, then the host's; zeroed by the caller, who frees them. */
static int place_images(struct placing *placing, struct buf *trees)
{
	const struct place_input *input = placing->input;
	const struct system *system = input->system;
	size_t n = system->n_partitions;
	struct devtree_partition *places = arena_array(placing->arena, n, sizeof(*places));
	struct extent at;

	if (place_partition_trees(placing, trees, places) != 0 || place_modules(placing) != 0 ||
	    place_host_tree(placing, places, trees, &at) != 0)
		return -1;
	place_add_host(placing, at, &trees[n]);
	for (size_t i = 0; i < n; i++)
		place_add_partition(placing, i, places[i].tree, &trees[i]);
	return 0;
}

/* Nothing is ever put there: it may have to keep what was in it before a reset. */
static void take_shared_memories(struct placing *placing)
{
	const struct system *system = placing->input->system;

	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];

		extents_add(&placing->room.taken, memory->start.value, memory->size.value);
		extents_add(&placing->room.solid, memory->start.value, memory->size.value);
	}
}

static void take(struct placing *placing, const struct area *areas, size_t n, const struct elf *elf)
{
	for (size_t i = 0; i < n; i++) {
		extents_add(&placing->room.taken, areas[i].start.value, areas[i].size.value);
		if (areas[i].zero)
			extents_add(&placing->room.solid, areas[i].start.value,
				    areas[i].size.value);
	}
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]))
			extents_add(&placing->room.solid, elf->segments[i].paddr,
				    elf->segments[i].mem_size);
}

static void take_blobs(struct placing *placing, const struct blob *blobs, const struct span *files,
		       size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (number_given(blobs[i].address))
			extents_add(&placing->room.solid, blobs[i].address.value, files[i].size);
}

/* Everything that the description gives a place in the board's memory. */
static void take_all(struct placing *placing)
{
	const struct place_input *input = placing->input;
	const struct system *system = input->system;

	take(placing, system->host.areas, system->host.n_areas, input->host);
	take_blobs(placing, system->host.blobs, input->blobs, system->host.n_blobs);
	take_shared_memories(placing);
	for (size_t i = 0; !model_own_spaces(system) && i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		take(placing, partition->areas, partition->n_areas, &input->partitions[i]);
		if (partition->n_blobs != 0)
			take_blobs(placing, partition->blobs, input->partition_blobs[i],
				   partition->n_blobs);
	}
}

int place(struct arena *arena, struct diag *diag, const struct place_input *input,
	  struct load_table *table)
{
	const struct system *system = input->system;
	struct placing placing = {
		.arena = arena,
		.diag = diag,
		.input = input,
		.room = room_begin(arena, diag, &system->board),
		.filled = { .arena = arena },
		.table = { .fdt = SIZE_MAX, .manifest_cap = setup_manifest_cap(system) },
	};
	struct buf *trees = arena_array(arena, system->n_partitions + 1, sizeof(*trees));
	int result;

	take_all(&placing);
	result = place_images(&placing, trees);
	for (size_t i = 0; i <= system->n_partitions; i++)
		buf_free(&trees[i]);
	if (result != 0)
		return -1;
	place_add_zeros(&placing);
	placing.table.room = placing.room;
	*table = placing.table;
	return 0;
}
