/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* facts: each of them, of everything that has it. */

#include "cmocka_all.h"

#include <elf.h>

#include "fixture.h"
#include "sample.h"
#include "xpack/facts.h"

#define N_IMAGES 4u

struct scene {
	struct system *system;
	struct elf partitions[2];
	struct blob blobs[2];
	struct load_image images[N_IMAGES];
	struct load_table table;
	struct facts facts;
};

/* control has two segments with a gap; each owner has a blob; partitions are modules, perhaps. */
static void begin(struct scene *scene, void **state)
{
	struct fixture *fixture = *state;
	static const uint8_t bytes[5000];

	*scene = (struct scene){ .system = sample_system(fixture->arena) };
	for (size_t i = 0; i < 2; i++)
		scene->partitions[i] = *sample_view(fixture->arena, "p.elf", SAMPLE_CODE + 8);
	sample_segment(fixture->arena, &scene->partitions[0], PF_R, SAMPLE_DATA, 16, 0x30);
	sample_segment(fixture->arena, &scene->partitions[0], PF_R, SAMPLE_CODE + 4, 16, 16);
	scene->blobs[0].name = sample_text("config", 13, 10);
	scene->blobs[1].name = sample_text("table", 14, 10);
	scene->system->host.blobs = &scene->blobs[0];
	scene->system->host.n_blobs = 1;
	scene->system->partitions[0].blobs = &scene->blobs[1];
	scene->system->partitions[0].n_blobs = 1;
	scene->images[0] = (struct load_image){
		.owner = "config", .kind = IMAGE_MODULE, .load = 0x1000, .data = { bytes, 10 }
	};
	scene->images[1] = (struct load_image){
		.owner = "table", .kind = IMAGE_BLOB, .load = 0x2000, .data = { bytes, 20 }
	};
	scene->images[2] = (struct load_image){
		.owner = "control", .kind = IMAGE_DTB, .load = 0x3000, .data = { bytes, 30 }
	};
	scene->images[3] = (struct load_image){
		.owner = "control", .kind = IMAGE_MODULE, .load = 0x4000, .data = { bytes, 5000 }
	};
	scene->table = (struct load_table){ .images = scene->images, .n_images = N_IMAGES };
	scene->facts = (struct facts){ .system = scene->system,
				       .partitions = scene->partitions,
				       .table = &scene->table };
}

static struct set set_of(enum fact value, const char *partition, const char *blob, const char *area)
{
	return (struct set){
		.value = value, .partition.value = partition, .blob.value = blob, .area.value = area
	};
}

static uint64_t in_host(struct scene *scene, struct set set)
{
	return facts_value(&scene->facts, NULL, &set);
}

static uint64_t in_control(struct scene *scene, struct set set)
{
	return facts_value(&scene->facts, &scene->system->partitions[0], &set);
}

static void of_blobs_and_areas(void **state)
{
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(in_host(&scene, set_of(FACT_SIZE, NULL, "config", NULL)), 10);
	assert_int_equal(in_host(&scene, set_of(FACT_ADDRESS, NULL, "config", NULL)), 0x1000);
	assert_int_equal(in_host(&scene, set_of(FACT_SIZE, "control", "table", NULL)), 20);
	assert_int_equal(in_control(&scene, set_of(FACT_ADDRESS, NULL, "table", NULL)), 0x2000);
	assert_int_equal(in_host(&scene, set_of(FACT_ADDRESS, NULL, NULL, "main")), SAMPLE_HOST);
	assert_int_equal(in_host(&scene, set_of(FACT_SIZE, "telemetry", NULL, "data")), 65536);
	assert_int_equal(in_control(&scene, set_of(FACT_ADDRESS, NULL, NULL, "data")), SAMPLE_DATA);
	scene.system->host.areas[0].size.value = 0x100000000u;
	assert_int_equal(in_host(&scene, set_of(FACT_SIZE, NULL, NULL, "main")), 0x100000000u);
}

static void of_partitions(void **state)
{
	const struct extent packed[2] = { { 0x5000, 48 }, { 0x5030, 64 } };
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(in_host(&scene, set_of(FACT_ADDRESS, "control", NULL, NULL)),
			 SAMPLE_CODE + 4);
	assert_int_equal(in_control(&scene, set_of(FACT_SIZE, NULL, NULL, NULL)),
			 SAMPLE_DATA + 0x30 - (SAMPLE_CODE + 4));
	assert_int_equal(in_control(&scene, set_of(FACT_ENTRY, NULL, NULL, NULL)), SAMPLE_CODE + 8);
	assert_int_equal(in_control(&scene, set_of(FACT_ID, "telemetry", NULL, NULL)), 1);
	scene.system->host.protocol = PROTOCOL_MULTIBOOT;
	assert_int_equal(in_control(&scene, set_of(FACT_SIZE, NULL, NULL, NULL)), 5000);
	assert_int_equal(in_control(&scene, set_of(FACT_ADDRESS, NULL, NULL, NULL)), 0x4000);
	scene.facts.packed = packed;
	assert_int_equal(in_host(&scene, set_of(FACT_SIZE, "telemetry", NULL, NULL)), 64);
	assert_int_equal(in_host(&scene, set_of(FACT_ADDRESS, "telemetry", NULL, NULL)), 0x5030);
}

static void numbers_and_counts(void **state)
{
	struct set set = set_of(FACT_COUNT, NULL, NULL, NULL);
	struct scene scene;

	begin(&scene, state);
	set.of = COUNT_PARTITIONS;
	assert_int_equal(in_control(&scene, set), 2);
	set.of = COUNT_AREAS;
	assert_int_equal(in_host(&scene, set), 1);
	assert_int_equal(in_control(&scene, set), 2);
	set.of = COUNT_BLOBS;
	assert_int_equal(in_host(&scene, set), 1);
	set.partition.value = "telemetry";
	assert_int_equal(in_control(&scene, set), 0);
	set = (struct set){ .number = sample_number(42, 1, 1) };
	assert_int_equal(in_host(&scene, set), 42);
}

/* A partition's blob is no blob of the host, and the other way round. */
static void names_lead_to_their_owners(void **state)
{
	struct set set = set_of(FACT_SIZE, NULL, "table", NULL);
	const struct partition *control;
	struct scene scene;

	begin(&scene, state);
	control = &scene.system->partitions[0];
	assert_null(facts_subject(scene.system, NULL, &set).blob);
	assert_ptr_equal(facts_subject(scene.system, control, &set).blob, &scene.blobs[1]);
	set.blob.value = "config";
	assert_null(facts_subject(scene.system, control, &set).blob);
	set.partition.value = "nobody";
	assert_null(facts_subject(scene.system, control, &set).partition);
	assert_null(facts_subject(scene.system, control, &set).blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(of_blobs_and_areas),
		FIXTURE_TEST(of_partitions),
		FIXTURE_TEST(numbers_and_counts),
		FIXTURE_TEST(names_lead_to_their_owners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
