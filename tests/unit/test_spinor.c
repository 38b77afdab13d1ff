/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fake_spi.h"
#include "random.h"
#include "xpack/spinor.h"

struct scene {
	struct fake_spi fake;
	struct spimctrl ctrl;
	struct spinor nor;
};

static void begin(struct scene *scene, void **state)
{
	fake_spi_begin(&scene->fake, state);
	assert_int_equal(
		spimctrl_find(&scene->ctrl, &scene->fake.link, &scene->fake.found, FAKE_SPI_MEMORY),
		0);
}

static int find_up_to(struct scene *scene, uint64_t reach)
{
	int code = spinor_find(&scene->nor, &scene->ctrl, reach);

	assert_false(scene->ctrl.is_user);
	assert_int_equal(scene->fake.control, 8);
	scene->fake.log[0] = '\0';
	return code;
}

static int find(struct scene *scene)
{
	return find_up_to(scene, FAKE_SPI_SIZE);
}

static void it_describes_itself(void **state)
{
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	assert_string_equal(spinor_text(&scene.nor),
			    "SPI chip c22010 of 65536 bytes, blocks of 4096 bytes");
	assert_int_equal(scene.nor.page, 256);
	assert_int_equal(scene.nor.n_address, 3);
	assert_int_equal(scene.nor.erase_command, 0x20);
	assert_int_equal(scene.nor.program_command, 0x02);
}

static void the_other_clock_is_tried(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.fake.slow = 0;
	assert_int_equal(find(&scene), 0);
	assert_true(scene.ctrl.alternate);
}

static void expect_refusal(struct scene *scene, void **state, const char *report)
{
	struct fixture *fixture = *state;

	assert_int_equal(find(scene), -1);
	expect_report(fixture->diag, report);
	fixture_forget(fixture);
}

static void chips_that_do_not_answer(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.fake.sfdp[0] = 'X';
	expect_refusal(&scene, state,
		       "fake:: error: [target] the SPI chip c22010 does not "
		       "describe itself (SFDP)\n");
	begin(&scene, state);
	scene.fake.id[0] = 0xff;
	expect_refusal(&scene, state,
		       "fake:: error: [target] there is no SPI chip: nothing "
		       "answers behind the controller\n");
}

#define NONSENSE "fake:: error: [target] the SPI chip's description of itself makes no sense: "
#define NO_ERASE NONSENSE "no erase of 4 to 64 KiB\n"

/* Where the basic table is, and its words; where the table of four bytes' addresses is put. */
#define BASIC 0x10u
#define WORD(n) (BASIC + 4 * ((n)-1))
#define ADDRESS4 0x60u

static void put_word(struct scene *scene, uint32_t at, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		scene->fake.sfdp[at + i] = (uint8_t)(word >> (8 * i));
}

static const struct {
	const char *report;
	uint32_t at, word;
} lies[] = {
	/* Length and pointer, in the header. */
	{ NONSENSE "8 words\n", 0x08, 0x08010000 },
	{ NONSENSE "0 words\n", 0x08, 0x00010000 },
	{ NONSENSE "0 words\n", 0x0c, 0x00000010 }, /* another kind of table */
	{ NONSENSE "0 words\n", 0x08, 0x0b010001 },
	{ NO_ERASE, 0x0c, 0xff000080 },
	{ NO_ERASE, 0x0c, 0xff000000 },
	{ NO_ERASE, 0x0c, 0xffffffff },
	{ NONSENSE "density 0x0007fffe\n", WORD(2), 0x0007fffe },
	{ NONSENSE "density 0x00080003\n", WORD(2), 0x00080003 },
	{ NONSENSE "density 0x00000000\n", WORD(2), 0 },
	{ NONSENSE "density 0x00000007\n", WORD(2), 7 },
	{ NONSENSE "density 0x0007ffef\n", WORD(2), 0x0007ffef },
	{ NONSENSE "density 0x80000000\n", WORD(2), 0x80000000 },
	{ NONSENSE "density 0x80000002\n", WORD(2), 0x80000002 },
	{ NONSENSE "density 0x8000000e\n", WORD(2), 0x8000000e },
	{ NONSENSE "density 0x80000024\n", WORD(2), 0x80000024 },
	{ NONSENSE "density 0x80000043\n", WORD(2), 0x80000043 },
	{ NONSENSE "density 0xffffffff\n", WORD(2), 0xffffffff },
	/* Of 2 KiB, 128 KiB, none, 2^32 bytes and more. */
	{ NO_ERASE, WORD(8), 0x200b },
	{ NO_ERASE, WORD(8), 0xd811 },
	{ NO_ERASE, WORD(8), 0x2000 },
	{ NO_ERASE, WORD(8), 0x2020 },
	{ NO_ERASE, WORD(8), 0x202c },
	{ NO_ERASE, WORD(8), 0xffffffff },
	{ NONSENSE "pages of 8192 bytes in blocks of 4096\n", WORD(11), 0xd0 },
	{ NONSENSE "pages of 32768 bytes in blocks of 4096\n", WORD(11), 0xf0 },
};

static void descriptions_that_make_no_sense(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		begin(&scene, state);
		put_word(&scene, lies[i].at, lies[i].word);
		expect_refusal(&scene, state, lies[i].report);
	}
	/* Of two tables the last one counts, and it has no word. */
	begin(&scene, state);
	scene.fake.sfdp[6] = 1;
	memmove(scene.fake.sfdp + 0x18, scene.fake.sfdp + BASIC, 44);
	scene.fake.sfdp[0x0c] = 0x18;
	put_word(&scene, 0x10, 0x00010000);
	put_word(&scene, 0x14, 0xff000018);
	expect_refusal(&scene, state, NONSENSE "0 words\n");
}

/* Odd, and possible. */
static void descriptions_that_are_odd(void **state)
{
	static const struct {
		uint32_t at, word;
		uint64_t size;
		uint32_t page, block;
		uint8_t erase;
		int program_ms, erase_ms;
	} cases[] = {
		{ 0x08, 0xff010000, 0x10000, 256, 4096, 0x20, 500, 502 }, /* longer than known */
		{ 0x08, 0x09010000, 0x10000, 256, 4096, 0x20, 550, 10500 },
		{ 0x04, 0xffff0100, 0x10000, 256, 4096, 0x20, 500, 502 }, /* 256 headers */
		{ WORD(2), 0x80000023, (uint64_t)1 << 32, 256, 4096, 0x20, 500, 502 },
		{ WORD(2), 0xffffffff / 8 - 4096 * 8, 0x3fff000, 256, 4096, 0x20, 500, 502 },
		{ WORD(8), 0x300cd80e, 0x10000, 256, 4096, 0x30, 500, 502 },
		{ WORD(8), 0x3011d80e, 0x10000, 256, 16384, 0xd8, 500, 502 },
		{ WORD(9), 0x310c200d, 0x10000, 256, 4096, 0x20, 500, 502 },
		{ WORD(10), 0xffffffff, 0x10000, 256, 4096, 0x20, 500, 131572 },
		{ WORD(10), 0x000000f3, 0x10000, 256, 4096, 0x20, 500, 628 },
		{ WORD(11), 0xffffff8f, 0x10000, 256, 4096, 0x20, 565, 502 },
		{ WORD(11), 0x00000000, 0x10000, 1, 4096, 0x20, 500, 502 },
		{ WORD(11), 0x000000c0, 0x10000, 4096, 4096, 0x20, 500, 502 },
	};
	struct scene scene;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(&scene, state);
		put_word(&scene, cases[i].at, cases[i].word);
		assert_int_equal(find(&scene), 0);
		assert_int_equal(scene.nor.size, cases[i].size);
		assert_int_equal(scene.nor.page, cases[i].page);
		assert_int_equal(scene.nor.block, cases[i].block);
		assert_int_equal(scene.nor.erase_command, cases[i].erase);
		assert_int_equal(scene.nor.program_ms, cases[i].program_ms);
		assert_int_equal(scene.nor.erase_ms, cases[i].erase_ms);
	}
	/* The second kind of erase is the smallest, and has its own time. */
	begin(&scene, state);
	put_word(&scene, WORD(8), 0x300cd80e);
	put_word(&scene, WORD(10), 0x1f << 4 | 4 << 11);
	assert_int_equal(find(&scene), 0);
	assert_int_equal(scene.nor.erase_ms, 510);
	begin(&scene, state);
	put_word(&scene, WORD(8), 0xd810);
	put_word(&scene, WORD(11), 0xf0);
	assert_int_equal(find(&scene), 0);
	assert_int_equal(scene.nor.page, SPINOR_MAX_PAGE);
}

/* 32 MiB, three or four bytes of address, and so many words of the table of commands for that. */
static void put_large(struct scene *scene, uint32_t n_words, uint32_t commands)
{
	uint8_t *sfdp = scene->fake.sfdp;

	memmove(sfdp + 0x20, sfdp + BASIC, 44);
	memset(sfdp + BASIC, 0, 8);
	sfdp[6] = 1;
	sfdp[0x0c] = 0x20;
	put_word(scene, 0x10, 0x00010084 | n_words << 24);
	put_word(scene, 0x14, 0xff000000 | ADDRESS4);
	put_word(scene, 0x20, 1 << 17);
	put_word(scene, 0x24, 0x0fffffff);
	put_word(scene, ADDRESS4, commands);
	put_word(scene, ADDRESS4 + 4, 0xdcdcdc21);
}

/* Beyond 16 MiB each command must be there, and its code. */
static void addresses_of_four_bytes(void **state)
{
	static const struct {
		uint32_t n_words, commands;
	} cases[] = {
		{ 0, 0xffffffff }, { 1, 0xffffffff }, { 2, 0x240 }, { 2, 0x202 }, { 2, 0x42 }
	};
	static const struct {
		uint32_t commands;
		unsigned more, n_address, erase;
	} good[] = { { 0x242, 1, 4, 0x21 },
		     { 0x242, 0, 4, 0x21 },
		     { 0x442, 1, 4, 0xdc },
		     { 0x442, 0, 3, 0x20 } };
	struct fixture *fixture = *state;
	struct scene scene;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(&scene, state);
		put_large(&scene, cases[i].n_words, cases[i].commands);
		assert_int_equal(find_up_to(&scene, (1 << 24) + 1), -1);
		expect_report(fixture->diag, "fake:: error: [target] the SPI chip has no commands "
					     "for what lies behind 16 MiB\n");
		fixture_forget(fixture);
		assert_int_equal(find_up_to(&scene, 1 << 24), 0);
		assert_int_equal(scene.nor.n_address, 3);
		assert_int_equal(spinor_reach(&scene.nor), 1 << 24);
	}
	/* Also for less, for what comes before the memory is not known yet; but not where only
	 * larger blocks are erased so. */
	begin(&scene, state);
	put_large(&scene, 2, 0);
	put_word(&scene, 0x20 + (WORD(8) - BASIC), 0xd810200c);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		put_word(&scene, ADDRESS4, good[i].commands);
		assert_int_equal(find_up_to(&scene, (1 << 24) + good[i].more), 0);
		assert_int_equal(scene.nor.n_address, good[i].n_address);
		assert_int_equal(scene.nor.erase_command, good[i].erase);
		assert_int_equal(spinor_reach(&scene.nor),
				 good[i].n_address == 4 ? 1 << 25 : 1 << 24);
	}
	/* Addresses of three bytes only, or of a kind that is none. */
	for (uint32_t width = 0; width < 4; width += 3) {
		put_word(&scene, 0x20, width << 17);
		assert_int_equal(find_up_to(&scene, (1 << 24) + 1), -1);
	}
	put_word(&scene, 0x20, 1 << 17);
	put_word(&scene, ADDRESS4, 0x242);
	/* A second table, which counts, is too short. */
	memcpy(scene.fake.sfdp + 0x18, scene.fake.sfdp + 0x10, 8);
	scene.fake.sfdp[6] = 2;
	scene.fake.sfdp[0x1b] = 1;
	assert_int_equal(find_up_to(&scene, (1 << 24) + 1), -1);
}

static void expect_sound(const struct spinor *nor, uint64_t reach)
{
	assert_in_range(nor->block, 4096, SPINOR_MAX_BLOCK);
	assert_int_equal(nor->block & (nor->block - 1), 0);
	assert_in_range(nor->page, 1, SPINOR_MAX_PAGE);
	assert_true(nor->page <= nor->block && (nor->page & (nor->page - 1)) == 0);
	assert_in_range(nor->size, nor->block, (uint64_t)1 << 32);
	assert_int_equal(nor->size % nor->block, 0);
	assert_in_range(nor->program_ms, 500, 565);
	assert_in_range(nor->erase_ms, 502, 131572);
	assert_in_range(nor->n_address, 3, 4);
	assert_true(spinor_reach(nor) >= (reach < nor->size ? reach : nor->size));
}

static void random_descriptions(void **state)
{
	static const uint32_t likely[] = { 0, 1, 3, 11, 12, 16, 31, 0x80, 0x84, 0xff };
	struct fixture *fixture = *state;
	unsigned n_believed = 0;
	uint64_t seed = 8;
	struct scene scene;

	for (unsigned run = 0; run < 3000; run++) {
		uint64_t reach = run % 4 == 0 ? 1 << 25 : FAKE_SPI_SIZE;

		begin(&scene, state);
		put_large(&scene, 2, 0x242);
		for (unsigned n = 1 + random_below(&seed, 6); n > 0; n--)
			scene.fake.sfdp[4 + random_below(&seed, 0x68)] =
				(uint8_t)(random_below(&seed, 2) == 0
						  ? random_below(&seed, 256)
						  : likely[random_below(&seed, 10)]);
		if (find_up_to(&scene, reach) == 0) {
			n_believed++;
			expect_sound(&scene.nor, reach);
		} else {
			expect_id(fixture->diag, "target");
		}
		fixture_forget(fixture);
	}
	assert_in_range(n_believed, 1000, 2700);
}

static void it_erases_and_programs(void **state)
{
	static const uint8_t bytes[] = { 0x12, 0x34, 0x56 };
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.fake.data[0x1010] = 0;
	assert_int_equal(spinor_erase(&scene.nor, 0x1000, 0x1000), 0);
	assert_int_equal(scene.fake.data[0x1010], 0xff);
	fake_spi_expect(&scene.fake, "[0b 00 10 10 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff "
				     "ff ff][05 ff ff][06][05 ff ff][20 00 10 00][05 ff ff]");
	assert_int_equal(spinor_program(&scene.nor, 0x10fe, (struct span){ bytes, 3 }), 0);
	fake_spi_expect(&scene.fake, "[05 ff ff][06][05 ff ff][02 00 10 fe 12 34][05 ff ff]"
				     "[05 ff ff][06][05 ff ff][02 00 11 00 56][05 ff ff]");
	assert_memory_equal(scene.fake.data + 0x10fe, bytes, 3);
	assert_int_equal(scene.fake.wrong, 0);
}

/* What is erased is looked at and left alone, and so is what is to be 0xff. */
static void nothing_to_do(void **state)
{
	struct scene scene;
	uint8_t bytes[600];

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	assert_int_equal(spinor_erase(&scene.nor, 0, 0x1000), 0);
	fake_spi_expect(&scene.fake, "[0b 00 00 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff "
				     "ff ff]");
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(spinor_program(&scene.nor, 0, (struct span){ bytes, 600 }), 0);
	fake_spi_expect(&scene.fake, "");
}

static void failures_are_clear(void **state)
{
	struct fixture *fixture = *state;
	const uint8_t byte = 0;
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.fake.data[0] = 0;
	scene.fake.is_worn = true;
	assert_int_equal(spinor_erase(&scene.nor, 0, 0x1000), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot erase at 0x00000000 of the SPI chip: the "
		      "chip says nothing, and its contents are others\n");
	fixture_forget(fixture);
	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.nor.program_ms = 1;
	scene.fake.is_stuck = true;
	assert_int_equal(spinor_program(&scene.nor, 0x2000, (struct span){ &byte, 1 }), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot program at 0x00002000 of the SPI chip: the "
		      "chip is not ready within its own time\n");
	assert_false(scene.ctrl.is_user);
	assert_int_equal(scene.fake.wrong, 0);
}

static void a_chip_that_is_busy_takes_no_command(void **state)
{
	struct fixture *fixture = *state;
	const uint8_t byte = 0;
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.nor.program_ms = 0;
	scene.nor.erase_ms = 0;
	scene.fake.is_stuck = true;
	assert_int_equal(spinor_program(&scene.nor, 0x2000, (struct span){ &byte, 1 }), -1);
	scene.fake.log[0] = '\0';
	assert_int_equal(spinor_erase(&scene.nor, 0x1000, 1), -1);
	assert_null(strstr(scene.fake.log, "[0b"));
	assert_null(strstr(scene.fake.log, "[20"));
	assert_false(scene.ctrl.is_user);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot program at 0x00002000 of the SPI chip: the "
		      "chip is not ready within its own time\n"
		      "fake:: error: [target] cannot erase at 0x00001000 of the SPI chip: the "
		      "chip is not ready within its own time\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_describes_itself),
		FIXTURE_TEST(the_other_clock_is_tried),
		FIXTURE_TEST(chips_that_do_not_answer),
		FIXTURE_TEST(descriptions_that_make_no_sense),
		FIXTURE_TEST(descriptions_that_are_odd),
		FIXTURE_TEST(addresses_of_four_bytes),
		FIXTURE_TEST(random_descriptions),
		FIXTURE_TEST(it_erases_and_programs),
		FIXTURE_TEST(nothing_to_do),
		FIXTURE_TEST(failures_are_clear),
		FIXTURE_TEST(a_chip_that_is_busy_takes_no_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
