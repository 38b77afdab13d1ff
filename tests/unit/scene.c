/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "scene.h"

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "loader/params.h"
#include "xpack/dt.h"

struct scene scene_of(struct fixture *fixture)
{
	struct arena *arena = fixture->arena;
	struct scene scene = { .fixture = fixture, .system = sample_system(arena) };

	scene.host = sample_view(arena, "xhost.elf", SAMPLE_HOST);
	sample_segment(arena, scene.host, PF_R | PF_X, SAMPLE_HOST, 0x2001, 0x2001);
	scene.partitions[0] = sample_view(arena, "control.elf", SAMPLE_CODE + 8);
	sample_segment(arena, scene.partitions[0], PF_R | PF_X, SAMPLE_CODE, 0x800, 0x800);
	sample_segment(arena, scene.partitions[0], PF_R | PF_W, SAMPLE_DATA, 0x10, 0x100);
	scene.partitions[1] = sample_view(arena, "telemetry.elf", SAMPLE_CODE_2);
	sample_segment(arena, scene.partitions[1], PF_R | PF_X, SAMPLE_CODE_2, 0x400, 0x400);
	return scene;
}

int scene_place(struct scene *scene)
{
	struct arena *arena = scene->fixture->arena;
	struct linked host = sample_link(arena, scene->host);
	struct linked linked[] = { sample_link(arena, scene->partitions[0]),
				   sample_link(arena, scene->partitions[1]) };
	const struct elf partitions[] = { *scene->partitions[0], *scene->partitions[1] };
	const struct place_input input = {
		.system = scene->system,
		.host = scene->host,
		.host_linked = &host,
		.partitions = partitions,
		.linked = linked,
	};

	return place(arena, scene->fixture->diag, &input, &scene->table);
}

struct pack scene_pack(const struct scene *scene)
{
	struct arena *arena = scene->fixture->arena;
	size_t n = scene->system->n_partitions;
	struct pack pack = { .arena = arena,
			     .diag = scene->fixture->diag,
			     .system = scene->system,
			     .host = *scene->host,
			     .host_ready = true,
			     .partitions = arena_array(arena, n, sizeof(struct elf)),
			     .ready = arena_array(arena, n, sizeof(bool)),
			     .table = scene->table };

	for (size_t i = 0; i < n; i++) {
		pack.partitions[i] = *scene->partitions[i];
		pack.ready[i] = true;
	}
	return pack;
}

static bool in_ram(const struct system *system, uint64_t start, uint64_t size)
{
	for (size_t i = 0; i < system->board.n_memories; i++) {
		const struct memory *memory = &system->board.memories[i];

		if (memory->kind == MEMORY_RAM && start >= memory->start.value &&
		    range_fits(memory->size.value, start - memory->start.value, size))
			return true;
	}
	return false;
}

const struct area *scene_area_at(const struct system *system, uint64_t start, uint64_t size)
{
	for (size_t i = 0; i <= system->n_partitions; i++) {
		bool is_host = i == system->n_partitions;
		const struct area *areas =
			is_host ? system->host.areas : system->partitions[i].areas;
		size_t n = is_host ? system->host.n_areas : system->partitions[i].n_areas;

		for (size_t j = 0; j < n; j++)
			if (ranges_meet(areas[j].start.value, areas[j].size.value, start, size))
				return &areas[j];
	}
	return NULL;
}

static void expect_tree_image(const struct scene *scene, const struct load_image *image)
{
	assert_int_equal(image->load % PLACE_PAGE_SIZE, 0);
	assert_int_equal(image->mem_size % PLACE_PAGE_SIZE, 0);
	assert_true(image->data.size > image->mem_size - PLACE_PAGE_SIZE);
	assert_true(dt_is_sound(image->data));
	if (scene->system->host.protocol == PROTOCOL_XPACK)
		assert_null(scene_area_at(scene->system, image->load, image->mem_size));
}

void scene_expect_sound(const struct scene *scene)
{
	const struct load_table *table = &scene->table;
	unsigned n_entries = 0;

	assert_true(in_ram(scene->system, table->work.start, table->work.size));
	assert_int_equal(table->work.start % PLACE_PAGE_SIZE, 0);
	assert_true(table->work.size >= params_work_size(table->manifest_cap, 1));
	for (size_t i = 0; i < table->n_images; i++) {
		const struct load_image *image = &table->images[i];

		assert_true(image->mem_size > 0 && image->mem_size >= image->data.size);
		assert_int_equal(image->kind == IMAGE_ZERO, image->data.size == 0);
		assert_true(in_ram(scene->system, image->load, image->mem_size));
		assert_false(ranges_meet(image->load, image->mem_size, table->work.start,
					 table->work.size));
		for (size_t j = 0; j < i; j++)
			assert_false(ranges_meet(image->load, image->mem_size,
						 table->images[j].load, table->images[j].mem_size));
		if (image->kind == IMAGE_DTB)
			expect_tree_image(scene, image);
		n_entries += image->has_entry;
	}
	assert_int_equal(n_entries, 1);
	assert_true(table->images[table->kernel].has_entry);
	assert_int_equal(table->images[table->fdt].kind, IMAGE_DTB);
}
