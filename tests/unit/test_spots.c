/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* spots: where words lie, to the byte, and that nothing but they is written. */

#include "cmocka_all.h"

#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/spots.h"

#define TEXT 0x40100000u  /* 16 bytes, executable */
#define DATA 0x40110000u  /* virtual; 16 bytes, and 16 of .bss */
#define PLACE 0x40510000u /* physical */
#define BLOB 0x40600000u  /* 8 bytes */

static const uint8_t blob_bytes[8] = "a blob!";

struct scene {
	struct fixture *fixture;
	struct elf *elf;
	struct linked linked;
	struct blob blob;
	struct span file;
	struct spots_owner owner;
	struct spots spots;
};

static void begin(struct scene *scene, void **state, bool is_host)
{
	struct fixture *fixture = *state;

	*scene = (struct scene){ .fixture = fixture };
	scene->elf = sample_view(fixture->arena, "nav.elf", TEXT);
	sample_segment(fixture->arena, scene->elf, PF_R | PF_X, TEXT, 16, 16);
	sample_segment(fixture->arena, scene->elf, PF_R | PF_W, DATA, 16, 32)->paddr = PLACE;
	scene->elf->segments[0].offset = 0x1000;
	scene->elf->segments[1].offset = 0x1010;
	scene->linked = sample_link(fixture->arena, scene->elf);
	scene->blob = (struct blob){ .name = sample_text("blob", 30, 10),
				     .address = sample_number(BLOB, 30, 30) };
	scene->file = (struct span){ blob_bytes, sizeof(blob_bytes) };
	scene->owner = (struct spots_owner){
		.arena = fixture->arena,
		.diag = fixture->diag,
		.who = is_host ? "host 'xhost'" : "partition 'nav'",
		.elf = scene->elf,
		.linked = &scene->linked,
		.blobs = &scene->blob,
		.files = &scene->file,
		.n_blobs = 1,
		.is_host = is_host,
	};
}

static void add_symbol(struct scene *scene, const char *name, uint64_t value, uint64_t size,
		       uint8_t binding)
{
	struct elf *elf = scene->elf;

	if (elf->n_symbols == 0) {
		elf->symbols = arena_array(scene->fixture->arena, 8, sizeof(*elf->symbols));
		elf->n_symbols = 1;
	}
	elf->symbols[elf->n_symbols++] = (struct elf_symbol){
		.name = name, .value = value, .size = size, .section = 1, .binding = binding
	};
}

static struct set set_at(uint64_t address, uint64_t width, uint32_t line)
{
	return (struct set){ .address = sample_number(address, line, 30),
			     .form.width = sample_number(width, line, 40) };
}

static struct set set_of(const char *symbol, uint64_t offset, uint64_t width, uint32_t line)
{
	return (struct set){ .symbol = sample_text(symbol, line, 20),
			     .offset = sample_number(offset, line, 30),
			     .form.width = sample_number(width, line, 40) };
}

static void find(struct scene *scene, struct set set)
{
	struct set *copy = arena_alloc(scene->fixture->arena, sizeof(*copy));

	*copy = set;
	spots_find_sets(&scene->owner, copy, 1, &scene->spots);
}

/* The first and the last byte of data, of .bss and of the blob; each one further is none. */
static void an_address_is_physical(void **state)
{
	struct scene scene;

	begin(&scene, state, false);
	find(&scene, set_at(PLACE, 4, 1));
	find(&scene, set_at(PLACE + 24, 8, 2));
	find(&scene, set_at(BLOB + 6, 2, 3));
	expect_report(scene.fixture->diag, "");
	assert_int_equal(scene.spots.n, 3);
	assert_int_equal(scene.spots.items[1].vaddr, DATA + 24);
	assert_int_equal(scene.spots.items[1].paddr, PLACE + 24);
	assert_null(scene.spots.items[2].segment);
	find(&scene, set_at(PLACE - 1, 1, 4));
	find(&scene, set_at(PLACE + 25, 8, 5));
	find(&scene, set_at(BLOB + 7, 2, 6));
	find(&scene, set_at(DATA, 4, 7));
	expect_report(scene.fixture->diag,
		      "s.xml:4:30: error: [set-place] partition 'nav': 1 bytes at 0x4050ffff do "
		      "not lie in one segment of 'nav.elf', or in one blob\n"
		      "s.xml:5:30: error: [set-place] partition 'nav': 8 bytes at 0x40510019 do "
		      "not lie in one segment of 'nav.elf', or in one blob\n"
		      "s.xml:6:30: error: [set-place] partition 'nav': 2 bytes at 0x40600007 do "
		      "not lie in one segment of 'nav.elf', or in one blob\n"
		      "s.xml:7:30: error: [set-place] partition 'nav': 4 bytes at 0x40110000 do "
		      "not lie in one segment of 'nav.elf', or in one blob\n");
	assert_int_equal(scene.spots.n, 3);
}

static void a_symbol_is_virtual_and_has_its_size(void **state)
{
	struct scene scene;

	begin(&scene, state, false);
	add_symbol(&scene, "table", DATA + 8, 8, STB_GLOBAL);
	add_symbol(&scene, "open", DATA + 28, 0, STB_WEAK);
	find(&scene, set_of("table", 4, 4, 1));
	find(&scene, set_of("open", 0, 4, 2));
	assert_int_equal(scene.spots.n, 2);
	assert_int_equal(scene.spots.items[0].paddr, PLACE + 12);
	assert_string_equal(scene.spots.items[0].name, "table+4");
	find(&scene, set_of("table", 5, 4, 3));
	find(&scene, set_of("open", 1, 4, 4));
	find(&scene, set_of("open", UINT64_MAX, 4, 5));
	expect_report(scene.fixture->diag,
		      "s.xml:3:20: error: [set-place] partition 'nav': 'table' of 'nav.elf' has 8 "
		      "bytes, too few for 4 at offset 5\n"
		      "s.xml:4:20: error: [set-place] partition 'nav': 4 bytes at 'open+1', "
		      "0x4011001d, do not lie in one segment of 'nav.elf'\n"
		      "s.xml:5:20: error: [set-place] partition 'nav': 4 bytes at "
		      "'open+18446744073709551615', 0x4011001b, do not lie in one segment of "
		      "'nav.elf'\n");
}

/* A global one hides local ones; of local ones there may be one. */
static void a_local_symbol_is_the_only_one(void **state)
{
	struct scene scene;

	begin(&scene, state, false);
	add_symbol(&scene, "one", DATA, 4, STB_LOCAL);
	add_symbol(&scene, "two", DATA, 4, STB_LOCAL);
	add_symbol(&scene, "two", DATA + 4, 4, STB_LOCAL);
	add_symbol(&scene, "hidden", DATA, 4, STB_LOCAL);
	add_symbol(&scene, "hidden", DATA + 8, 4, STB_GLOBAL);
	find(&scene, set_of("one", 0, 4, 1));
	find(&scene, set_of("hidden", 0, 4, 2));
	assert_int_equal(scene.spots.n, 2);
	assert_int_equal(scene.spots.items[1].vaddr, DATA + 8);
	find(&scene, set_of("two", 0, 4, 3));
	find(&scene, set_of("tow", 0, 4, 4));
	expect_report(scene.fixture->diag,
		      "s.xml:3:20: error: [set-place] partition 'nav': 'nav.elf' has 2 local "
		      "symbols 'two'\n"
		      "s.xml:3:20: help: make the one that is meant global, or state its address\n"
		      "s.xml:4:20: error: [set-place] partition 'nav': 'nav.elf' has no symbol "
		      "'tow'\n"
		      "s.xml:4:20: help: did you mean 'two'?\n");
}

static void code_and_stubs_are_the_suppliers(void **state)
{
	struct scene scene;
	struct change slot = { .kind = CHANGE_SLOT, .name = "call", .vaddr = DATA + 4, .size = 4 };

	begin(&scene, state, false);
	scene.linked.changes = &slot;
	scene.linked.n_changes = 1;
	find(&scene, set_at(PLACE, 4, 1));
	find(&scene, set_at(PLACE + 8, 4, 2));
	expect_report(scene.fixture->diag, "");
	find(&scene, set_at(PLACE + 7, 1, 3));
	find(&scene, set_at(TEXT + 12, 4, 4));
	expect_report(
		scene.fixture->diag,
		"s.xml:3:30: error: [set-place] partition 'nav': '0x40510007' lies over what "
		"links the service 'call'\n"
		"s.xml:4:30: error: [set-place] partition 'nav': '0x4010000c' lies in segment "
		"0 of 'nav.elf', which is executable\n"
		"s.xml:4:30: help: a partition's code stays its supplier's: let the variable "
		"lie in .data\n");
	fixture_forget(*state);
	begin(&scene, state, true);
	find(&scene, set_at(TEXT + 12, 4, 5));
	expect_report(scene.fixture->diag, "");
}

/* The last byte of the file is in it, the next one is not. */
static void a_file_has_no_zeros_behind_it(void **state)
{
	struct scene scene;

	begin(&scene, state, false);
	scene.owner.is_file = true;
	find(&scene, set_at(PLACE + 12, 4, 1));
	expect_report(scene.fixture->diag, "");
	find(&scene, set_at(PLACE + 13, 4, 2));
	expect_id(scene.fixture->diag, "set-place");
}

/* Code up to the word's first byte of the file, and with it. */
static void a_file_shares_bytes(void **state)
{
	struct scene scene;

	begin(&scene, state, false);
	scene.owner.is_file = true;
	scene.elf->segments[0].offset = 0x100c;
	find(&scene, set_at(PLACE + 12, 4, 1));
	expect_report(scene.fixture->diag, "");
	scene.elf->segments[0].offset = 0x100d;
	find(&scene, set_at(PLACE + 12, 4, 2));
	expect_report(scene.fixture->diag,
		      "s.xml:2:30: error: [set-place] partition 'nav': '0x4051000c' lies in bytes "
		      "of 'nav.elf' that are also in segment 0\n");
	scene.owner.is_file = false;
	find(&scene, set_at(PLACE + 12, 4, 3));
	assert_int_equal(diag_n_errors(scene.fixture->diag), 1);
}

static void spots_are_apart(void **state)
{
	struct scene scene;

	begin(&scene, state, false);
	find(&scene, set_at(PLACE + 4, 4, 1));
	find(&scene, set_at(PLACE + 8, 4, 2));
	find(&scene, set_at(PLACE, 4, 3));
	spots_check_apart(&scene.owner, &scene.spots);
	expect_report(scene.fixture->diag, "");
	find(&scene, set_at(PLACE + 7, 1, 4));
	spots_check_apart(&scene.owner, &scene.spots);
	expect_report(scene.fixture->diag,
		      "s.xml:4:30: error: [set-overlap] partition 'nav': '0x40510007', "
		      "0x40510007..0x40510007, is written twice\n"
		      "s.xml:1:30: note: '0x40510004', 0x40510004..0x40510007\n");
}

/* Data grows to the end of the last word in .bss and no further. */
static void data_grows_as_far_as_needed(void **state)
{
	struct scene scene;
	struct change *changes;
	size_t n = 0;

	begin(&scene, state, false);
	find(&scene, set_at(PLACE + 20, 4, 1));
	find(&scene, set_at(PLACE + 14, 4, 2));
	find(&scene, set_at(BLOB, 4, 3));
	spots_open(scene.fixture->arena, &scene.linked, &scene.file, 1, &scene.spots);
	assert_int_equal(scene.linked.segments[0].size, 16);
	assert_int_equal(scene.linked.segments[1].size, 24);
	assert_memory_equal(scene.linked.segments[1].bytes, scene.elf->segments[1].data.data, 16);
	assert_true(bytes_are_zero(scene.linked.segments[1].bytes + 16, 8));
	spots_put(scene.spots.items[1].bytes, &scene.spots.items[1].set->form, true, 0x01020304);
	spots_put(scene.spots.items[2].bytes, &scene.spots.items[2].set->form, false, 0x01020304);
	assert_memory_equal(scene.linked.segments[1].bytes + 14, "\1\2\3\4", 4);
	assert_memory_equal(scene.file.data, "\4\3\2\1ob!", 8);
	assert_memory_equal(blob_bytes, "a blob!", 8);
	changes = spots_list(scene.fixture->arena, &scene.spots, false, NULL, &n);
	assert_int_equal(n, 2);
	assert_int_equal(changes[0].vaddr, DATA + 14);
	assert_memory_equal(changes[0].before, "\x0e\x0f\0\0", 4);
	assert_int_equal(changes[1].vaddr, DATA + 20);
	scene.linked.changes = changes;
	scene.linked.n_changes = n;
	assert_true(link_only_listed_changed(scene.elf, &scene.linked));
	scene.linked.segments[1].bytes[19] = 1;
	assert_false(link_only_listed_changed(scene.elf, &scene.linked));
	scene.linked.segments[1].bytes[19] = 0;
	changes[1].size = 3;
	assert_false(link_only_listed_changed(scene.elf, &scene.linked));
	changes[1].size = 4;
	scene.elf->segments[1].flags = PF_R | PF_W | PF_X;
	assert_true(link_only_listed_changed(scene.elf, &scene.linked));
	scene.elf->segments[1].flags = PF_R | PF_X;
	assert_false(link_only_listed_changed(scene.elf, &scene.linked));
	n = 0;
	changes = spots_list(scene.fixture->arena, &scene.spots, true, NULL, &n);
	assert_int_equal(n, 1);
	assert_memory_equal(changes[0].before, "a bl", 4);
}

static void words_have_widths_and_orders(void **state)
{
	struct word_form form = { .width = sample_number(8, 1, 1), .order = ORDER_LITTLE };
	uint8_t bytes[8];

	(void)state;
	spots_put(bytes, &form, true, 0x0102030405060708u);
	assert_memory_equal(bytes, "\x08\x07\x06\x05\x04\x03\x02\x01", 8);
	form = (struct word_form){ .order = ORDER_BIG };
	spots_put(bytes, &form, false, 0x01020304);
	assert_memory_equal(bytes, "\1\2\3\4\x04\x03\x02\x01", 8);
	assert_true(spots_fits(255, 1) && !spots_fits(256, 1));
	assert_true(spots_fits(UINT32_MAX, 4) && !spots_fits((uint64_t)UINT32_MAX + 1, 4));
	assert_true(spots_fits(UINT64_MAX, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(an_address_is_physical),
		FIXTURE_TEST(a_symbol_is_virtual_and_has_its_size),
		FIXTURE_TEST(a_local_symbol_is_the_only_one),
		FIXTURE_TEST(code_and_stubs_are_the_suppliers),
		FIXTURE_TEST(a_file_has_no_zeros_behind_it),
		FIXTURE_TEST(a_file_shares_bytes),
		FIXTURE_TEST(spots_are_apart),
		FIXTURE_TEST(data_grows_as_far_as_needed),
		FIXTURE_TEST(words_have_widths_and_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
