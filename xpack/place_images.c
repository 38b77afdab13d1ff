/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The load table: what has its place becomes an image. */

#include <elf.h>

#include "place_parts.h"

const char *place_module_string(struct text module, struct text name)
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

uint32_t place_physical_entry(const struct elf *elf)
{
	const struct elf_segment *segment = elf_segment_of(elf, elf->entry, 1);

	return (uint32_t)(elf->entry - segment->vaddr + segment->paddr);
}

/* Of bytes at that address: what their area says, else what the owner does. */
static enum compression compression_at(const struct area *areas, size_t n,
				       const struct compression_choice *owner, uint64_t addr)
{
	for (size_t i = 0; i < n; i++)
		if (range_fits(areas[i].size.value, addr - areas[i].start.value, 1))
			return compression_of(&areas[i].compression, owner);
	return owner->kind;
}

/* part NULL: the host's. */
static void add_segments(struct placing *placing, const struct partition *part,
			 const struct elf *elf, const struct linked *linked)
{
	const struct host *host = &placing->input->system->host;
	const char *owner = part == NULL ? host->name.value : part->name.value;

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
			.compression = part == NULL
					       ? compression_at(host->areas, host->n_areas,
								&host->compression, segment->paddr)
					       : compression_at(part->areas, part->n_areas,
								&part->compression, segment->paddr),
		};

		if (part == NULL && segment == elf_segment_of(elf, elf->entry, 1)) {
			image.has_entry = true;
			image.entry = place_physical_entry(elf);
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

static void add_file(struct placing *placing, struct text name, const char *module,
		     struct span file, struct extent at, enum compression compression)
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
			  .compression = compression,
		  });
}

/* Those with an address lie there, others are modules and were found room for. */
static void add_host_blobs(struct placing *placing)
{
	const struct host *host = &placing->input->system->host;

	for (size_t i = 0; i < host->n_blobs; i++) {
		const struct blob *blob = &host->blobs[i];

		add_file(placing, blob->name,
			 number_given(blob->address)
				 ? NULL
				 : place_module_string(blob->module, blob->name),
			 placing->input->blobs[i], placing->blobs[i],
			 compression_of(&blob->compression, &host->compression));
	}
}

void place_add_host(struct placing *placing, struct extent tree_at, const struct buf *tree)
{
	const struct place_input *input = placing->input;
	const char *name = input->system->host.name.value;

	add_segments(placing, NULL, input->host, input->host_linked);
	placing->table.fdt = add_image(placing, tree_image(placing, name, tree_at, tree));
	add_host_blobs(placing);
}

static void add_module(struct placing *placing, size_t i)
{
	const struct partition *partition = &placing->input->system->partitions[i];

	add_file(placing, partition->name, place_module_string(partition->module, partition->name),
		 placing->input->partition_files[i], placing->modules[i],
		 partition->compression.kind);
}

static void add_partition_blobs(struct placing *placing, size_t i)
{
	const struct partition *partition = &placing->input->system->partitions[i];

	for (size_t j = 0; j < partition->n_blobs; j++) {
		struct span file = placing->input->partition_blobs[i][j];

		add_file(placing, partition->blobs[j].name, NULL, file,
			 (struct extent){ (uint32_t)partition->blobs[j].address.value,
					  (uint32_t)file.size },
			 compression_of(&partition->blobs[j].compression, &partition->compression));
	}
}

void place_add_partition(struct placing *placing, size_t i, struct extent tree_at,
			 const struct buf *tree)
{
	const struct place_input *input = placing->input;
	const char *owner = input->system->partitions[i].name.value;

	if (model_partitions_are_modules(input->system))
		add_module(placing, i);
	if (model_partitions_are_files(input->system))
		return;
	add_segments(placing, &input->system->partitions[i], &input->partitions[i],
		     &input->linked[i]);
	add_image(placing, tree_image(placing, owner, tree_at, tree));
	add_partition_blobs(placing, i);
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

void place_add_zeros(struct placing *placing)
{
	const struct system *system = placing->input->system;

	zero_areas(placing, system->host.name.value, system->host.areas, system->host.n_areas);
	zero_shared_memories(placing);
	for (size_t i = 0; !model_own_spaces(system) && i < system->n_partitions; i++)
		zero_areas(placing, system->partitions[i].name.value, system->partitions[i].areas,
			   system->partitions[i].n_areas);
}
