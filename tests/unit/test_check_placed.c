/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_placed, on load tables that are right but for one number. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "scene.h"
#include "xpack/check_placed.h"

#define PAGE PLACE_PAGE_SIZE
#define HELP                                                                                       \
	"s.xml:1:3: help: this is a defect of xpack, which found the places: please report it\n"

static struct load_image *image(struct scene *scene, const char *name)
{
	for (size_t i = 0; i < scene->table.n_images; i++)
		if (strcmp(scene->table.images[i].name, name) == 0)
			return &scene->table.images[i];
	fail_msg("no image '%s'", name);
	return NULL;
}

static struct scene placed_scene(void **state)
{
	struct scene scene = scene_of(*state);

	assert_int_equal(scene_place(&scene), 0);
	return scene;
}

static int check(struct scene *scene, struct linked *linked)
{
	struct arena *arena = scene->fixture->arena;
	struct linked copies[] = { sample_link(arena, scene->partitions[0]),
				   sample_link(arena, scene->partitions[1]) };
	const struct place_input input = {
		.system = scene->system,
		.host = scene->host,
		.linked = linked == NULL ? copies : linked,
	};

	return check_placed(arena, scene->fixture->diag, &input, &scene->table);
}

/* Everything that is reported, and that the result says so. */
static void expect_placed(struct scene *scene, const char *report)
{
	assert_int_equal(check(scene, NULL), report[0] == '\0' ? 0 : -1);
	expect_report(scene->fixture->diag, report);
	fixture_forget(scene->fixture);
}

static void what_place_makes_is_right(void **state)
{
	struct scene scene = placed_scene(state);

	expect_placed(&scene, "");
}

/* The last byte of one on the first of the other; a byte less, and they touch. */
static void images_are_apart_to_the_byte(void **state)
{
	struct scene scene = placed_scene(state);
	struct load_image *segment = image(&scene, "xhost.segment-0");

	assert_int_equal(segment->load + segment->mem_size, image(&scene, "xhost.zero-0")->load);
	segment->mem_size++;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'xhost.zero-0' "
			      "0x40002001..0x400fffff overlaps image 'xhost.segment-0' "
			      "0x40000000..0x40002001\n" HELP);
	segment->mem_size -= 2;
	expect_placed(&scene, "");
}

static void trees_are_apart_from_the_loader(void **state)
{
	struct scene scene = placed_scene(state);

	scene.table.work.size++;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'xhost.dtb' "
			      "0x47ffd000..0x47ffdfff overlaps work area of the 'loader' "
			      "0x47fdf000..0x47ffd000\n" HELP);
	scene.table.work.size -= 2;
	expect_placed(&scene, "");
}

/* Both edges of RAM, at both sides. */
static void all_lies_in_ram(void **state)
{
	struct scene scene = placed_scene(state);
	struct load_image *tree = image(&scene, "control.dtb");

	assert_int_equal(tree->load + tree->mem_size, SAMPLE_RAM_END);
	tree->mem_size++;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'control.dtb' "
			      "0x47fff000..0x48000000 does not lie in one RAM\n" HELP);
	tree->mem_size--;
	scene.table.work.start = SAMPLE_HOST - 1;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'xhost.segment-0' "
			      "0x40000000..0x40002000 overlaps work area of the 'loader' "
			      "0x3fffffff..0x4001dffe\n" HELP
			      "s.xml:1:3: error: [place-wrong] image 'xhost.zero-0' "
			      "0x40002001..0x400fffff overlaps work area of the 'loader' "
			      "0x3fffffff..0x4001dffe\n" HELP
			      "s.xml:1:3: error: [place-wrong] work area of the 'loader' "
			      "0x3fffffff..0x4001dffe does not lie in one RAM\n" HELP);
}

static void a_tree_lies_in_no_area(void **state)
{
	struct scene scene = placed_scene(state);
	struct load_image *tree = image(&scene, "telemetry.dtb");

	tree->load = SAMPLE_DATA + 0x10000;
	expect_placed(&scene, "");
	tree->load--;
	image(&scene, "control.zero-0")->mem_size--;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'telemetry.dtb' "
			      "0x4011ffff..0x40120ffe lies in partition 'control' area 'data' "
			      "0x40110000..0x4011ffff\n"
			      "s.xml:16:3: note: partition 'control' area 'data' is declared "
			      "here\n" HELP);
	scene.system->host.protocol = PROTOCOL_RAW; /* whose hosts read none */
	expect_placed(&scene, "");
}

static void a_segment_lies_in_an_area_of_its_owner(void **state)
{
	struct scene scene = placed_scene(state);
	struct load_image *segment = image(&scene, "control.segment-0");

	segment->load = SAMPLE_CODE_2 + 0x400;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'control.segment-0' "
			      "0x40200400..0x40200bff lies in partition 'telemetry' area 'code' "
			      "0x40200000..0x4020ffff\n"
			      "s.xml:19:3: note: partition 'telemetry' area 'code' is declared "
			      "here\n" HELP);
	segment->load = SAMPLE_DATA + 0x10000 - 1;
	segment->mem_size = 2;
	image(&scene, "control.zero-0")->mem_size--;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'control.segment-0' "
			      "0x4011ffff..0x40120000 lies in no area\n" HELP);
}

/* Cleared, as it is declared: right; loaded into: wrong, whatever the image says. */
static void a_shared_memory_is_only_cleared(void **state)
{
	struct scene scene = scene_of(*state);
	struct shared_memory *memory = sample_add_shared(scene.fixture->arena, scene.system,
							 "state", SAMPLE_CODE + 0x80000, PAGE, 30);

	memory->zero = true;
	assert_int_equal(scene_place(&scene), 0);
	expect_placed(&scene, "");
	image(&scene, "state.zero-0")->kind = IMAGE_SEGMENT;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'state.zero-0' "
			      "0x40180000..0x40180fff is loaded into shared memory 'state' "
			      "0x40180000..0x40180fff\n"
			      "s.xml:30:3: note: shared memory 'state' is declared here\n" HELP);
	image(&scene, "state.zero-0")->load += 2 * PAGE;
	image(&scene, "state.zero-0")->kind = IMAGE_DTB;
	scene.table.work.start = SAMPLE_CODE + 0x80fff;
	scene.table.work.size = 1;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] work area of the 'loader' "
			      "0x40180fff..0x40180fff lies in shared memory 'state' "
			      "0x40180000..0x40180fff\n"
			      "s.xml:30:3: note: shared memory 'state' is declared here\n" HELP);
}

static void nothing_lies_over_a_device(void **state)
{
	struct scene scene = placed_scene(state);

	scene.system->board.devices[0].start.value = 0x47fff000 + PAGE - 1;
	scene.system->board.devices[0].size.value = 1;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'control.dtb' "
			      "0x47fff000..0x47ffffff lies over device 'uart0' "
			      "0x47ffffff..0x47ffffff\n"
			      "s.xml:8:3: note: device 'uart0' is declared here\n" HELP);
}

/* On a PC loader and container lie in RAM, as images do. */
static void the_container_is_apart(void **state)
{
	struct scene scene = scene_of(*state);

	scene.system->board.arch = ARCH_X86;
	assert_int_equal(scene_place(&scene), 0);
	expect_placed(&scene, "");
	scene.table.region.size++;
	assert_int_equal(check(&scene, NULL), -1);
	expect_id(scene.fixture->diag, "place-wrong");
}

static void an_image_has_bytes_and_an_end(void **state)
{
	struct scene scene = placed_scene(state);

	image(&scene, "control.dtb")->mem_size = 0;
	image(&scene, "telemetry.dtb")->mem_size = UINT32_MAX;
	expect_placed(&scene, "s.xml:1:3: error: [place-wrong] image 'control.dtb' is no range of "
			      "addresses\n" HELP
			      "s.xml:1:3: error: [place-wrong] image 'telemetry.dtb' is no range "
			      "of addresses\n" HELP);
}

/* To the last byte of the segment, and not one further; and in nobody else's. */
static void a_stub_lies_in_a_segment_of_its_partition(void **state)
{
	struct scene scene = placed_scene(state);
	struct arena *arena = scene.fixture->arena;
	struct linked linked[] = { sample_link(arena, scene.partitions[0]),
				   sample_link(arena, scene.partitions[1]) };
	struct change change = { .name = "xh_yield", .paddr = SAMPLE_CODE + 0x7c0, .size = 64 };

	linked[0].changes = &change;
	linked[0].n_changes = 1;
	assert_int_equal(check(&scene, linked), 0);
	change.paddr++;
	assert_int_equal(check(&scene, linked), -1);
	change.paddr = SAMPLE_CODE_2;
	assert_int_equal(check(&scene, linked), -1);
	change.paddr = SAMPLE_DATA_2;
	assert_int_equal(check(&scene, linked), -1);
	assert_int_equal(diag_n_errors(scene.fixture->diag), 3);
	expect_first(scene.fixture->diag,
		     "s.xml:1:3: error: [place-wrong] stub 'xh_yield' 0x401007c1..0x40100800 does "
		     "not lie in one segment of its partition\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(what_place_makes_is_right),
		FIXTURE_TEST(images_are_apart_to_the_byte),
		FIXTURE_TEST(trees_are_apart_from_the_loader),
		FIXTURE_TEST(all_lies_in_ram),
		FIXTURE_TEST(a_tree_lies_in_no_area),
		FIXTURE_TEST(a_segment_lies_in_an_area_of_its_owner),
		FIXTURE_TEST(a_shared_memory_is_only_cleared),
		FIXTURE_TEST(nothing_lies_over_a_device),
		FIXTURE_TEST(the_container_is_apart),
		FIXTURE_TEST(an_image_has_bytes_and_an_end),
		FIXTURE_TEST(a_stub_lies_in_a_segment_of_its_partition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
