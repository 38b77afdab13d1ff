/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* packing, up to the last byte of the section, and check_settled on what it writes. */

#include "cmocka_all.h"

#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check_settled.h"
#include "xpack/packing.h"

#define HOST SAMPLE_HOST
#define ARCHIVE (SAMPLE_HOST + 0x40) /* 64 bytes of the file */
#define SIZES (SAMPLE_HOST + 0xc0)   /* in .bss */
#define WRONG "s.xml:1:3: error: [place-wrong] "
#define HELP "s.xml:1:3: help: this is a defect of xpack, which wrote it: please report it\n"

struct scene {
	struct fixture *fixture;
	struct system *system;
	struct elf *host;
	struct linked linked;
	struct elf partitions[2];
	struct spots_owner owner;
	struct spots spots;
	struct load_image image;
	struct load_table table;
	struct linked guests[2];
};

static const uint8_t text[] = "a file of some bytes, and another";

/* Files of 10 and 21 bytes: 12 and 24 padded. */
static void begin(struct scene *scene, void **state)
{
	struct fixture *fixture = *state;
	struct elf *host = sample_view(fixture->arena, "xhost.elf", HOST);
	struct packing *packing;

	*scene = (struct scene){ .fixture = fixture,
				 .system = sample_system(fixture->arena),
				 .host = host };
	packing = &scene->system->host.packing;
	packing->at = (struct location){ "s.xml", 25, 3 };
	packing->section = sample_text(".archive", 25, 10);
	packing->sizes = sample_text("sizes", 25, 20);
	sample_segment(fixture->arena, host, PF_R | PF_W | PF_X, HOST, 0x80, 0x100);
	host->sections = arena_array(fixture->arena, 2, sizeof(*host->sections));
	host->n_sections = 2;
	host->sections[1] = (struct elf_section){ .name = ".archive",
						  .type = SHT_PROGBITS,
						  .flags = SHF_ALLOC,
						  .addr = ARCHIVE,
						  .size = 64 };
	host->symbols = arena_array(fixture->arena, 2, sizeof(*host->symbols));
	host->n_symbols = 2;
	host->symbols[1] = (struct elf_symbol){
		.name = "sizes", .value = SIZES, .size = 8, .section = 1, .binding = STB_GLOBAL
	};
	scene->partitions[0].file = (struct span){ text, 10 };
	scene->partitions[1].file = (struct span){ text + 10, 21 };
	scene->linked = sample_link(fixture->arena, host);
	scene->owner = (struct spots_owner){ .arena = fixture->arena,
					     .diag = fixture->diag,
					     .who = "host 'xhost'",
					     .elf = host,
					     .is_host = true };
}

static struct packing_layout lay_out(struct scene *scene)
{
	scene->spots = (struct spots){ 0 };
	return packing_find(&scene->owner, scene->system, scene->partitions, &scene->spots);
}

static void write_all(struct scene *scene)
{
	struct packing_layout layout = lay_out(scene);
	const struct span files[] = { scene->partitions[0].file, scene->partitions[1].file };

	assert_true(layout.found);
	spots_open(scene->fixture->arena, &scene->linked, NULL, 0, &scene->spots);
	packing_write(&layout, scene->system, files, &scene->spots);
	scene->linked.changes = spots_list(scene->fixture->arena, &scene->spots, false, NULL,
					   &scene->linked.n_changes);
	scene->image = (struct load_image){
		.name = "xhost.segment-0",
		.owner = "xhost",
		.kind = IMAGE_SEGMENT,
		.load = HOST,
		.mem_size = 0x100,
		.data = { scene->linked.segments[0].bytes, (size_t)scene->linked.segments[0].size },
	};
	scene->table = (struct load_table){ .images = &scene->image, .n_images = 1 };
}

static void files_are_behind_each_other(void **state)
{
	struct scene scene;
	struct packing_layout layout;
	const uint8_t *archive;

	begin(&scene, state);
	layout = lay_out(&scene);
	assert_int_equal(layout.files[0].start, ARCHIVE);
	assert_int_equal(layout.files[0].size, 12);
	assert_int_equal(layout.files[1].start, ARCHIVE + 12);
	assert_int_equal(layout.files[1].size, 24);
	write_all(&scene);
	assert_int_equal(scene.linked.segments[0].size, 0xc8);
	archive = scene.linked.segments[0].bytes + 0x40;
	assert_memory_equal(archive, text, 10);
	assert_true(bytes_are_zero(archive + 10, 2));
	assert_memory_equal(archive + 12, text + 10, 21);
	assert_true(bytes_are_zero(archive + 33, 64 - 33));
	assert_memory_equal(scene.linked.segments[0].bytes + 0xc0, "\0\0\0\x0c\0\0\0\x18", 8);
}

/* With the last byte of the section, and one more. */
static void they_fit_to_the_byte(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.host->sections[1].size = 36;
	assert_true(lay_out(&scene).found);
	scene.host->sections[1].size = 35;
	assert_false(lay_out(&scene).found);
	scene.host->sections[1].size = 11;
	assert_false(lay_out(&scene).found);
	expect_report(scene.fixture->diag,
		      "s.xml:25:10: error: [pack-room] host 'xhost': the partitions' files need 36 "
		      "bytes of section '.archive', which has 35\n"
		      "s.xml:18:3: note: partition 'telemetry' is the first that does not fit\n"
		      "s.xml:25:10: help: make the section larger in the host, or strip the "
		      "partitions of what is not loaded\n"
		      "s.xml:25:10: error: [pack-room] host 'xhost': the partitions' files need 36 "
		      "bytes of section '.archive', which has 11\n"
		      "s.xml:14:3: note: partition 'control' is the first that does not fit\n"
		      "s.xml:25:10: help: make the section larger in the host, or strip the "
		      "partitions of what is not loaded\n");
}

static void the_section_is_loaded(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.host->sections[1].type = SHT_NOBITS;
	scene.host->sections[1].addr = HOST + 0x80;
	scene.host->sections[1].size = 0x40;
	assert_true(lay_out(&scene).found);
	scene.host->sections[1].addr = HOST + 0xc4;
	assert_false(lay_out(&scene).found);
	scene.host->sections[1].addr = ARCHIVE + 2;
	assert_false(lay_out(&scene).found);
	scene.host->sections[1].flags |= SHF_TLS;
	assert_false(lay_out(&scene).found);
	scene.host->sections[1].flags = 0;
	assert_false(lay_out(&scene).found);
	expect_report(scene.fixture->diag,
		      "s.xml:25:10: error: [pack] host 'xhost': section '.archive' of 'xhost.elf' "
		      "does not lie in one loaded segment\n"
		      "s.xml:25:10: error: [pack] host 'xhost': section '.archive' of 'xhost.elf' "
		      "starts at 0x40000042, no multiple of 4\n"
		      "s.xml:25:10: error: [pack] host 'xhost': section '.archive' of 'xhost.elf' "
		      "is none of program data\n"
		      "s.xml:25:10: error: [pack] host 'xhost': section '.archive' of 'xhost.elf' "
		      "is not loaded\n");
}

/* From one symbol to the other, which lie where the host's linker put them. */
static void name_symbols(struct scene *scene, uint64_t start, uint64_t end)
{
	struct packing *packing = &scene->system->host.packing;
	struct elf *host = scene->host;

	packing->section = (struct text){ 0 };
	packing->start = sample_text("first", 25, 10);
	packing->end = sample_text("behind", 25, 15);
	host->symbols = arena_array(scene->fixture->arena, 4, sizeof(*host->symbols));
	host->n_symbols = 4;
	host->symbols[1] = (struct elf_symbol){
		.name = "sizes", .value = SIZES, .size = 8, .section = 1, .binding = STB_GLOBAL
	};
	host->symbols[2] = (struct elf_symbol){
		.name = "first", .value = start, .section = 1, .binding = STB_GLOBAL
	};
	host->symbols[3] = (struct elf_symbol){
		.name = "behind", .value = end, .section = 1, .binding = STB_LOCAL
	};
}

static void two_symbols_do_as_well(void **state)
{
	struct scene scene;

	begin(&scene, state);
	name_symbols(&scene, ARCHIVE + 2, ARCHIVE + 2 + 36);
	assert_int_equal(lay_out(&scene).files[0].start, ARCHIVE + 2);
	assert_int_equal(lay_out(&scene).files[1].start, ARCHIVE + 2 + 12);
	write_all(&scene);
	assert_memory_equal(scene.linked.segments[0].bytes + 0x42, text, 10);
	assert_memory_equal(scene.linked.segments[0].bytes + 0x42 + 12, text + 10, 21);
	assert_string_equal(scene.linked.changes[0].name, "first");
	expect_report(scene.fixture->diag, "");
}

static void symbols_have_room_between_them(void **state)
{
	struct scene scene;

	begin(&scene, state);
	name_symbols(&scene, ARCHIVE, ARCHIVE + 35);
	assert_false(lay_out(&scene).found);
	name_symbols(&scene, ARCHIVE, HOST + 0x101);
	assert_false(lay_out(&scene).found);
	name_symbols(&scene, ARCHIVE, ARCHIVE - 1);
	assert_false(lay_out(&scene).found);
	scene.host->symbols[3].name = "elsewhere";
	assert_false(lay_out(&scene).found);
	expect_report(scene.fixture->diag,
		      "s.xml:25:10: error: [pack-room] host 'xhost': the partitions' files need 36 "
		      "bytes of 'first' to 'behind', which has 35\n"
		      "s.xml:18:3: note: partition 'telemetry' is the first that does not fit\n"
		      "s.xml:25:10: help: make the room larger in the host, or strip the "
		      "partitions of what is not loaded\n"
		      "s.xml:25:10: error: [pack] host 'xhost': 'first' to 'behind' of 'xhost.elf' "
		      "does not lie in one loaded segment\n"
		      "s.xml:25:10: error: [pack] host 'xhost': 'first' to 'behind' of 'xhost.elf' "
		      "ends before it starts\n"
		      "s.xml:25:15: error: [pack] host 'xhost': 'xhost.elf' has no symbol "
		      "'behind'\n");
}

static void sizes_have_an_array_that_holds_them(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.system->host.packing.form.width = sample_number(8, 25, 30);
	assert_false(lay_out(&scene).found);
	scene.system->host.packing.form.width.value = 1;
	assert_true(lay_out(&scene).found);
	scene.system->host.packing.align = sample_number(256, 25, 40);
	scene.host->sections[1].addr = HOST;
	scene.host->sections[1].size = 0x200;
	scene.host->segments[0].mem_size = 0x200;
	assert_false(lay_out(&scene).found);
	expect_report(
		scene.fixture->diag,
		"s.xml:25:20: error: [pack] host 'xhost': 'sizes' of 'xhost.elf' has 8 bytes, "
		"too few for 16 at offset 0\n"
		"s.xml:25:20: error: [pack] host 'xhost': the size of partition 'control', "
		"256, does not fit an element of 1 byte\n"
		"s.xml:25:20: error: [pack] host 'xhost': the size of partition 'telemetry', "
		"256, does not fit an element of 1 byte\n");
}

/* What was not read is not counted. */
static void a_file_that_is_not_there_is_no_file(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.partitions[1].file = (struct span){ 0 };
	assert_false(lay_out(&scene).found);
	expect_report(scene.fixture->diag, "");
}

static int settled(struct scene *scene)
{
	const struct place_input input = {
		.system = scene->system,
		.host = scene->host,
		.host_linked = &scene->linked,
		.partitions = scene->partitions,
		.linked = scene->guests,
	};

	return check_settled(scene->fixture->arena, scene->fixture->diag, &input, &scene->table);
}

#define CHANGED WRONG "'control' has bytes in its file that no change lists\n" HELP
#define HOST_CHANGED WRONG "'xhost.segment-0' has bytes that no change lists\n" HELP

/* One byte of each: of the first file, its padding, the rest of the section, the host itself. */
static void every_byte_is_somebodys(void **state)
{
	struct scene scene;
	uint8_t *bytes;

	begin(&scene, state);
	write_all(&scene);
	assert_int_equal(settled(&scene), 0);
	expect_report(scene.fixture->diag, "");
	bytes = scene.linked.segments[0].bytes;
	bytes[0x49]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0x49]--;
	bytes[0x4a]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0x4a]--;
	bytes[0x7f]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0x7f]--;
	bytes[0x3f]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0x3f]--;
	bytes[0xbf]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0xbf]--;
	expect_report(scene.fixture->diag, CHANGED CHANGED WRONG
		      "'.archive' does not end with zeros\n" HELP HOST_CHANGED HOST_CHANGED);
	assert_int_equal(settled(&scene), 0);
}

static void bytes_between_symbols_too(void **state)
{
	struct scene scene;
	uint8_t *bytes;

	begin(&scene, state);
	name_symbols(&scene, ARCHIVE, ARCHIVE + 64);
	write_all(&scene);
	assert_int_equal(settled(&scene), 0);
	bytes = scene.linked.segments[0].bytes;
	bytes[0x49]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0x49]--;
	bytes[0x7f]++;
	assert_int_equal(settled(&scene), -1);
	bytes[0x7f]--;
	scene.host->symbols[3].name = "elsewhere";
	assert_int_equal(settled(&scene), -1);
	expect_report(scene.fixture->diag,
		      "s.xml:1:3: error: [place-wrong] 'control' has bytes in its file that no "
		      "change lists\n" HELP "s.xml:1:3: error: [place-wrong] 'first' does not end "
		      "with zeros\n" HELP "s.xml:1:3: error: [place-wrong] 'the archive' is not "
		      "loaded\n" HELP);
}

/* A word that is a blob's address leads to that blob. */
static void words_lead_to_their_blobs(void **state)
{
	struct set set = { .value = FACT_ADDRESS, .blob.value = "config" };
	uint8_t after[4] = { 0, 0, 0x20, 0 };
	struct load_image images[2];
	struct change change = { .kind = CHANGE_SET,
				 .name = "word",
				 .vaddr = HOST + 4,
				 .paddr = HOST + 4,
				 .size = 4,
				 .after = after,
				 .set = &set };
	struct scene scene;

	begin(&scene, state);
	write_all(&scene);
	scene.system->host.packing.at.line = 0;
	scene.linked = sample_link(scene.fixture->arena, scene.host);
	memcpy(scene.linked.segments[0].bytes + 4, after, 4);
	scene.linked.changes = &change;
	scene.linked.n_changes = 1;
	images[0] = scene.image;
	images[0].data = (struct span){ scene.linked.segments[0].bytes, 0x80 };
	images[1] = (struct load_image){
		.owner = "config", .kind = IMAGE_BLOB, .load = 0x2000, .data = { text, 9 }
	};
	scene.table = (struct load_table){ .images = images, .n_images = 2 };
	assert_int_equal(settled(&scene), 0);
	images[1].load++;
	assert_int_equal(settled(&scene), -1);
	set.value = FACT_SIZE;
	assert_int_equal(settled(&scene), -1);
	after[2] = 0;
	after[3] = 9;
	assert_int_equal(settled(&scene), -1);
	expect_report(scene.fixture->diag,
		      "s.xml:1:3: error: [place-wrong] 'word' is another number than that of its "
		      "blob\n" HELP
		      "s.xml:1:3: error: [place-wrong] 'word' is another number than that of its "
		      "blob\n" HELP "s.xml:1:3: error: [place-wrong] 'word' is not what is "
		      "loaded\n" HELP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(files_are_behind_each_other),
		FIXTURE_TEST(they_fit_to_the_byte),
		FIXTURE_TEST(the_section_is_loaded),
		FIXTURE_TEST(two_symbols_do_as_well),
		FIXTURE_TEST(symbols_have_room_between_them),
		FIXTURE_TEST(sizes_have_an_array_that_holds_them),
		FIXTURE_TEST(a_file_that_is_not_there_is_no_file),
		FIXTURE_TEST(every_byte_is_somebodys),
		FIXTURE_TEST(bytes_between_symbols_too),
		FIXTURE_TEST(words_lead_to_their_blobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
