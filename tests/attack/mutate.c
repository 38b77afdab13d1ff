/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mutate LAB SEED RUNS: manifests changed at random behind the signature, as only somebody with the
 * key could change them.
 *
 * Whatever the reader accepts is held against three things that do not come from it: libfdt reads
 * the same tree; the scribe writes the same bytes from that tree, so there is no second way to
 * write it; and destinations are where the rules allow them.
 */

#include "judge.h"
#include "loader/ranges.h"

#include <libfdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RSVMAP 0x488u /* docs/container.md, "Layout" */
#define SLOTS 0x38u
#define STRUCTURE 0x498u
#define HEADER 0x28u
#define CELL 4u
#define MAX_CHANGES 4u
#define N_FLAWS (FLAW_RESERVATION + 1)

struct mutator {
	struct judge judge;
	struct specimen specimen;
	uint64_t state;
	unsigned tally[JUDGE_N_STATUS];
	unsigned n_accepted;
	unsigned n_changed; /* of the accepted, that are not the packer's manifest */
	const char *complaint;
};

/* xorshift64* (Marsaglia; Vigna 2016). */
static uint32_t random_below(struct mutator *mutator, size_t limit)
{
	mutator->state ^= mutator->state >> 12;
	mutator->state ^= mutator->state << 25;
	mutator->state ^= mutator->state >> 27;
	return (uint32_t)((mutator->state * 0x2545f4914f6cdd1du >> 32) % limit);
}

static uint32_t random_number(struct mutator *mutator)
{
	static const uint32_t telling[] = { 0,           1,          3,           4,
					    7,           8,          0x7fffffffu, 0x80000000u,
					    0xfffffff8u, UINT32_MAX, 0x40000000u, 0x40300000u,
					    0x403fffffu, 0x40400000u };
	uint32_t number = telling[random_below(mutator, sizeof(telling) / sizeof(telling[0]))];

	if (random_below(mutator, 3) == 0)
		number = random_below(mutator, UINT32_MAX);
	if (random_below(mutator, 8) == 0)
		number = mutator->judge.lab->params.work_addr;
	if (random_below(mutator, 2) == 0)
		number += random_below(mutator, 17) - 8;
	return number;
}

static struct node *random_node(struct mutator *mutator)
{
	unsigned n = 0;

	while (tree_nth(mutator->specimen.tree, n) != NULL)
		n++;
	return tree_nth(mutator->specimen.tree, random_below(mutator, n));
}

static struct property *random_property(struct mutator *mutator)
{
	for (;;) {
		struct node *node = random_node(mutator);

		if (node->n_properties > 0)
			return &node->properties[random_below(mutator, node->n_properties)];
	}
}

/* -- changes of the tree -- */

static void change_value(struct mutator *mutator)
{
	struct property *property = random_property(mutator);
	struct span *value = &property->value;

	if (value->size == CELL && random_below(mutator, 8) != 0)
		*value = tree_cell(mutator->specimen.arena, random_number(mutator));
	else if (random_below(mutator, 3) == 0)
		*value = random_property(mutator)->value;
	else if (value->size > 0) {
		uint8_t *copy;

		*value = tree_bytes(mutator->specimen.arena, value->data, value->size);
		copy = (uint8_t *)value->data;
		copy[random_below(mutator, value->size)] = (uint8_t)random_below(mutator, 256);
		value->size -=
			random_below(mutator, 4) == 0 ? random_below(mutator, value->size) : 0;
	}
}

static void change_properties(struct mutator *mutator)
{
	struct node *node = random_node(mutator);
	const struct property other = *random_property(mutator);

	switch (random_below(mutator, 3)) {
	case 0:
		tree_insert(mutator->specimen.arena, node,
			    random_below(mutator, node->n_properties + 1), other.name, other.value);
		break;
	case 1:
		random_property(mutator)->name = other.name;
		break;
	default:
		if (node->n_properties > 0)
			tree_remove(
				node,
				node->properties[random_below(mutator, node->n_properties)].name);
		break;
	}
}

static void change_nodes(struct mutator *mutator)
{
	struct node *node = random_node(mutator);
	struct node *other = random_node(mutator);
	struct arena *arena = mutator->specimen.arena;

	switch (random_below(mutator, 4)) {
	case 0:
		node->name = other->name;
		break;
	case 1:
		if (node->n_nodes > 0)
			tree_drop(node, random_below(mutator, node->n_nodes));
		break;
	case 2:
		if (node->n_nodes > 1) {
			size_t i = random_below(mutator, node->n_nodes);

			other = node->nodes[0];
			node->nodes[0] = node->nodes[i];
			node->nodes[i] = other;
		}
		break;
	default:
		other = tree_copy(arena, other);
		tree_add(arena, node, "x");
		node->nodes[node->n_nodes - 1] = other;
		break;
	}
}

/* What somebody would change who wants to be accepted: an image gone or moved, the rest in
 * order. */
static void change_images(struct mutator *mutator)
{
	struct node *images = tree_node(mutator->specimen.tree, "images");
	size_t i = random_below(mutator, images->n_nodes);
	struct node *image = images->nodes[i];

	switch (random_below(mutator, 4)) {
	case 0:
		if (i > 2)
			tree_drop(images, i);
		specimen_list(&mutator->specimen);
		break;
	case 1:
		specimen_u32(&mutator->specimen, image, "xpack,mem-size",
			     tree_u32(image, "xpack,mem-size") + random_below(mutator, 64));
		break;
	case 2:
		specimen_u32(&mutator->specimen, image, "load", random_number(mutator));
		break;
	default:
		specimen_u32(&mutator->specimen, image, "data-size",
			     tree_u32(image, "data-size") + random_below(mutator, 64));
		break;
	}
	specimen_lay_out(&mutator->specimen);
}

static void change_tree(struct mutator *mutator)
{
	switch (random_below(mutator, 4)) {
	case 0:
		change_properties(mutator);
		break;
	case 1:
		change_nodes(mutator);
		break;
	default:
		change_value(mutator);
		break;
	}
}

/* -- changes of the bytes -- */

static void add_to_field(struct buf *manifest, uint32_t offset, uint32_t difference)
{
	put_be32(manifest->data + offset, get_be32(manifest->data + offset) + difference);
}

/* Take a cell out of the structure block, or put one in, and let the header follow. */
static void shift_cells(struct mutator *mutator, struct buf *manifest)
{
	uint32_t n_cells = get_be32(manifest->data + 0x24) / CELL;
	size_t at = STRUCTURE + (size_t)CELL * random_below(mutator, n_cells == 0 ? 1 : n_cells);
	bool in = random_below(mutator, 2) == 0;
	uint32_t difference = in ? CELL : (uint32_t)-CELL;

	if (manifest->size < at + 3 * CELL)
		return;
	if (in) {
		buf_put(manifest, NULL, CELL);
		memmove(manifest->data + at + CELL, manifest->data + at,
			manifest->size - at - CELL);
		put_be32(manifest->data + at, random_below(mutator, 11));
	} else {
		memmove(manifest->data + at, manifest->data + at + CELL,
			manifest->size - at - CELL);
		manifest->size -= CELL;
	}
	add_to_field(manifest, 0x0c, difference);
	add_to_field(manifest, 0x24, difference);
	manifest->size = get_be32(manifest->data + 0x0c) + get_be32(manifest->data + 0x20);
	buf_align(manifest, 2 * CELL);
	put_be32(manifest->data + CELL, (uint32_t)manifest->size);
}

static void change_bytes(struct mutator *mutator, struct buf *manifest)
{
	size_t at = RSVMAP + random_below(mutator, manifest->size - RSVMAP);
	size_t from = RSVMAP + random_below(mutator, manifest->size - RSVMAP);
	size_t n = 1 + random_below(mutator, 32);

	switch (random_below(mutator, 6)) {
	case 0:
		manifest->data[at] ^= (uint8_t)(1u << random_below(mutator, 8));
		break;
	case 1:
		manifest->data[at] = (uint8_t)random_below(mutator, 256);
		break;
	case 2:
		at -= at % CELL;
		put_be32(manifest->data + at, random_number(mutator));
		break;
	case 3:
		if (at + n <= manifest->size && from + n <= manifest->size)
			memmove(manifest->data + at, manifest->data + from, n);
		break;
	case 4:
		at = (size_t)CELL * random_below(mutator, HEADER / CELL);
		put_be32(manifest->data + at,
			 get_be32(manifest->data + at) + random_below(mutator, 33) - 16);
		break;
	default:
		shift_cells(mutator, manifest);
		break;
	}
}

static struct buf mutate(struct mutator *mutator)
{
	struct flaw flaw = { FLAW_NONE, 0 };
	struct buf manifest;
	unsigned n_images = random_below(mutator, 3);
	unsigned n = (n_images == 0) + random_below(mutator, MAX_CHANGES);
	bool in_bytes = random_below(mutator, 2) == 0;
	bool applied;

	/* First what needs a tree in order. */
	for (unsigned i = 0; i < n_images; i++)
		change_images(mutator);
	for (unsigned i = 0; i < n && !in_bytes; i++)
		change_tree(mutator);
	if (random_below(mutator, 8) == 0)
		flaw = (struct flaw){ (enum flaw_kind)random_below(mutator, N_FLAWS),
				      random_below(mutator, 200) };
	manifest = scribe_write(mutator->specimen.tree, flaw, &applied);
	for (unsigned i = 0; i < n && in_bytes; i++)
		if (manifest.size > STRUCTURE + 4 * CELL)
			change_bytes(mutator, &manifest);
	return manifest;
}

/* -- what was accepted -- */

static bool reads_same(const void *blob, const char *path, const char *name, uint32_t number)
{
	int size = 0;
	int node = fdt_path_offset(blob, path);
	const void *value = node < 0 ? NULL : fdt_getprop(blob, node, name, &size);

	return value != NULL && size == (int)CELL && get_be32(value) == number;
}

static bool is_read_by_libfdt(struct mutator *mutator, struct span manifest,
			      const struct container *container)
{
	if (fdt_check_full(manifest.data, manifest.size) != 0)
		return false;
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];
		const char *path =
			arena_printf(mutator->specimen.arena, "/images/%.*s", (int)image->name.size,
				     (const char *)image->name.data);

		if (!reads_same(manifest.data, path, "load", image->load) ||
		    !reads_same(manifest.data, path, "data-size", image->data_size) ||
		    !reads_same(manifest.data, path, "data-offset", image->data_offset) ||
		    !reads_same(manifest.data, path, "xpack,mem-size", image->mem_size))
			return false;
	}
	return true;
}

/* There is one way to write a manifest.  The slots are no part of it. */
static bool is_written_so(struct mutator *mutator, struct span manifest)
{
	struct node *tree = tree_read(mutator->specimen.arena, manifest);
	bool applied;
	struct buf again = scribe_write(tree, (struct flaw){ FLAW_NONE, 0 }, &applied);
	bool is_same =
		again.size == manifest.size && memcmp(again.data, manifest.data, SLOTS) == 0 &&
		memcmp(again.data + RSVMAP, manifest.data + RSVMAP, manifest.size - RSVMAP) == 0;

	buf_free(&again);
	return is_same;
}

static const char *place_complaint(const struct container *container, const struct params *params)
{
	struct range ram = params_range(params->ram, 0);
	const struct image *kernel = &container->images[container->kernel];

	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];
		uint64_t end = (uint64_t)image->load + image->mem_size;

		if (image->load < ram.addr || end > (uint64_t)ram.addr + ram.size)
			return "outside RAM";
		if (end > params->work_addr &&
		    image->load < (uint64_t)params->work_addr + params->work_size)
			return "over the work area";
		for (uint32_t j = 0; j < i; j++)
			if (container->images[j].load < end &&
			    image->load < (uint64_t)container->images[j].load +
						  container->images[j].mem_size)
				return "overlap";
	}
	if (kernel->entry < kernel->load ||
	    (uint64_t)kernel->entry + CELL > (uint64_t)kernel->load + kernel->data_size)
		return "entry";
	return NULL;
}

static enum status parse(struct mutator *mutator, struct span manifest)
{
	const struct verify_room *room = &mutator->judge.room;
	struct container container;
	uint32_t total = 0;
	enum status status;

	if (manifest.size < RSVMAP)
		return STATUS_TRUNCATED;
	status = container_check_header((struct span){ manifest.data, RSVMAP }, room->manifest_cap,
					&total);
	if (status == STATUS_OK && total > manifest.size)
		status = STATUS_TRUNCATED;
	manifest.size = total;
	if (status == STATUS_OK)
		status = container_parse(manifest, room->images, room->max_images, &container);
	if (status != STATUS_OK)
		return status;
	if (!is_read_by_libfdt(mutator, manifest, &container))
		mutator->complaint = "libfdt does not read the same";
	else if (!is_written_so(mutator, manifest))
		mutator->complaint = "there is another way to write it";
	status = ranges_check_disjoint(&container);
	if (status == STATUS_OK)
		status = ranges_check_ram(&container, &mutator->judge.lab->params);
	if (status == STATUS_OK && mutator->complaint == NULL)
		mutator->complaint = place_complaint(&container, &mutator->judge.lab->params);
	return status;
}

static void run(struct mutator *mutator, unsigned n)
{
	const struct lab *lab = mutator->judge.lab;
	struct buf manifest;
	enum status status;

	mutator->specimen = specimen_begin(lab);
	manifest = mutate(mutator);
	status = parse(mutator, buf_span(&manifest));
	mutator->tally[status]++;
	if (status == STATUS_OK) {
		mutator->n_accepted++;
		mutator->n_changed += manifest.size != lab->manifest_size ||
				      memcmp(manifest.data + RSVMAP, lab->container.data + RSVMAP,
					     manifest.size - RSVMAP) != 0;
	}
	if (mutator->complaint != NULL) {
		judge_report(&mutator->judge, false, "mutation %u, accepted: %s", n,
			     mutator->complaint);
		mutator->complaint = NULL;
	}
	buf_free(&manifest);
	specimen_end(&mutator->specimen);
}

int main(int argc, char **argv)
{
	struct mutator mutator = { .complaint = NULL };
	unsigned n_runs;
	struct lab lab;

	lab_need(argc == 4, "a lab, a seed and a number of runs, as operands");
	lab_open(&lab, argv[1]);
	judge_open(&mutator.judge, &lab);
	mutator.state = strtoull(argv[2], NULL, 0) * 2 + 1;
	n_runs = (unsigned)strtoul(argv[3], NULL, 10);
	for (unsigned n = 0; n < n_runs; n++)
		run(&mutator, n);
	judge_report(
		&mutator.judge, mutator.judge.n_failed == 0 && mutator.n_changed > 0,
		"%u manifests changed at random, %u of them in order: no way to write one twice",
		n_runs, mutator.n_accepted);
	judge_note("%u accepted manifests are not the packer's", mutator.n_changed);
	judge_tally(mutator.tally);
	judge_close(&mutator.judge);
	lab_close(&lab);
	return mutator.judge.n_failed == 0 ? 0 : 1;
}
