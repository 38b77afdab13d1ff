/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_placed.h"

#include <inttypes.h>
#include <string.h>

#include "check.h"
#include "regions.h"
#include "setup.h"

static const char work_area[] = "work area of the";
static const char staging[] = "staging of the";

struct placed {
	struct arena *arena;
	struct diag *diag;
	const struct place_input *input;
	const struct load_table *table;
	struct regions loaded;  /* item: struct load_image, or NULL */
	struct regions areas;   /* and shared memories */
	struct regions ram;     /* of the board */
	struct regions devices; /* in memory space */
};

/* What the user can do nothing about: the places of the description are not at fault. */
static void report(const struct placed *placed, const struct region *region, const char *why,
		   const struct region *other)
{
	const struct system *system = placed->input->system;

	diag_error(placed->diag, system->at, "place-wrong", "%s %s%s",
		   region->sound ? region_text(placed->arena, region)
				 : region_name(placed->arena, region),
		   why, other == NULL ? "" : region_text(placed->arena, other));
	if (other != NULL && other->at.line != 0)
		diag_note(placed->diag, other->at, "%s is declared here",
			  region_name(placed->arena, other));
	diag_help(placed->diag, system->at,
		  "this is a defect of xpack, which found the places: please report it");
}

static void add(struct placed *placed, const char *kind, const char *name, struct extent at,
		const struct load_image *image)
{
	if (at.size != 0 || image != NULL)
		regions_add(&placed->loaded, (struct region){
						     .kind = kind,
						     .name = name,
						     .start = { .value = at.start },
						     .size = { .value = at.size },
						     .item = image,
					     });
}

static void collect(struct placed *placed)
{
	const struct load_table *table = placed->table;
	const struct system *system = placed->input->system;

	for (size_t i = 0; i < table->n_images; i++)
		add(placed, "image", table->images[i].name,
		    (struct extent){ table->images[i].load, table->images[i].mem_size },
		    &table->images[i]);
	add(placed, work_area, "loader", table->work, NULL);
	add(placed, staging, "loader", table->staging, NULL);
	add(placed, "information for the", "host", table->boot, NULL);
	if (setup_region(system) == NULL)
		add(placed, "place of container and", "loader", table->region, NULL);
}

static void report_meeting(void *context, const struct region *region,
			   const struct region *const *partners, size_t n, size_t n_more)
{
	(void)n_more;
	for (size_t i = 0; i < n; i++)
		report(context, region, "overlaps ", partners[i]);
}

static bool is_named(const struct region *area, const char *name)
{
	return strcmp(area->owner.kind == NULL ? area->name : area->owner.name, name) == 0;
}

/* The struct host or partition that has a blob of that name. */
static const void *blob_owner(const struct system *system, const char *name)
{
	for (size_t i = 0; i < system->n_partitions; i++)
		for (size_t j = 0; j < system->partitions[i].n_blobs; j++)
			if (strcmp(system->partitions[i].blobs[j].name.value, name) == 0)
				return &system->partitions[i];
	return &system->host;
}

static bool is_owned(const struct placed *placed, const struct region *area,
		     const struct load_image *image)
{
	if (image->kind == IMAGE_BLOB)
		return area->owner.item == blob_owner(placed->input->system, image->owner);
	return is_named(area, image->owner);
}

/* In one area of its owner; a shared memory is cleared, nothing more. */
static void check_owned(struct placed *placed, const struct region *region,
			const struct load_image *image)
{
	const struct region *area = regions_holding(&placed->areas, image->load, image->mem_size);

	if (area == NULL)
		report(placed, region, "lies in no area", NULL);
	else if (!is_owned(placed, area, image))
		report(placed, region, "lies in ", area);
	else if (area->owner.kind == NULL && image->kind != IMAGE_ZERO)
		report(placed, region, "is loaded into ", area);
}

/* A tree that its host does not read may lie in an area, and so may the work area and staging;
 * nothing of the packer's may lie in shared memory. */
static void check_free(struct placed *placed, const struct region *region)
{
	const struct load_image *image = region->item;
	bool may = image == NULL ? region->kind == work_area || region->kind == staging
				 : image->kind == IMAGE_DTB &&
					   placed->input->system->host.protocol != PROTOCOL_XPACK;
	const struct region *met =
		regions_meeting(&placed->areas, region->start.value, region->size.value);

	if (met != NULL && !(may && met->owner.kind != NULL))
		report(placed, region, "lies in ", met);
}

static void check_one(struct placed *placed, const struct region *region)
{
	const struct load_image *image = region->item;
	uint64_t start = region->start.value, size = region->size.value;
	const struct region *device = regions_meeting(&placed->devices, start, size);

	if (regions_holding(&placed->ram, start, size) == NULL)
		report(placed, region, "does not lie in one RAM", NULL);
	if (device != NULL)
		report(placed, region, "lies over ", device);
	if (image != NULL && (image->kind == IMAGE_SEGMENT || image->kind == IMAGE_ZERO ||
			      image->kind == IMAGE_BLOB))
		check_owned(placed, region, image);
	else
		check_free(placed, region);
}

/* Every byte that linking changed is one of the partition's own. */
static void check_stubs(struct placed *placed, size_t partition)
{
	const struct linked *linked = &placed->input->linked[partition];
	const char *name = placed->input->system->partitions[partition].name.value;

	for (size_t i = 0; i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];
		struct region stub = { .sound = true,
				       .kind = change->kind == CHANGE_SET ? "word" : "stub",
				       .name = change->name,
				       .start = { .value = change->paddr },
				       .size = { .value = change->size } };
		const struct region *holding =
			regions_holding(&placed->loaded, change->paddr, change->size);
		const struct load_image *image = holding == NULL ? NULL : holding->item;

		if (image == NULL || image->kind != IMAGE_SEGMENT ||
		    strcmp(image->owner, name) != 0)
			report(placed, &stub, "does not lie in one segment of its partition", NULL);
	}
}

static struct placed placed_of(struct arena *arena, struct diag *diag,
			       const struct place_input *input, const struct load_table *table)
{
	const struct board *board = &input->system->board;

	return (struct placed){
		.arena = arena,
		.diag = diag,
		.input = input,
		.table = table,
		.loaded = { .arena = arena, .space = REGIONS_MEMORY },
		.areas = regions_of_areas(arena, input->system),
		.ram = regions_of_memories(arena, board, 1u << MEMORY_RAM),
		.devices = regions_of_devices(arena, board, SPACE_MEMORY),
	};
}

int check_placed(struct arena *arena, struct diag *diag, const struct place_input *input,
		 const struct load_table *table)
{
	struct placed placed = placed_of(arena, diag, input, table);
	unsigned before = diag_n_errors(diag);

	collect(&placed);
	regions_overlaps(&placed.loaded, report_meeting, &placed);
	for (size_t i = 0; i < placed.loaded.n; i++)
		if (placed.loaded.items[i].sound)
			check_one(&placed, &placed.loaded.items[i]);
		else
			report(&placed, &placed.loaded.items[i], "is no range of addresses", NULL);
	/* Partitions that are files carry their stubs inside them. */
	for (size_t i = 0;
	     !model_partitions_are_files(input->system) && i < input->system->n_partitions; i++)
		check_stubs(&placed, i);
	return diag_n_errors(diag) == before ? 0 : -1;
}

const struct check rows_placed[] = {
	{
		.id = "place-wrong",
		.title = "what the packer placed lies apart, in RAM, and in its owner's areas",
		.rationale =
			"An image over another one, over the loader's own memory or in another "
			"owner's area destroys it before it starts. The places are found by the "
			"packer; this is a second opinion on them that shares none of its code, "
			"so that a defect in one of both is noticed on the desk.",
		.source = "docs/container.md, \"Trust rules\", 6; docs/architecture.md, "
			  "\"Decisions\"",
		.wrong = "xhost.dtb            0x47ffd000..0x47ffdfff\n"
			 "control.dtb          0x47ffd800..0x47ffe7ff\n",
		.right = "xhost.dtb            0x47ffd000..0x47ffdfff\n"
			 "control.dtb          0x47ffe000..0x47ffefff\n",
	},
	{ .id = NULL },
};
