/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "place.h"

#include <elf.h>
#include <string.h>

#include "bootimage.h"
#include "devtree.h"
#include "extents.h"
#include "loader/multiboot.h"
#include "loader/params.h"
#include "setup.h"

#define FIRST_MIB 0x100000u
#define LOW_START 0x10000u /* below it boot sectors and firmware keep what hosts may ask them for */

/* What place() works with; the table grows in here. */
struct placing {
	struct arena *arena;
	struct diag *diag;
	const struct place_input *input;
	struct room room;
	struct extents filled;  /* what images fill, for zero areas */
	struct extent *blobs;   /* where they go, of each of the host */
	struct extent *modules; /* and of each partition, under multiboot */
	struct load_table table;
};

static const char *module_string(struct text module, struct text name)
{
	return text_given(module) ? module.value : name.value;
}

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
			.kind = linked->segments[i].size == 0 ? IMAGE_ZERO : IMAGE_SEGMENT,
			.load = (uint32_t)segment->paddr,
			.mem_size = (uint32_t)segment->mem_size,
			.data = { linked->segments[i].bytes, (size_t)linked->segments[i].size },
		};

		if (is_host && segment == elf_segment_of(elf, elf->entry, 1)) {
			image.has_entry = true;
			image.entry = physical_entry(elf);
			placing->table.kernel = placing->table.n_images;
		}
		add_image(placing, image);
	}
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

/* Hosts under the other protocols read none. */
static bool trees_in_areas(const struct system *system)
{
	return system->host.protocol != PROTOCOL_XPACK;
}

static bool has_modules(const struct system *system)
{
	return system->host.protocol == PROTOCOL_MULTIBOOT;
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

		places[i].entry = physical_entry(&placing->input->partitions[i]);
		if (has_modules(system))
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
	for (size_t i = 0; has_modules(input->system) && i < input->system->n_partitions; i++)
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
			strlen(module_string(host->blobs[i].module, host->blobs[i].name)) + 1;
	for (size_t i = 0; i < system->n_partitions; i++)
		size += MULTIBOOT_MODULE_SIZE +
			strlen(module_string(system->partitions[i].module,
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

	if (!has_modules(system))
		return 0;
	request.size = boot_information_size(system);
	return room_find(&placing->room, &request, &placing->table.boot);
}

/* As many bytes as the data of all images has in the container. */
static uint64_t payload_size(const struct placing *placing, const struct buf *trees)
{
	const struct place_input *input = placing->input;
	uint64_t size = 0;

	for (size_t i = 0; i <= input->system->n_partitions; i++)
		size += align_up(trees[i].size, CONTAINER_ALIGN);
	for (size_t i = 0; i < input->system->host.n_blobs; i++)
		size += align_up(input->blobs[i].size, CONTAINER_ALIGN);
	for (size_t i = 0; i < input->host_linked->n_segments; i++)
		size += align_up(input->host_linked->segments[i].size, CONTAINER_ALIGN);
	for (size_t i = 0; i < input->system->n_partitions; i++)
		if (has_modules(input->system))
			size += align_up(input->partition_files[i].size, CONTAINER_ALIGN);
		else
			for (size_t j = 0; j < input->linked[i].n_segments; j++)
				size += align_up(input->linked[i].segments[j].size,
						 CONTAINER_ALIGN);
	return size;
}

/* Region and work area of a loader that runs from RAM: one piece. */
static int place_in_ram(struct placing *placing, const struct buf *trees)
{
	struct load_table *table = &placing->table;
	uint64_t work =
		align_up(params_work_size(table->manifest_cap) + PLACE_PAGE_SIZE, PLACE_PAGE_SIZE);
	uint64_t region =
		align_up(BOOTIMAGE_LOADER_ROOM + table->manifest_cap + payload_size(placing, trees),
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
		.size = params_work_size(table->manifest_cap),
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
	devtree_set_loader(tree,
			   &(struct devtree_loader){ table->work, table->region, table->boot });
	return 0;
}

static void add_file(struct placing *placing, struct text name, const char *module,
		     struct span file, struct extent at)
{
	add_image(placing,
		  (struct load_image){
			  .name = arena_printf(placing->arena, "%s.file", name.value),
			  .owner = name.value,
			  .description = arena_printf(placing->arena, "%s, file", name.value),
			  .kind = module == NULL ? IMAGE_BLOB : IMAGE_MODULE,
			  .module = module,
			  .load = at.start,
			  .mem_size = at.size,
			  .data = file,
		  });
}

static void add_blobs(struct placing *placing)
{
	const struct host *host = &placing->input->system->host;

	for (size_t i = 0; i < host->n_blobs; i++) {
		const struct blob *blob = &host->blobs[i];

		add_file(placing, blob->name,
			 number_given(blob->address) ? NULL
						     : module_string(blob->module, blob->name),
			 placing->input->blobs[i], placing->blobs[i]);
	}
}

static void add_partition(struct placing *placing, size_t i, const struct devtree_partition *place,
			  const struct buf *tree)
{
	const struct place_input *input = placing->input;
	const struct partition *partition = &input->system->partitions[i];
	const char *owner = partition->name.value;

	if (has_modules(input->system)) {
		add_file(placing, partition->name,
			 module_string(partition->module, partition->name),
			 input->partition_files[i], placing->modules[i]);
		return;
	}
	add_segments(placing, owner, &input->partitions[i], &input->linked[i], false);
	add_image(placing, tree_image(placing, owner, place->tree, tree));
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

	if (place_partition_trees(placing, trees, places) != 0 || place_modules(placing) != 0 ||
	    place_host_tree(placing, places, trees, &at) != 0)
		return -1;
	add_segments(placing, host, input->host, input->host_linked, true);
	placing->table.fdt = add_image(placing, tree_image(placing, host, at, &trees[n]));
	add_blobs(placing);
	for (size_t i = 0; i < n; i++)
		add_partition(placing, i, &places[i], &trees[i]);
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

static void zero_shared_memories(struct placing *placing)
{
	const struct system *system = placing->input->system;

	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];
		const char *name = memory->name.value;

		if (memory->zero)
			add_image(placing,
				  (struct load_image){
					  .name = arena_printf(placing->arena, "%s.zero-0", name),
					  .owner = name,
					  .description = arena_printf(placing->arena,
								      "%s, shared memory", name),
					  .kind = IMAGE_ZERO,
					  .load = (uint32_t)memory->start.value,
					  .mem_size = (uint32_t)memory->size.value,
				  });
	}
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

	take(&placing, system->host.areas, system->host.n_areas, input->host);
	for (size_t i = 0; i < system->n_partitions; i++)
		take(&placing, system->partitions[i].areas, system->partitions[i].n_areas,
		     &input->partitions[i]);
	take_shared_memories(&placing);
	for (size_t i = 0; i < system->host.n_blobs; i++)
		if (number_given(system->host.blobs[i].address))
			extents_add(&placing.room.solid, system->host.blobs[i].address.value,
				    input->blobs[i].size);
	result = place_images(&placing, trees);
	for (size_t i = 0; i <= system->n_partitions; i++)
		buf_free(&trees[i]);
	if (result != 0)
		return -1;
	zero_areas(&placing, system->host.name.value, system->host.areas, system->host.n_areas);
	zero_shared_memories(&placing);
	for (size_t i = 0; i < system->n_partitions; i++)
		zero_areas(&placing, system->partitions[i].name.value, system->partitions[i].areas,
			   system->partitions[i].n_areas);
	*table = placing.table;
	return 0;
}
