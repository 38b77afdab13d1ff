/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* place, on ELF views that are built by hand. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "loader/params.h"
#include "random.h"
#include "scene.h"
#include "xpack/dt.h"

#define PAGE PLACE_PAGE_SIZE
#define WORK_SIZE ((uint32_t)params_work_size(65536, 1))
#define WORK_PAGES ((uint32_t)align_up(WORK_SIZE, PAGE))

static const char *kind_name(enum image_kind kind)
{
	static const char *const names[] = { "segment", "module", "dtb", "blob", "zero" };

	return names[kind];
}

/* One line for each image. */
static void expect_table(const struct scene *scene, const char *expected)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < scene->table.n_images; i++) {
		const struct load_image *image = &scene->table.images[i];

		buf_printf(&out, "%s %s %s 0x%x+0x%x", image->name, image->owner,
			   kind_name(image->kind), image->load, image->mem_size);
		if (image->kind != IMAGE_DTB)
			buf_printf(&out, " data %zu", image->data.size);
		if (image->has_entry)
			buf_printf(&out, " entry 0x%x", image->entry);
		buf_printf(&out, "\n");
	}
	buf_put(&out, NULL, 1);
	assert_string_equal((const char *)out.data, expected);
	buf_free(&out);
}

static void the_table_of_the_sample(void **state)
{
	struct scene scene = scene_of(*state);

	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	expect_table(&scene,
		     "xhost.segment-0 xhost segment 0x40000000+0x2001 data 8193 entry 0x40000000\n"
		     "xhost.dtb xhost dtb 0x47ffd000+0x1000\n"
		     "control.segment-0 control segment 0x40100000+0x800 data 2048\n"
		     "control.segment-1 control segment 0x40110000+0x100 data 16\n"
		     "control.dtb control dtb 0x47fff000+0x1000\n"
		     "telemetry.segment-0 telemetry segment 0x40200000+0x400 data 1024\n"
		     "telemetry.dtb telemetry dtb 0x47ffe000+0x1000\n"
		     "xhost.zero-0 xhost zero 0x40002001+0xfdfff data 0\n"
		     "control.zero-0 control zero 0x40110100+0xff00 data 0\n"
		     "telemetry.zero-0 telemetry zero 0x40210000+0x10000 data 0\n");
	assert_int_equal(scene.table.kernel, 0);
	assert_int_equal(scene.table.fdt, 1);
	assert_int_equal(scene.table.manifest_cap, 65536);
	assert_int_equal(scene.table.work.start, 0x47ffd000 - WORK_PAGES);
	assert_int_equal(scene.table.work.size, WORK_PAGES);
}

static void bytes_are_those_of_the_linked_segments(void **state)
{
	struct scene scene = scene_of(*state);

	assert_int_equal(scene_place(&scene), 0);
	assert_memory_equal(scene.table.images[0].data.data, scene.host->segments[0].data.data,
			    0x2001);
	assert_memory_equal(scene.table.images[3].data.data,
			    scene.partitions[0]->segments[1].data.data, 0x10);
}

static uint32_t cell(struct span tree, const char *path, const char *name, size_t i)
{
	struct span value;

	assert_true(dt_find(tree, path, name, &value));
	assert_true(value.size >= (i + 1) * 4);
	return get_be32(value.data + i * 4);
}

/* The host's tree says where everything really is. */
static void the_system_tree_has_the_places(void **state)
{
	struct scene scene = scene_of(*state);
	struct span tree;

	assert_int_equal(scene_place(&scene), 0);
	tree = scene.table.images[scene.table.fdt].data;
	assert_int_equal(cell(tree, "/loader", "reg", 0), scene.table.work.start);
	assert_int_equal(cell(tree, "/loader", "reg", 1), scene.table.work.size);
	assert_int_equal(cell(tree, "/partitions/control", "xpack,entry", 0), SAMPLE_CODE + 8);
	assert_int_equal(cell(tree, "/partitions/control", "xpack,dtb", 0),
			 scene.table.images[4].load);
	assert_int_equal(cell(tree, "/partitions/control", "xpack,dtb", 1),
			 scene.table.images[4].mem_size);
	assert_int_equal(cell(tree, "/partitions/telemetry", "xpack,dtb", 0),
			 scene.table.images[6].load);
}

/* A zero area in which segments lie: what is in front, between and behind them. */
static void every_rest_of_a_zero_area_is_zeroed(void **state)
{
	struct scene scene = scene_of(*state);
	struct arena *arena = scene.fixture->arena;

	scene.partitions[0]->n_segments = 1;
	sample_segment(arena, scene.partitions[0], PF_R | PF_W, SAMPLE_DATA + 0x100, 4, 0x100);
	sample_segment(arena, scene.partitions[0], PF_R | PF_W, SAMPLE_DATA + 0x200, 4, 4);
	sample_segment(arena, scene.partitions[0], PF_R | PF_W, SAMPLE_DATA + 0x8000, 0, 0x8000);
	/* The second area of the other is filled to its last byte, its first is not zeroed. */
	sample_segment(arena, scene.partitions[1], PF_R | PF_W, SAMPLE_DATA_2, 1, 0x10000);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	expect_table(&scene,
		     "xhost.segment-0 xhost segment 0x40000000+0x2001 data 8193 entry 0x40000000\n"
		     "xhost.dtb xhost dtb 0x47ffd000+0x1000\n"
		     "control.segment-0 control segment 0x40100000+0x800 data 2048\n"
		     "control.segment-1 control segment 0x40110100+0x100 data 4\n"
		     "control.segment-2 control segment 0x40110200+0x4 data 4\n"
		     "control.segment-3 control zero 0x40118000+0x8000 data 0\n"
		     "control.dtb control dtb 0x47fff000+0x1000\n"
		     "telemetry.segment-0 telemetry segment 0x40200000+0x400 data 1024\n"
		     "telemetry.segment-1 telemetry segment 0x40210000+0x10000 data 1\n"
		     "telemetry.dtb telemetry dtb 0x47ffe000+0x1000\n"
		     "xhost.zero-0 xhost zero 0x40002001+0xfdfff data 0\n"
		     "control.zero-0 control zero 0x40110000+0x100 data 0\n"
		     "control.zero-1 control zero 0x40110204+0x7dfc data 0\n");
}

/* p_paddr places, p_vaddr is where the entry counts from. */
static void the_entry_is_physical(void **state)
{
	struct scene scene = scene_of(*state);
	struct arena *arena = scene.fixture->arena;

	sample_segment(arena, scene.host, PF_R | PF_X, SAMPLE_HOST + 0x4000, 0x100, 0x200)->vaddr =
		0xf0000000;
	scene.host->entry = 0xf0000040;
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_int_equal(scene.table.kernel, 1);
	assert_int_equal(scene.table.images[1].entry, SAMPLE_HOST + 0x4040);
	assert_int_equal(scene.table.images[1].load, SAMPLE_HOST + 0x4000);
}

/* The host takes all of the RAM but the pages given. */
static void leave_free(struct scene *scene, uint32_t size)
{
	struct area *area = &scene->system->host.areas[0];

	area->zero = false;
	area->start.value = SAMPLE_DATA_2 + 0x10000;
	area->size.value = SAMPLE_RAM_END - size - area->start.value;
	scene->system->board.memories[1].start.value = SAMPLE_CODE_2;
	scene->system->board.memories[1].size.value = SAMPLE_RAM_END - SAMPLE_CODE_2;
	scene->host->n_segments = 0;
	sample_segment(scene->fixture->arena, scene->host, PF_R | PF_X, area->start.value, 4, 4);
	scene->host->entry = area->start.value;
	/* The other partition alone is left. */
	scene->system->partitions++;
	scene->system->n_partitions = 1;
	scene->system->plans[0].slots++;
	scene->system->plans[0].n_slots = 1;
	scene->partitions[0] = scene->partitions[1];
}

static void the_work_area_is_free_ram_where_there_is_any(void **state)
{
	struct scene scene = scene_of(*state);

	leave_free(&scene, 2 * PAGE + WORK_PAGES);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_null(scene_area_at(scene.system, scene.table.work.start, scene.table.work.size));
	assert_int_equal(scene.table.work.start, SAMPLE_RAM_END - 2 * PAGE - WORK_PAGES);
}

/* One page less, and it goes into the host's area, as high as nothing is loaded. */
static void the_work_area_is_in_an_area_where_nothing_is_loaded(void **state)
{
	struct scene scene = scene_of(*state);
	uint64_t top;

	leave_free(&scene, PAGE + WORK_PAGES);
	top = SAMPLE_RAM_END - PAGE - WORK_PAGES;
	sample_segment(scene.fixture->arena, scene.host, PF_R | PF_W, top - 0x10, 4, 0x10);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	/* The trees took two of the free pages; what is left joins none of the area's. */
	assert_int_equal(scene.table.work.start, top - PAGE - WORK_PAGES);
}

/* Zeroed areas are as good as loaded: the loader zeroes them before the host runs. */
static void the_work_area_is_never_in_a_zero_area(void **state)
{
	struct scene scene = scene_of(*state);

	leave_free(&scene, 2 * PAGE);
	scene.system->host.areas[0].zero = true;
	assert_int_equal(scene_place(&scene), -1);
	expect_report(scene.fixture->diag,
		      "s.xml:2:3: error: [place-no-room] no free RAM of 120 KiB for the loader's "
		      "work area\n"
		      "s.xml:2:3: help: declare more Memory of kind ram, or make areas smaller\n");
}

/* It is zeroed behind the host's areas and before the partitions', and is one image however many
 * use it. */
static void shared_memory_is_zeroed_once(void **state)
{
	struct scene scene = scene_of(*state);
	struct arena *arena = scene.fixture->arena;

	sample_add_shared(arena, scene.system, "kept", 0x40400000, PAGE, 30);
	sample_add_shared(arena, scene.system, "samples", 0x40300000, 2 * PAGE, 31)->zero = true;
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_string_equal(scene.table.images[7].name, "xhost.zero-0");
	assert_string_equal(scene.table.images[8].name, "samples.zero-0");
	assert_string_equal(scene.table.images[8].owner, "samples");
	assert_string_equal(scene.table.images[8].description, "samples, shared memory");
	assert_int_equal(scene.table.images[8].kind, IMAGE_ZERO);
	assert_int_equal(scene.table.images[8].load, 0x40300000);
	assert_int_equal(scene.table.images[8].mem_size, 2 * PAGE);
	assert_string_equal(scene.table.images[9].name, "control.zero-0");
	assert_int_equal(scene.table.n_images, 11);
}

/* Not even the loader's work area, which may lie in an area where nothing is loaded. */
static void nothing_is_put_into_shared_memory(void **state)
{
	struct scene scene = scene_of(*state);
	struct area *area;

	sample_add_shared(scene.fixture->arena, scene.system, "kept", SAMPLE_RAM_END - PAGE, PAGE,
			  30);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_int_equal(scene.table.images[4].load, SAMPLE_RAM_END - 2 * PAGE); /* a tree */
	scene = scene_of(scene.fixture);
	area = &scene.system->host.areas[0];
	leave_free(&scene, 2 * PAGE);
	sample_add_shared(scene.fixture->arena, scene.system, "kept", area->start.value + PAGE,
			  area->size.value - PAGE, 30);
	area->size.value = PAGE;
	assert_int_equal(scene_place(&scene), -1);
	expect_report(scene.fixture->diag,
		      "s.xml:2:3: error: [place-no-room] no free RAM of 120 KiB for the loader's "
		      "work area\n"
		      "s.xml:2:3: help: declare more Memory of kind ram, or make areas smaller\n");
}

static void trees_are_never_in_an_area(void **state)
{
	struct scene scene = scene_of(*state);

	leave_free(&scene, PAGE);
	assert_int_equal(scene_place(&scene), -1);
	expect_report(scene.fixture->diag,
		      "s.xml:2:3: error: [place-no-room] no free RAM of 4 KiB for the host's "
		      "device tree\n"
		      "s.xml:2:3: help: declare more Memory of kind ram, or make areas smaller\n");
	fixture_forget(scene.fixture);
	scene = scene_of(scene.fixture);
	leave_free(&scene, 0);
	assert_int_equal(scene_place(&scene), -1);
	expect_report(scene.fixture->diag,
		      "s.xml:2:3: error: [place-no-room] no free RAM of 4 KiB for the device tree "
		      "of partition 'telemetry'\n"
		      "s.xml:2:3: help: declare more Memory of kind ram, or make areas smaller\n");
}

/* A raw host reads no tree, and may take all of the RAM. */
static void trees_of_a_raw_host_may_be_in_its_area(void **state)
{
	struct scene scene = scene_of(*state);

	leave_free(&scene, 0);
	scene.system->host.protocol = PROTOCOL_RAW;
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_int_equal(scene.table.images[scene.table.fdt].load, SAMPLE_RAM_END - 2 * PAGE);
}

static void trees_longer_than_a_page_get_more(void **state)
{
	struct scene scene = scene_of(*state);

	for (uint32_t i = 0; i < 100; i++)
		sample_add_device(scene.fixture->arena, scene.system,
				  arena_printf(scene.fixture->arena, "device%u", i),
				  0x80001000 + i * 16, 16, 30);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_true(scene.table.images[scene.table.fdt].mem_size > PAGE);
}

/* The last byte of the address space may be RAM. */
static void ram_may_end_at_4_gib(void **state)
{
	struct scene scene = scene_of(*state);

	sample_add_memory(scene.fixture->arena, scene.system, "high", MEMORY_RAM, 0xfff00000,
			  0x100000, 30);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_int_equal(scene.table.images[4].load, 0xfffff000);
}

static void a_host_alone_is_a_system(void **state)
{
	struct scene scene = scene_of(*state);

	scene.system->n_partitions = 0;
	scene.system->n_plans = 0;
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_int_equal(scene.table.n_images, 3);
}

static void the_work_area_grows_with_the_cap(void **state)
{
	struct scene scene = scene_of(*state);

	scene.system->loader.manifest_cap = sample_number(4096, 24, 30);
	assert_int_equal(scene_place(&scene), 0);
	scene_expect_sound(&scene);
	assert_int_equal(scene.table.work.size, align_up(params_work_size(4096, 1), PAGE));
	assert_int_equal(scene.table.manifest_cap, 4096);
}

/* The longest names that a description can have make names that a container can have. */
static void names_fit_the_container(void **state)
{
	static const char longest[] = "abcdefghijklmnopqrstuvwxyz1234";
	struct scene scene = scene_of(*state);

	scene.system->host.name.value = longest;
	scene.system->host.areas[0].name.value = longest;
	assert_int_equal(scene_place(&scene), 0);
	for (size_t i = 0; i < scene.table.n_images; i++)
		assert_true(strlen(scene.table.images[i].name) <= CONTAINER_MAX_NAME);
}

/* Bytes of the area in which an image lies. */
static uint64_t n_covered(const struct scene *scene, const struct area *area)
{
	uint64_t n = 0;

	for (size_t i = 0; i < scene->table.n_images; i++) {
		const struct load_image *image = &scene->table.images[i];

		if (ranges_meet(image->load, image->mem_size, area->start.value, area->size.value))
			n += image->mem_size;
	}
	return n;
}

static void expect_covered(const struct scene *scene, const struct area *areas, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t covered = n_covered(scene, &areas[i]);

		if (areas[i].zero)
			assert_int_equal(covered, areas[i].size.value);
		else if (scene->system->host.protocol == PROTOCOL_XPACK)
			assert_in_range(covered, 0, areas[i].size.value / 2);
	}
}

/* The area's next free place, and in it a segment of at most half its size. */
static void scatter(struct scene *scene, struct area *area, struct elf *elf, uint64_t *at,
		    uint64_t *seed)
{
	uint32_t n_pages = 1 + random_below(seed, 8);
	uint32_t size = 1 + random_below(seed, n_pages * PAGE / 2);

	*at += random_below(seed, 6) * PAGE;
	area->start.value = *at;
	area->size.value = n_pages * PAGE;
	area->zero = random_below(seed, 2) == 0;
	sample_segment(scene->fixture->arena, elf, PF_R | PF_X,
		       *at + random_below(seed, n_pages * PAGE / 2) / 4 * 4, 4 + size / 8,
		       4 + size / 2);
	*at += n_pages * PAGE;
}

static void scatter_all(struct scene *scene, uint64_t *seed)
{
	struct system *system = scene->system;
	uint64_t at = SAMPLE_HOST;

	scene->host->n_segments = 0;
	scatter(scene, &system->host.areas[0], scene->host, &at, seed);
	scene->host->entry = scene->host->segments[0].vaddr;
	for (size_t i = 0; i < 2; i++) {
		scene->partitions[i]->n_segments = 0;
		for (size_t j = 0; j < 2; j++)
			scatter(scene, &system->partitions[i].areas[j], scene->partitions[i], &at,
				seed);
		scene->partitions[i]->entry = scene->partitions[i]->segments[0].vaddr;
	}
	system->board.memories[1].size.value = at - SAMPLE_HOST + random_below(seed, 8) * PAGE;
	system->loader.manifest_cap = sample_number(4096, 24, 30);
	system->host.protocol = random_below(seed, 3) == 0 ? PROTOCOL_RAW : PROTOCOL_XPACK;
}

/* Whatever the layout: the table is sound and zero areas are covered, or there is no room. */
static void tables_of_random_systems_are_sound(void **state)
{
	struct fixture *fixture = *state;
	unsigned n_placed = 0;
	unsigned n_refused = 0;
	uint64_t seed = 3;

	for (unsigned round = 0; round < 2000; round++) {
		struct fixture own = { arena_new(), diag_new(), NULL };
		struct scene scene = scene_of(&own);

		scatter_all(&scene, &seed);
		if (scene_place(&scene) == 0) {
			scene_expect_sound(&scene);
			expect_covered(&scene, scene.system->host.areas, 1);
			for (size_t i = 0; i < 2; i++)
				expect_covered(&scene, scene.system->partitions[i].areas, 2);
			n_placed++;
		} else {
			expect_id(own.diag, "place-no-room");
			n_refused++;
		}
		diag_free(own.diag);
		arena_free(own.arena);
	}
	expect_report(fixture->diag, "");
	assert_true(n_placed > 500 && n_refused > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_table_of_the_sample),
		FIXTURE_TEST(bytes_are_those_of_the_linked_segments),
		FIXTURE_TEST(the_system_tree_has_the_places),
		FIXTURE_TEST(every_rest_of_a_zero_area_is_zeroed),
		FIXTURE_TEST(the_entry_is_physical),
		FIXTURE_TEST(the_work_area_is_free_ram_where_there_is_any),
		FIXTURE_TEST(the_work_area_is_in_an_area_where_nothing_is_loaded),
		FIXTURE_TEST(the_work_area_is_never_in_a_zero_area),
		FIXTURE_TEST(shared_memory_is_zeroed_once),
		FIXTURE_TEST(nothing_is_put_into_shared_memory),
		FIXTURE_TEST(trees_are_never_in_an_area),
		FIXTURE_TEST(trees_of_a_raw_host_may_be_in_its_area),
		FIXTURE_TEST(trees_longer_than_a_page_get_more),
		FIXTURE_TEST(ram_may_end_at_4_gib),
		FIXTURE_TEST(a_host_alone_is_a_system),
		FIXTURE_TEST(the_work_area_grows_with_the_cap),
		FIXTURE_TEST(names_fit_the_container),
		FIXTURE_TEST(tables_of_random_systems_are_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
