/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* place for boards whose loader lies in RAM: the sample as if it were a PC's. */

#include "cmocka_all.h"

#include <string.h>

#include "expect.h"
#include "fixture.h"
#include "loader/multiboot.h"
#include "loader/params.h"
#include "scene.h"
#include "xpack/bootimage.h"

#define PAGE PLACE_PAGE_SIZE
#define LOW_START 0x1000u

static struct scene scene_of_pc(struct fixture *fixture)
{
	struct scene scene = scene_of(fixture);

	scene.system->board.arch = ARCH_X86;
	sample_add_memory(fixture->arena, scene.system, "low", MEMORY_RAM, LOW_START, 0x96000, 40);
	return scene;
}

static const struct load_image *image_named(const struct scene *scene, const char *name)
{
	for (size_t i = 0; i < scene->table.n_images; i++)
		if (strcmp(scene->table.images[i].name, name) == 0)
			return &scene->table.images[i];
	return NULL;
}

/* As place() is called under multiboot: each partition's file has 5000 bytes. */
static int place_modules(struct scene *scene, const struct span *blobs)
{
	static uint8_t bytes[5000];
	struct arena *arena = scene->fixture->arena;
	struct linked host = sample_link(arena, scene->host);
	struct linked linked[] = { sample_link(arena, scene->partitions[0]),
				   sample_link(arena, scene->partitions[1]) };
	const struct elf partitions[] = { *scene->partitions[0], *scene->partitions[1] };
	const struct span files[] = { { bytes, sizeof(bytes) }, { bytes, sizeof(bytes) } };
	const struct place_input input = {
		.system = scene->system,
		.host = scene->host,
		.host_linked = &host,
		.partitions = partitions,
		.linked = linked,
		.partition_files = files,
		.blobs = blobs,
	};

	return place(arena, scene->fixture->diag, &input, &scene->table);
}

/* Loader, container and work area are one piece that nothing else meets. */
static void expect_one_piece(const struct scene *scene)
{
	const struct load_table *table = &scene->table;
	uint64_t payload = 0;

	assert_int_equal(table->region.start % PAGE, 0);
	assert_true(table->region.start >= 0x100000);
	assert_int_equal(table->work.start, table->region.start + table->region.size);
	assert_true(table->work.size >= params_work_size(table->manifest_cap, 1) + PAGE);
	assert_null(scene_area_at(scene->system, table->region.start,
				  (uint64_t)table->region.size + table->work.size));
	for (size_t i = 0; i < table->n_images; i++) {
		const struct load_image *image = &table->images[i];

		assert_false(ranges_meet(image->load, image->mem_size, table->region.start,
					 (uint64_t)table->region.size + table->work.size));
		payload += align_up(image->data.size, CONTAINER_ALIGN);
	}
	assert_true(table->region.size >= BOOTIMAGE_LOADER_ROOM + table->manifest_cap + payload);
}

static void loader_and_container_are_in_ram(void **state)
{
	struct scene scene = scene_of_pc(*state);

	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	expect_one_piece(&scene);
	/* As low as possible: behind the host's and the first partition's areas there is room. */
	assert_int_equal(scene.table.region.start, 0x40120000);
	assert_int_equal(scene.table.boot.size, 0);
}

static void there_must_be_room(void **state)
{
	struct scene scene = scene_of_pc(*state);

	scene.system->board.memories[1].size.value = 0x00300000;
	scene.system->partitions[1].areas[1].size.value = 0x000f0000;
	scene.system->host.areas[0].size.value = 0x00100000;
	scene.system->loader.manifest_cap = sample_number(2u << 20, 30, 40);
	assert_int_equal(scene_place(&scene), -1);
	expect_id(scene.fixture->diag, "place-no-room");
}

static void modules_are_in_pages_of_their_own(void **state)
{
	static const uint8_t bytes[] = "two files";
	const struct span blobs[] = { { bytes, 9 }, { bytes, 3 } };
	struct scene scene = scene_of_pc(*state);
	struct blob described[2] = {
		{ .name = sample_text("one", 14, 3), .module = sample_text("one a b", 14, 9) },
		{ .name = sample_text("two", 15, 3), .address = sample_number(0x40080000, 15, 9) },
	};
	const struct load_image *image;

	scene.system->host.protocol = PROTOCOL_MULTIBOOT;
	scene.system->host.blobs = described;
	scene.system->host.n_blobs = 2;
	scene.system->host.areas[0].zero = false;
	assert_int_equal(place_modules(&scene, blobs), 0);
	expect_one_piece(&scene);
	image = image_named(&scene, "one.file");
	assert_int_equal(image->kind, IMAGE_MODULE);
	assert_string_equal(image->module, "one a b");
	assert_int_equal(image->load % PAGE, 0);
	assert_int_equal(image->mem_size, PAGE);
	assert_null(scene_area_at(scene.system, image->load, image->mem_size));
	image = image_named(&scene, "two.file");
	assert_int_equal(image->kind, IMAGE_BLOB);
	assert_null(image->module);
	assert_int_equal(image->load, 0x40080000);
	assert_int_equal(image->mem_size, 3);
	image = image_named(&scene, "control.file");
	assert_string_equal(image->module, "control");
	assert_int_equal(image->mem_size, 2 * PAGE);
	assert_null(image_named(&scene, "control.segment-0"));
	assert_null(image_named(&scene, "control.dtb"));
	assert_true(scene.table.boot.start >= 0x10000);
	assert_true(scene.table.boot.start + scene.table.boot.size <= MULTIBOOT_LOW_END);
	assert_true(scene.table.boot.size >=
		    MULTIBOOT_ROOM + 3 * MULTIBOOT_MODULE_SIZE + sizeof("one a b"));
}

static void a_multiboot_host_needs_low_memory(void **state)
{
	struct scene scene = scene_of_pc(*state);

	scene.system->host.protocol = PROTOCOL_MULTIBOOT;
	scene.system->board.n_memories--;
	assert_int_equal(place_modules(&scene, NULL), -1);
	expect_id(scene.fixture->diag, "place-no-room");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(loader_and_container_are_in_ram, fixture_begin,
						fixture_end),
		cmocka_unit_test_setup_teardown(there_must_be_room, fixture_begin, fixture_end),
		cmocka_unit_test_setup_teardown(modules_are_in_pages_of_their_own, fixture_begin,
						fixture_end),
		cmocka_unit_test_setup_teardown(a_multiboot_host_needs_low_memory, fixture_begin,
						fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
